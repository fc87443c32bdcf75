import { openOutbox } from '../../../../gateway/uplink/outbox/open.js';
import {
  type Chain,
  chains,
  type Gap,
  type OutboxMessage,
  type OutboxOptions,
  type OutboxRecord,
  type OutboxReport,
} from '../../../../gateway/uplink/outbox/outbox.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { MemoryDisk, Mount } from './memory-disk.js';

export const directory = '/outbox';

/** How the tests tell a gap. */
export function gapMessage(gap: Gap): { topic: string; payload: Uint8Array } {
  return { topic: 'gap', payload: Buffer.from(JSON.stringify(gap)) };
}

/** The gap that a record tells; undefined when it tells none. */
export function gapIn({ topic, payload }: OutboxRecord): Gap | undefined {
  return topic === 'gap' ? (JSON.parse(Buffer.from(payload).toString()) as Gap) : undefined;
}

/** Lets what is under way on disks in memory go on until nothing more happens without time passing. */
export async function quiet(rounds = 60): Promise<void> {
  for (let round = 0; round < rounds; round++) await new Promise((resolve) => setImmediate(resolve));
}

export interface Opening {
  readonly disk?: MemoryDisk;
  readonly clock?: VirtualClock;
  readonly mount?: Mount;
  readonly options?: Partial<OutboxOptions>;
}

/** An outbox on a disk in memory, with what it reports. */
export async function opened({ disk = new MemoryDisk(), clock = new VirtualClock(), mount, options }: Opening = {}) {
  const reports: OutboxReport[] = [];
  const files = mount ?? new Mount(disk);
  const outbox = await openOutbox({
    directory,
    clock,
    random: seededRandom(1),
    files,
    maxBytes: 64 * 1024,
    reservedBytes: 16 * 1024,
    segmentBytes: 4 * 1024,
    gapMessage,
    onReadable: () => undefined,
    onReport: (report) => reports.push(report),
    ...options,
  });
  return { outbox, disk, clock, mount: files, reports };
}

export type Opened = Awaited<ReturnType<typeof opened>>;

export function message(chain: Chain, text: string, bytes = 0): OutboxMessage {
  return { chain, topic: 't', payload: Buffer.from(text.padEnd(bytes)), envelope: false };
}

export const textOf = ({ payload }: OutboxRecord): string => Buffer.from(payload).toString().trimEnd();

/** Everything a chain gives at this moment. */
export async function takeAll({ outbox }: Pick<Opened, 'outbox'>, chain: Chain): Promise<OutboxRecord[]> {
  const taken: OutboxRecord[] = [];
  for (let idle = 0; idle < 3; ) {
    const record = outbox.take(chain);
    if (record) taken.push(record);
    idle = record ? 0 : idle + 1;
    if (!record) await quiet(10);
  }
  return taken;
}

/** Takes and acknowledges until the outbox is empty; in the order in which the centre has them. */
export async function drained(target: Opened): Promise<Record<Chain, OutboxRecord[]>> {
  const { outbox, clock } = target;
  const arrived: Record<Chain, OutboxRecord[]> = { critical: [], event: [], telemetry: [] };
  outbox.rewind();
  for (let round = 0; round < 50; round++) {
    for (const chain of chains) {
      for (const record of await takeAll(target, chain)) {
        arrived[chain].push(record);
        outbox.acknowledge(chain, record.seq);
      }
    }
    await clock.advance(1_000);
    await quiet();
    if (chains.every((chain) => outbox.stats().chains[chain].depth === 0)) return arrived;
  }
  throw new Error(`not empty: ${JSON.stringify(outbox.stats())}`);
}
