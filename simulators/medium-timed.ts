import type { Medium, MediumSurroundings } from './medium.js';
import { noise } from './noise.js';
import { createWire, type Wire } from './wire.js';

/** Somebody on the wire. Times are in byte-times since the wire was quiet last. */
interface Party {
  readonly wire: Wire;
  begun: number;
  sent: number;
}

/**
 * Bytes take their time, ten bits each. Half duplex without manners: nobody waits until the wire is quiet, a member
 * answers when it has the whole request. From the first byte that is spoken into another's words everything is noise,
 * both ways, until the wire is quiet again.
 * @param baud bits per second.
 */
export function createTimedMedium({ clock, random, toMembers, toHosts }: MediumSurroundings, baud: number): Medium {
  const byteMs = 10_000 / baud;
  const counts = { collisions: 0, hostCollisions: 0 };
  const parties: Party[] = [];
  /** What has gone wrong since the wire was quiet last. */
  const spoilt = new Set<keyof typeof counts>();
  let quietUntil = 0;
  /** Byte-times of which the hosts know already. */
  let heard = 0;

  const join = (deliver: (bytes: Uint8Array, party: Party) => void): Party => {
    const party: Party = {
      wire: createWire({ clock, baud, deliver: (bytes) => deliver(bytes, party) }),
      begun: 0,
      sent: 0,
    };
    parties.push(party);
    return party;
  };
  const isTalking = ({ wire }: Party) => wire.waiting > 0;
  const say = (party: Party, bytes: Uint8Array) => {
    if (!parties.some(isTalking)) beQuiet();
    if (!isTalking(party)) Object.assign(party, { begun: (clock.now() - quietUntil) / byteMs, sent: 0 });
    const others = parties.filter((other) => other !== party && isTalking(other));
    if (others.length > 0) spoil([...others, party].includes(host) ? 'hostCollisions' : 'collisions');
    party.wire.push(bytes);
  };
  const beQuiet = () => {
    spoilt.clear();
    quietUntil = clock.now();
    heard = 0;
  };
  const spoil = (kind: keyof typeof counts) => {
    if (!spoilt.has(kind)) counts[kind]++;
    spoilt.add(kind);
  };
  const asHeard = (bytes: Uint8Array) => (spoilt.size > 0 ? noise(bytes.length, random) : bytes);

  const host = join((bytes) => toMembers(asHeard(bytes)));
  const hearMember = (bytes: Uint8Array, party: Party) => {
    party.sent += bytes.length;
    const until = Math.round(party.begun + party.sent);
    // Of two who talk at the same time a receiver gets each byte-time once.
    const fresh = bytes.subarray(0, Math.max(0, Math.min(bytes.length, until - heard)));
    heard = Math.max(heard, until);
    if (fresh.length > 0) toHosts(asHeard(fresh));
  };

  return {
    counts,
    hostSays: (bytes) => say(host, bytes),
    join() {
      const party = join(hearMember);
      return { say: (bytes) => say(party, bytes), cut: () => party.wire.clear() };
    },
    clear() {
      for (const { wire } of parties) wire.clear();
    },
  };
}
