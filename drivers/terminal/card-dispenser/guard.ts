import type { Clock } from '../../clock.js';
import { GatewayError } from '../../error.js';
import { encodeQuestion, enq, questions } from './codec.js';

/** ms after a question in which it may be asked for its result. */
const enquiryMs = 2_000;

export interface GuardOptions {
  readonly mode: 'owner' | 'tap';
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Hands bytes to the wire. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

/** Rejects with PROTOCOL_UNSUPPORTED, and nothing leaves, when these bytes are not one of the few allowed. */
export type GuardedWrite = (bytes: Uint8Array) => Promise<void>;

/**
 * The last thing in front of the wire; it looks at the bytes and not at who made them. ENQ has the unit carry out whatever
 * it was told last, so it passes once behind each question of ours, and never otherwise: a dispense somebody else began
 * must not be finished by us.
 */
export function createGuard({ mode, clock, write }: GuardOptions): GuardedWrite {
  const allowed = Object.values(questions).map(encodeQuestion);
  let askedAt: number | undefined;

  const objection = (bytes: Uint8Array): string | undefined => {
    if (mode === 'tap') return 'a tap only listens';
    if (allowed.some((question) => equal(question, bytes))) return undefined;
    if (bytes.length !== 1 || bytes[0] !== enq) return 'it is none of RF, PB, GV and ENQ';
    if (askedAt === undefined) return 'no question of ours is before this ENQ';
    return clock.monotonic() - askedAt > enquiryMs ? 'the question before this ENQ is too old' : undefined;
  };

  return async (bytes) => {
    const why = objection(bytes);
    if (why !== undefined) throw new GatewayError('PROTOCOL_UNSUPPORTED', `refused in front of the wire: ${why}`);
    askedAt = bytes.length > 1 ? clock.monotonic() : undefined;
    await write(bytes);
  };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
