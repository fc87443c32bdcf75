import type { AlarmingDevice } from './alarming-device.js';
import type { AlarmKey } from './key.js';
import { type Topology, uplinkNode } from './topology.js';

/** Raised by whatever watches the mains; then all devices but that one may be without power (terminal-health.md 6.3 rule 9). */
export const mainsAlarm = 'mains-lost-on-battery';
/** The alarm of the gateway that says that the connection to the centre is lost. */
export const uplinkAlarm = 'uplink-down';

/** Something whose loss explains that of others. */
export interface SiteNode {
  /** The device whose alarm it is; where that is the gateway, `uplink`. */
  readonly label: string;
  /** The alarm that says that it is lost. */
  readonly alarm: Omit<AlarmKey, 'qualifier'>;
  /** True of the mains: who comes back has to start first. */
  readonly isPower: boolean;
}

export interface SiteNodes {
  readonly topology: Topology;
  readonly nodes: ReadonlyMap<string, SiteNode>;
  /** Devices that are polled; the others, the uplink and the mains are not. */
  readonly asked: ReadonlySet<string>;
}

/** The node of the mains as this device sees it. */
export function mainsNode(deviceId: string): string {
  return `mains of ${deviceId}`;
}

/** What hangs on what in this branch: `dependsOn` of the configuration, and every device on the mains. */
export function siteNodes(devices: readonly AlarmingDevice[]): SiteNodes {
  const inContact = devices.flatMap(({ contactAlarm, ...device }) =>
    contactAlarm === undefined ? [] : [{ ...device, contactAlarm }],
  );
  const onMains = devices.filter(
    ({ disabled, declarations }) => !disabled && declarations.some(({ type }) => type === mainsAlarm),
  );
  const nodes = new Map<string, SiteNode>([
    [uplinkNode, { label: uplinkNode, alarm: { deviceId: 'gateway', type: uplinkAlarm }, isPower: false }],
  ]);
  const topology = new Map<string, readonly string[]>();
  for (const { deviceId, contactAlarm, dependsOn = [] } of inContact) {
    const mains = onMains.filter((device) => device.deviceId !== deviceId).map((device) => mainsNode(device.deviceId));
    nodes.set(deviceId, { label: deviceId, alarm: { deviceId, type: contactAlarm }, isPower: false });
    topology.set(deviceId, [...dependsOn, ...mains]);
  }
  for (const { deviceId } of onMains) {
    nodes.set(mainsNode(deviceId), { label: deviceId, alarm: { deviceId, type: mainsAlarm }, isPower: true });
  }
  const asked = new Set(inContact.filter(({ disabled }) => !disabled).map(({ deviceId }) => deviceId));
  return { topology, nodes, asked };
}

/** The uplink or the mains, where that is what an alarm is about. */
export function causeNode({ deviceId, type }: Omit<AlarmKey, 'qualifier'>): string | undefined {
  if (type === mainsAlarm) return mainsNode(deviceId);
  return deviceId === 'gateway' && type === uplinkAlarm ? uplinkNode : undefined;
}
