import type { AlarmingDevice } from './alarming-device.js';
import type { AlarmKey } from './key.js';
import { type NetworkSwitch, portsNode, switchAlarm, terminalsBehind } from './network-switch.js';
import { type Topology, uplinkNode } from './topology.js';

/** Raised by whatever watches the mains; then all devices but that one may be without power (terminal-health.md 6.3 rule 9). */
export const mainsAlarm = 'mains-lost-on-battery';
/** The alarm of the gateway that says that the connection to the centre is lost. */
export const uplinkAlarm = 'uplink-down';

/** Something whose loss explains that of others. */
export interface SiteNode {
  /** The device whose alarm it is, or the switch; where that is the gateway, `uplink`. */
  readonly label: string;
  /** The alarm that says that it is lost. */
  readonly alarm: AlarmKey;
  /** What is lost, where that is not the device of the alarm: a switch has no device. */
  readonly resourceId?: string;
  /** True of the mains: who comes back has to start first. */
  readonly isPower: boolean;
}

export interface SiteNodes {
  readonly topology: Topology;
  readonly nodes: ReadonlyMap<string, SiteNode>;
  /** Devices that are polled; the others, the uplink, the mains and the ports of switches are not. */
  readonly asked: ReadonlySet<string>;
  /** By their node. */
  readonly ports: ReadonlyMap<string, SwitchPorts>;
}

/** The ports of a switch. */
export interface SwitchPorts {
  readonly switchId: string;
  /** The device that it is. */
  readonly deviceId: string | undefined;
  /** What hangs on them, each the devices that are one terminal. */
  readonly terminals: readonly (readonly string[])[];
}

/** The node of the mains as this device sees it. */
export function mainsNode(deviceId: string): string {
  return `mains of ${deviceId}`;
}

/** What hangs on what in this branch: `dependsOn` of the configuration, and everything on the mains. */
export function siteNodes(devices: readonly AlarmingDevice[], switches: readonly NetworkSwitch[] = []): SiteNodes {
  const inContact = devices.flatMap(({ contactAlarm, ...device }) =>
    contactAlarm === undefined ? [] : [{ ...device, contactAlarm }],
  );
  const onMains = devices.filter(
    ({ disabled, declarations }) => !disabled && declarations.some(({ type }) => type === mainsAlarm),
  );
  const switchIds = new Set(switches.map(({ id }) => id));
  /** Whoever hangs on a switch hangs on its ports, which hang on what the switch itself hangs on. */
  const parentsOf = (owner: string, dependsOn: readonly string[] = []) => [
    ...dependsOn.map((name) => (switchIds.has(name) ? portsNode(name) : name)),
    ...onMains.filter(({ deviceId }) => deviceId !== owner).map(({ deviceId }) => mainsNode(deviceId)),
  ];
  const nodes = new Map<string, SiteNode>([
    [uplinkNode, { label: uplinkNode, alarm: alarmOf('gateway', uplinkAlarm), isPower: false }],
  ]);
  const topology = new Map<string, readonly string[]>();
  for (const { deviceId, contactAlarm, dependsOn } of inContact) {
    nodes.set(deviceId, { label: deviceId, alarm: alarmOf(deviceId, contactAlarm), isPower: false });
    topology.set(deviceId, parentsOf(deviceId, dependsOn));
  }
  for (const { id, deviceId, dependsOn } of switches) {
    const alarm = { deviceId: 'gateway', type: switchAlarm, qualifier: id };
    nodes.set(portsNode(id), { label: id, alarm, resourceId: id, isPower: false });
    const mains = parentsOf(id);
    topology.set(portsNode(id), deviceId === undefined ? parentsOf(id, dependsOn) : [deviceId, ...mains]);
  }
  for (const { deviceId } of onMains) {
    nodes.set(mainsNode(deviceId), { label: deviceId, alarm: alarmOf(deviceId, mainsAlarm), isPower: true });
  }
  const asked = inContact.filter(({ disabled }) => !disabled);
  const ports = switches.map(
    ({ id, deviceId }) =>
      [portsNode(id), { switchId: id, deviceId, terminals: terminalsBehind(id, asked, devices) }] as const,
  );
  return { topology, nodes, asked: new Set(asked.map(({ deviceId }) => deviceId)), ports: new Map(ports) };
}

/** The uplink or the mains, where that is what an alarm is about. */
export function causeNode({ deviceId, type }: Omit<AlarmKey, 'qualifier'>): string | undefined {
  if (type === mainsAlarm) return mainsNode(deviceId);
  return deviceId === 'gateway' && type === uplinkAlarm ? uplinkNode : undefined;
}

function alarmOf(deviceId: string, type: string): AlarmKey {
  return { deviceId, type, qualifier: '' };
}
