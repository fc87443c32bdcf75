import type { GatewayError } from '../../../../drivers/index.js';
import type { Files } from '../../../../gateway/storage/files.js';
import { openOutbox } from '../../../../gateway/uplink/outbox/open.js';
import {
  type Chain,
  chains,
  type Outbox,
  type OutboxOptions,
  type OutboxRecord,
} from '../../../../gateway/uplink/outbox/outbox.js';
import { perChain } from '../../../../gateway/uplink/outbox/per-chain.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { type Found, gapMessage, type Note, textOf } from './promises.js';

export const directory = '/outbox';

export interface OpenedOutbox {
  readonly outbox: Outbox;
  readonly clock: VirtualClock;
  /** Resolves when the outbox says the next time that something can be taken. */
  readable(): Promise<void>;
}

export async function openOn(
  files: Files,
  random: () => number,
  options: Partial<OutboxOptions> = {},
): Promise<OpenedOutbox> {
  const clock = new VirtualClock();
  const waiting: (() => void)[] = [];
  const outbox = await openOutbox({
    directory,
    files,
    clock,
    random,
    maxBytes: 2 ** 20,
    reservedBytes: 2 ** 16,
    segmentBytes: 1_536,
    gapMessage,
    onReadable: () => {
      for (const wake of waiting.splice(0)) wake();
    },
    ...options,
  });
  return { outbox, clock, readable: () => new Promise((resolve) => waiting.push(resolve)) };
}

/** The next record of the chain, as soon as there is one. */
export async function takeOne({ outbox, readable }: OpenedOutbox, chain: Chain): Promise<OutboxRecord> {
  for (;;) {
    const woken = readable();
    const record = outbox.take(chain);
    if (record) return record;
    await woken;
  }
}

/** Takes everything there is, from the oldest on, and acknowledges nothing. */
export async function everything({ outbox, readable }: OpenedOutbox): Promise<Record<Chain, Found[]>> {
  const found = perChain<Found[]>(() => []);
  outbox.rewind();
  for (;;) {
    const woken = readable();
    for (const chain of chains) {
      for (let record = outbox.take(chain); record; record = outbox.take(chain)) {
        found[chain].push({ seq: record.seq, text: Buffer.from(record.payload).toString() });
      }
    }
    const { chains: stats } = outbox.stats();
    if (chains.every((chain) => stats[chain].depth === found[chain].length)) return found;
    await woken;
  }
}

export interface Work extends OpenedOutbox {
  readonly random: () => number;
  readonly steps: number;
  /** Number of the next message. */
  readonly nextNumber: () => number;
  readonly note: (note: Note) => void;
}

/** Hands in, takes, acknowledges and buries at random, as several producers and an uplink would. */
export async function work({ outbox, clock, random, steps, nextNumber, note }: Work): Promise<void> {
  let inFlight: OutboxRecord[] = [];
  const oneOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  const append = (chain: Chain) => {
    const n = nextNumber();
    note({ kind: 'handed in', chain, n });
    outbox.append({ chain, topic: `t/${chain}`, payload: Buffer.from(textOf(n)), envelope: true }).then(
      (seq) => note({ kind: 'kept', chain, seq, n }),
      // What was refused for another reason may have reached the disk, and come after a restart.
      (error: GatewayError) => error.code === 'OUTBOX_FULL' && note({ kind: 'refused', n }),
    );
  };
  const take = (chain: Chain) => {
    const record = outbox.take(chain);
    if (!record) return;
    inFlight.push(record);
    note({ kind: 'taken', chain, seq: record.seq, text: Buffer.from(record.payload).toString() });
  };
  const acknowledge = ({ chain, seq }: OutboxRecord) => {
    note({ kind: 'acknowledged', chain, seq });
    outbox.acknowledge(chain, seq);
  };
  const bury = (record: OutboxRecord) => {
    const { chain, seq, topic } = record;
    // A gap that the centre will never take is for people to read.
    if (topic === 'gap') return acknowledge(record);
    note({ kind: 'given up', chain, seq });
    outbox.deadLetter(record, 'not wanted').then(
      () => note({ kind: 'buried', chain, seq }),
      () => undefined,
    );
  };
  for (let step = 0; step < steps; step++) {
    const fate = random();
    if (fate < 0.45) for (let count = 1 + Math.floor(random() * 5); count > 0; count--) append(oneOf(chains));
    else if (fate < 0.7) for (let count = 0; count < 6; count++) take(oneOf(chains));
    else if (fate < 0.92) for (const record of inFlight.splice(Math.floor(random() * 2), 6)) acknowledge(record);
    else if (fate < 0.96) for (const record of inFlight.splice(0, 1)) bury(record);
    else if (fate < 0.98) {
      inFlight = [];
      outbox.rewind();
    } else await clock.advance(70_000);
    await clock.advance(Math.floor(random() * 6));
  }
  // It ends in the middle of a commit.
  for (const chain of chains) append(chain);
  for (let turns = Math.floor(random() * 6); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
}
