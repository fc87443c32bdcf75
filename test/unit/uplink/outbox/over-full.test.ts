import { expect, it } from 'vitest';
import { type Chain, chains } from '../../../../gateway/uplink/outbox/outbox.js';
import { seededRandom } from '../../../support/random.js';
import { MemoryDisk } from './memory-disk.js';
import { drained, gapIn, message, opened, quiet, textOf } from './support.js';

const maxBytes = 256 * 1024;
const options = { maxBytes, reservedBytes: 64 * 1024, segmentBytes: 8 * 1024 };

it.each([11, 12, 13])(
  'over-full ten times (seed %i): every alarm comes, and the gaps name exactly what did not',
  async (seed) => {
    const random = seededRandom(seed);
    const disk = new MemoryDisk();
    let most = 0;
    disk.onChange = () => {
      most = Math.max(most, disk.bytes);
    };
    const life = await opened({ disk, options });
    const kept: Record<Chain, Map<number, string>> = { critical: new Map(), event: new Map(), telemetry: new Map() };
    let bytes = 0;
    for (let n = 0; bytes < 10 * maxBytes; n++) {
      const chain: Chain = n % 64 === 0 ? 'critical' : random() < 0.5 ? 'event' : 'telemetry';
      const one = message(chain, String(n), Math.floor(random() * 2_000));
      bytes += one.payload.length;
      void life.outbox.append(one).then((seq) => kept[chain].set(seq, String(n)));
      if (random() < 0.1) await quiet(2);
      if (random() < 0.02) life.outbox.take(chains[Math.floor(random() * 3)]!);
    }
    await quiet(300);
    expect(life.outbox.stats().refused).toBe(0);

    const arrived = await drained(life);
    const gaps = arrived.critical.flatMap((record) => gapIn(record) ?? []);
    expect(gaps.every(({ reason }) => reason === 'space')).toBe(true);
    for (const chain of chains) {
      const came = arrived[chain].map(({ seq }) => seq);
      expect(came).toEqual([...came].sort((a, b) => a - b));
      const missing = Array.from({ length: life.outbox.head(chain) }, (_, index) => index + 1).filter(
        (seq) => !new Set(came).has(seq),
      );
      const named = gaps
        .filter((gap) => gap.chain === chain)
        .flatMap(({ first, count }) => Array.from({ length: count }, (_, index) => first + index));
      expect(named).toEqual(missing);
      for (const record of arrived[chain]) if (!gapIn(record)) expect(textOf(record)).toBe(kept[chain].get(record.seq));
    }
    const alarms = arrived.critical.filter((record) => !gapIn(record)).map(textOf);
    expect(alarms).toEqual([...kept.critical.values()]);
    expect(gaps.filter(({ chain }) => chain === 'event').length).toBeGreaterThan(20);
    expect(most).toBeLessThanOrEqual(maxBytes);
    expect(most).toBeGreaterThan(maxBytes * 0.7);
    await life.outbox.close();
  },
);

it('refuses alarms when they alone fill the bound, drops none, and takes them again when there is room', async () => {
  const life = await opened({ options });
  await life.outbox.append(message('event', 'event', 6_000));
  const alarms: number[] = [];
  const full = async () => {
    for (;;) alarms.push(await life.outbox.append(message('critical', 'alarm', 3_000)));
  };
  await expect(full()).rejects.toMatchObject({ code: 'OUTBOX_FULL' });
  expect(life.outbox.stats().chains.event.depth).toBe(0);
  await expect(life.outbox.append(message('event', 'event', 3_000))).rejects.toMatchObject({ code: 'OUTBOX_FULL' });
  expect(life.disk.bytes).toBeGreaterThan(maxBytes - 4_096);
  expect(life.disk.bytes).toBeLessThanOrEqual(maxBytes);
  expect(life.reports.map(({ kind }) => kind)).toContain('refusing');

  const { critical } = await drained(life);
  const came = critical.filter((record) => !gapIn(record)).map(({ seq }) => seq);
  expect(came).toEqual(alarms);
  expect(critical.flatMap((record) => gapIn(record) ?? [])).toMatchObject([{ chain: 'event', first: 1, last: 1 }]);
  await life.outbox.append(message('critical', 'alarm', 3_000));
  await life.outbox.append(message('event', 'event', 3_000));
  expect(life.reports.at(-1)?.kind).toBe('accepting');
  await life.outbox.close();
});
