import { z } from 'zod';
import type { Clock, Timer } from '../../drivers/index.js';
import type { Change } from '../storage/change.js';
import type { Message } from './bus.js';
import { envelopeSchema } from './envelope.js';

/** Settled messages are deleted with the next ones kept, or this long after the last one was settled, ms. */
const flushMs = 1_000;

export const keptMessageSchema = z.strictObject({
  topic: z.string(),
  kind: z.enum(['critical', 'event']),
  envelope: envelopeSchema,
  centreOnly: z.literal(true).optional(),
  /** Base64. */
  correlation: z.string().optional(),
});
export type KeptMessage = z.infer<typeof keptMessageSchema>;

/** The keyed part of the store this module needs. */
interface KeptTable {
  entries(): Iterable<[string, KeptMessage]>;
  change(key: string, value: KeptMessage | undefined): Change;
}

export interface HandoverOptions {
  readonly table: KeptTable;
  readonly commit: (changes: readonly Change[]) => Promise<void>;
  /** False without an uplink: nothing is kept, for there is nobody to hand it to. */
  readonly enabled: boolean;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** Somebody on whose behalf messages are kept until they are somewhere safe. */
export interface Keeper {
  /** What makes these messages part of a commit. */
  keep(messages: readonly Message[]): Change[];
  /** What takes these messages back, of which a commit was refused and which nobody has heard. */
  takeBack(messages: readonly Message[]): Change[];
}

export function joinedKeepers(keepers: readonly Keeper[]): Keeper {
  return {
    keep: (messages) => keepers.flatMap((keeper) => keeper.keep(messages)),
    takeBack: (messages) => keepers.flatMap((keeper) => keeper.takeBack(messages)),
  };
}

/**
 * Bridges the moment between a change of the gateway's own state and the outbox: a message that must not be lost is
 * committed with the change it tells of, and forgotten when the outbox has it.
 */
export interface Handover extends Keeper {
  /** The outbox has the message of this envelope id. */
  settle(id: string): void;
  /** What an earlier start kept and did not hand over, in the order of its making. */
  leftovers(): Message[];
  /** Deletes what is settled. */
  stop(): Promise<void>;
}

export function createHandover({ table, commit, enabled, clock, onError }: HandoverOptions): Handover {
  const kept = new Set([...table.entries()].map(([id]) => id));
  let settled: string[] = [];
  let timer: Timer | undefined;

  const deletions = (): Change[] => {
    const changes = settled.map((id) => table.change(id, undefined));
    settled = [];
    timer?.cancel();
    timer = undefined;
    return changes;
  };
  const flush = async () => {
    const changes = deletions();
    if (changes.length > 0) await commit(changes).catch(onError);
  };

  return {
    keep(messages) {
      if (!enabled) return [];
      const changes = messages.flatMap((message) => {
        const value = keptMessage(message);
        if (!value) return [];
        kept.add(value.envelope.id);
        return table.change(value.envelope.id, value);
      });
      return changes.length === 0 ? [] : [...changes, ...deletions()];
    },

    takeBack: (messages) =>
      messages.flatMap(({ envelope }) =>
        envelope && kept.delete(envelope.id) ? table.change(envelope.id, undefined) : [],
      ),

    settle(id) {
      if (!kept.delete(id)) return;
      settled.push(id);
      timer ??= clock.setTimeout(() => void flush(), flushMs);
    },

    // The table keeps the order of its commits; the time in the envelopes may have jumped.
    leftovers: () => [...table.entries()].map(([, value]) => messageOf(value)),

    stop: flush,
  };
}

function keptMessage({ topic, kind, envelope, centreOnly, correlation }: Message): KeptMessage | undefined {
  if (envelope === undefined || (kind !== 'critical' && kind !== 'event')) return undefined;
  return {
    topic,
    kind,
    envelope,
    ...(centreOnly ? { centreOnly } : {}),
    ...(correlation ? { correlation: Buffer.from(correlation).toString('base64') } : {}),
  };
}

function messageOf({ topic, kind, envelope, centreOnly, correlation }: KeptMessage): Message {
  return {
    topic,
    kind,
    retained: false,
    envelope,
    ...(centreOnly ? { centreOnly } : {}),
    ...(correlation === undefined ? {} : { correlation: Buffer.from(correlation, 'base64') }),
  };
}
