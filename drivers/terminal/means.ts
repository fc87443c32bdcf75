import type { AlarmCondition } from '../driver.js';
import type { Beat, BeatFault } from './heartbeat/message.js';

/** Who takes what comes for a terminal. */
export interface BeatReceiver {
  /** Bearer token that is wanted over HTTP; undefined = none is known. */
  readonly token: string | undefined;
  /** A beat that was read, of somebody who may send it; the fault says why it cannot be this terminal's. */
  beat(beat: Beat): BeatFault | undefined;
  /** Something came that is no beat; `why` in fixed words. */
  refused(why: string): void;
  /** One more came than may come in this time; nobody has looked into it. */
  excess(): void;
}

/** What the gateway gives to a terminal beside what every device gets. */
export interface TerminalMeans {
  /**
   * Nobody can say any more how these alarms stand, although the device is in contact: they stay as they are, unverified,
   * until they are reported again.
   */
  unverified(alarms: readonly Pick<AlarmCondition, 'type' | 'qualifier'>[]): void;
  /** What comes for a device that reports by itself, over HTTP and MQTT. */
  readonly beats: {
    /** From now on everything for this device goes to `receiver`, until the function that is returned is called. */
    accept(receiver: BeatReceiver): () => void;
  };
}
