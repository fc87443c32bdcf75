import { createHash, timingSafeEqual } from 'node:crypto';
import {
  type BeatFault,
  type BeatReceiver,
  type Clock,
  type HeartbeatAccess,
  readBeat,
  type TerminalMeans,
} from '../../drivers/index.js';
import { RateLimit } from './rate.js';

/** A device that reports by itself. */
export interface IntakeDevice {
  readonly id: string;
  readonly access: HeartbeatAccess;
}

/** Who brings a message: over HTTP with what it says after `Bearer`, over MQTT as the user it has logged in as. */
export type Sender =
  | { readonly via: 'http'; readonly bearer: string | undefined; readonly address: string }
  | { readonly via: 'mqtt'; readonly user: string | undefined; readonly retained: boolean };

/** Why a message is not taken. */
export interface Refusal {
  readonly kind: 'unknown-device' | 'away' | 'unauthorised' | 'forbidden' | 'excess' | 'bad';
  readonly fault: BeatFault;
}

export interface IntakeOptions {
  readonly devices: readonly IntakeDevice[];
  readonly clock: Clock;
  /** True where the broker has users: then only some of them may beat. */
  readonly brokerHasUsers: boolean;
  /** True where the HTTP end point listens on loopback: then a terminal needs no token. */
  readonly httpIsLocal: boolean;
  /** Something came: the session has something to say. */
  readonly pollNow: (deviceId: string) => void;
  readonly onWrongToken: (login: { readonly address: string; readonly user: string }) => void;
}

/** Where the heartbeats of terminals come in, whichever way they come. */
export interface Intake {
  /** False where the configuration has no such terminal: nothing is opened then. */
  readonly hasDevices: boolean;
  /** How many there are. */
  readonly size: number;
  /** Asked before anything is read of a message; undefined = it may come in. */
  admit(deviceId: string, sender: Sender): Refusal | undefined;
  /** Takes a message that was admitted; undefined = taken, or known already. */
  take(deviceId: string, message: Uint8Array): Refusal | undefined;
  /** For the session of a device. */
  beatsOf(deviceId: string): TerminalMeans['beats'];
}

interface Entry {
  readonly access: HeartbeatAccess;
  readonly rate: RateLimit;
  receiver: BeatReceiver | undefined;
}

export function createIntake(options: IntakeOptions): Intake {
  const { clock, brokerHasUsers, httpIsLocal, onWrongToken } = options;
  /** Behind what is going on: a supervisor that is not waiting hears nothing, and two messages may come as one piece. */
  const pollSoon = (deviceId: string) => void setImmediate(() => options.pollNow(deviceId));
  const entries = new Map<string, Entry>(
    options.devices.map(({ id, access }) => [id, { access, rate: new RateLimit(clock), receiver: undefined }]),
  );

  /** Why this sender may not speak for the device. */
  function stranger(deviceId: string, { access, receiver }: Entry, sender: Sender): Refusal | undefined {
    if (sender.via === 'http') {
      const token = receiver?.token;
      if (token === undefined) return httpIsLocal ? undefined : refusals.noToken;
      if (sameToken(sender.bearer ?? '', token)) return undefined;
      onWrongToken({ address: sender.address, user: deviceId });
      return refusals.wrongToken;
    }
    const mayBeat = !brokerHasUsers || sender.user === deviceId || access.users.includes(sender.user ?? '');
    return mayBeat ? undefined : refusals.wrongUser;
  }

  return {
    hasDevices: entries.size > 0,
    size: entries.size,
    admit(deviceId, sender) {
      const entry = entries.get(deviceId);
      if (!entry) return refusals.unknownDevice;
      const { receiver, rate } = entry;
      if (!receiver) return refusals.away;
      const strange = stranger(deviceId, entry, sender);
      if (strange) return strange;
      if (!rate.admits()) {
        receiver.excess();
        return refusals.excess;
      }
      if (sender.via !== 'mqtt' || !sender.retained) return undefined;
      receiver.refused(faultText(refusals.retained.fault));
      pollSoon(deviceId);
      return refusals.retained;
    },
    take(deviceId, message) {
      const receiver = entries.get(deviceId)?.receiver;
      if (!receiver) return refusals.away;
      const read = readBeat(message);
      const fault = 'fault' in read ? read.fault : receiver.beat(read.beat);
      if (fault) receiver.refused(faultText(fault));
      pollSoon(deviceId);
      return fault && { kind: 'bad', fault };
    },
    beatsOf: (deviceId) => ({
      accept(receiver) {
        const entry = entries.get(deviceId);
        if (entry) entry.receiver = receiver;
        return () => {
          if (entry?.receiver === receiver) entry.receiver = undefined;
        };
      },
    }),
  };
}

/** One sentence of fixed words. */
export function faultText({ what, where, allowed }: BeatFault): string {
  return `${where}: found ${what}, allowed: ${allowed}`;
}

const refusals = {
  unknownDevice: {
    kind: 'unknown-device',
    fault: {
      what: 'no terminal that takes heartbeats',
      where: 'device',
      allowed: 'the id of one with driver heartbeat',
    },
  },
  away: {
    kind: 'away',
    fault: {
      what: 'a terminal that is not taken up yet, or disabled',
      where: 'device',
      allowed: 'the same again later',
    },
  },
  noToken: {
    kind: 'forbidden',
    fault: { what: 'a terminal without a token', where: 'tokenFile', allowed: 'HTTP on loopback, or a token' },
  },
  wrongToken: {
    kind: 'unauthorised',
    fault: {
      what: 'no token, or a wrong one',
      where: 'authorization',
      allowed: 'Bearer and the token of the terminal',
    },
  },
  wrongUser: {
    kind: 'forbidden',
    fault: {
      what: 'a user who may not speak for this terminal',
      where: 'user',
      allowed: 'the user named like the device, and those of its option users',
    },
  },
  retained: {
    kind: 'forbidden',
    fault: { what: 'a retained message', where: 'retain', allowed: 'false: everybody would hear it again later' },
  },
  excess: {
    kind: 'excess',
    fault: { what: 'too many messages', where: 'rate', allowed: 'one a second, ten at once' },
  },
} as const satisfies Record<string, Refusal>;

/** Compared by digest: equally long whatever was given. */
function sameToken(given: string, token: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(token));
}
