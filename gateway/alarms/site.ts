import type { AlarmCondition, Clock } from '../../drivers/index.js';
import type { AlarmingDevice } from './alarming-device.js';
import type { SitePort } from './device-alarms.js';
import { Impact } from './impact.js';
import { Inhibition, type InhibitionTiming } from './inhibition.js';
import type { AlarmLedger } from './ledger.js';
import { type NetworkSwitch, portsNode, switchAlarm } from './network-switch.js';
import type { PortsState } from './ports.js';
import { causeNode, siteNodes } from './site-nodes.js';

export interface SiteOptions {
  readonly devices: readonly AlarmingDevice[];
  readonly switches: readonly NetworkSwitch[];
  readonly clock: Clock;
  readonly ledger: AlarmLedger;
  readonly timing: InhibitionTiming | undefined;
  readonly resourceOf: (deviceId: string) => string;
  readonly pollNow: (deviceId: string) => void;
  /** Its contact alarm may be raised now. */
  readonly release: (deviceId: string) => void;
  /** What the gateway itself has to report: a switch is lost, or no longer. */
  readonly condition: (condition: AlarmCondition) => void;
}

/** The devices as a whole: whose loss explains whose. */
export interface Site extends SitePort {
  doubtful(deviceId: string): void;
  heard(deviceId: string): void;
  /** An engineer's window begins or ends. */
  maintained(deviceId: string, isMaintained: boolean): void;
  /** After everything from before the start has been taken up. */
  start(): void;
  stop(): void;
}

export function createSite(options: SiteOptions): Site {
  const { devices, switches, clock, ledger, timing, resourceOf, pollNow, release, condition } = options;
  const site = siteNodes(devices, switches);
  const inhibition: Inhibition = new Inhibition({
    site,
    clock,
    pollNow,
    ...(timing ? { timing } : {}),
    onReleased: release,
    onChange: () => impact.changed(),
    onPorts: (node, state) => {
      const ports = site.ports.get(node);
      const answers = ports?.deviceId !== undefined;
      condition({ type: switchAlarm, qualifier: ports?.switchId ?? '', ...portsCondition(state, answers) });
    },
  });
  const told = toldByParts(devices);
  const impact = new Impact({ site, inhibition, ledger, clock, resourceOf });
  return {
    holdsContact: (deviceId) => told.has(deviceId) || inhibition.holds(deviceId),
    contactGone: (deviceId) => inhibition.lost(deviceId),
    contactBack: (deviceId) => inhibition.back(deviceId),
    turned({ key, kind, phase, confirmed, raisedRecord }) {
      const isSwitch = key.deviceId === 'gateway' && key.type === switchAlarm;
      if (isSwitch && phase === 'raised' && !confirmed) inhibition.portsWereLost(portsNode(key.qualifier));
      if (isSwitch && raisedRecord) impact.changed();
      const cause = causeNode(key);
      if (cause !== undefined) inhibition.cause(cause, phase !== 'normal', confirmed);
      else if (kind.isContact && !kind.hostAnswers && phase === 'raised' && !confirmed)
        inhibition.wasLost(key.deviceId);
      if ((cause !== undefined || kind.isContact) && raisedRecord) impact.changed();
    },
    doubtful: (deviceId) => inhibition.doubtful(deviceId),
    heard: (deviceId) => inhibition.heard(deviceId),
    maintained: (deviceId, isMaintained) => inhibition.excuse(deviceId, isMaintained),
    start() {
      for (const [{ deviceId, type, qualifier }, record] of ledger.all()) {
        // Of a switch that the configuration does not name any more.
        const isGone = deviceId === 'gateway' && type === switchAlarm && !site.ports.has(portsNode(qualifier));
        if (isGone && !record['is-cleared']) condition({ type, qualifier, active: false });
      }
      inhibition.start();
    },
    stop() {
      inhibition.stop();
      impact.stop();
    },
  };
}

/**
 * Those that are made of others, of which one at least is asked: that says what is lost in its own name, also where its host
 * answers and only its service is gone, which explains no loss of contact.
 */
function toldByParts(devices: readonly AlarmingDevice[]): ReadonlySet<string> {
  const asked = new Set(devices.flatMap(({ deviceId, disabled }) => (disabled ? [] : [deviceId])));
  const wholes = devices.filter(({ parts = [] }) => parts.some((part) => asked.has(part)));
  return new Set(wholes.map(({ deviceId }) => deviceId));
}

function portsCondition({ lost, count }: PortsState, answers: boolean): Omit<AlarmCondition, 'type'> {
  if (!lost) return { active: false };
  const itself = answers ? '; it answers itself, so its ports are dead, or what they feed' : '';
  return { active: true, detail: `${count.lost} of ${count.of} terminals behind it were lost together${itself}` };
}
