import type { Clock } from '../../drivers/index.js';
import type { AlarmingDevice } from './alarming-device.js';
import type { SitePort } from './device-alarms.js';
import { Impact } from './impact.js';
import { Inhibition, type InhibitionTiming } from './inhibition.js';
import type { AlarmLedger } from './ledger.js';
import { causeNode, siteNodes } from './site-nodes.js';

export interface SiteOptions {
  readonly devices: readonly AlarmingDevice[];
  readonly clock: Clock;
  readonly ledger: AlarmLedger;
  readonly timing: InhibitionTiming | undefined;
  readonly resourceOf: (deviceId: string) => string;
  readonly pollNow: (deviceId: string) => void;
  /** Its contact alarm may be raised now. */
  readonly release: (deviceId: string) => void;
}

/** The devices as a whole: whose loss explains whose. */
export interface Site extends SitePort {
  doubtful(deviceId: string): void;
  heard(deviceId: string): void;
  stop(): void;
}

export function createSite(options: SiteOptions): Site {
  const { devices, clock, ledger, timing, resourceOf, pollNow, release } = options;
  const site = siteNodes(devices);
  const inhibition: Inhibition = new Inhibition({
    site,
    clock,
    pollNow,
    ...(timing ? { timing } : {}),
    onReleased: release,
    onChange: () => impact.changed(),
  });
  const impact = new Impact({ site, inhibition, ledger, clock, resourceOf });
  return {
    holdsContact: (deviceId) => inhibition.holds(deviceId),
    contactGone: (deviceId) => inhibition.lost(deviceId),
    contactBack: (deviceId) => inhibition.back(deviceId),
    turned({ key, kind, phase, confirmed, raisedRecord }) {
      const cause = causeNode(key);
      if (cause !== undefined) inhibition.cause(cause, phase !== 'normal', confirmed);
      else if (kind.isContact && !kind.hostAnswers && phase === 'raised' && !confirmed) inhibition.wasLost(key.deviceId);
      if ((cause !== undefined || kind.isContact) && raisedRecord) impact.changed();
    },
    doubtful: (deviceId) => inhibition.doubtful(deviceId),
    heard: (deviceId) => inhibition.heard(deviceId),
    stop() {
      inhibition.stop();
      impact.stop();
    },
  };
}
