import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf } from '../../../../drivers/terminal/snmp/connect.js';
import { decodeDate } from '../../../../drivers/terminal/snmp/date.js';
import { storageTypes } from '../../../../drivers/terminal/snmp/oids.js';
import { decodeStorage, storageReasons } from '../../../../drivers/terminal/snmp/storage.js';
import { isAfter, readColumns } from '../../../../drivers/terminal/snmp/table.js';
import { hasRestarted } from '../../../../drivers/terminal/snmp/uptime.js';
import { textOf } from '../../../../drivers/terminal/snmp/value.js';
import { hex } from '../../../support/hex.js';

const row = (descr: string, type: string | undefined, size: number, used: number, units = 4_096) => ({
  descr: Buffer.from(descr),
  ...(type && { type }),
  units,
  size,
  used,
});
const table = (...rows: ReturnType<typeof row>[]) => new Map(rows.map((each, at) => [String(at + 1), each]));
const { fixedDisk, ram, virtualMemory } = storageTypes;

describe('hrStorage', () => {
  it('gives fixed disks and memory, with a qualifier of plain letters each', () => {
    const volumes = decodeStorage(
      table(
        row('Physical Memory', ram, 1_000, 400),
        row('C:\\ Label:System  Serial Number 1a2b', fixedDisk, 1_000, 550),
        row('/', fixedDisk, 1_000, 999),
        row('/var/log', fixedDisk, 1_000, 10),
        row('D:\\', '1.3.6.1.2.1.25.2.1.7', 100, 100),
      ),
    );
    expect(volumes.map(({ qualifier, percent }) => [qualifier, percent])).toEqual([
      ['memory-physical-memory', 40],
      ['disk-c', 55],
      ['disk-root', 99.9],
      ['disk-var-log', 1],
    ]);
  });

  it('Linux: caches are free memory', () => {
    const volumes = decodeStorage(
      table(
        row('Physical memory', ram, 1_000, 980),
        row('Memory buffers', '1.3.6.1.2.1.25.2.1.1', 1_000, 80),
        row('Cached memory', '1.3.6.1.2.1.25.2.1.1', 600, 600),
        row('Virtual memory', virtualMemory, 2_000, 1_080),
      ),
    );
    expect(volumes.map(({ percent }) => percent)).toEqual([30, 20]);
  });

  it('a size that has overflowed is large, one of 0 is none, and rows that lack something are left out', () => {
    expect(decodeStorage(table(row('/data', fixedDisk, -1_000_000_000, 1_647_483_648)))[0]?.percent).toBe(50);
    expect(decodeStorage(table(row('/none', fixedDisk, 0, 0)))).toEqual([]);
    expect(decodeStorage(new Map([['1', { descr: Buffer.from('x'), size: 1 }]]))).toEqual([]);
  });

  it('two of one name have two qualifiers, and there is an end to them', () => {
    const many = Array.from({ length: 100 }, () => row('/', fixedDisk, 100, 95));
    const volumes = decodeStorage(table(...many));
    expect(volumes).toHaveLength(32);
    expect(new Set(volumes.map(({ qualifier }) => qualifier)).size).toBe(32);
    expect(storageReasons(volumes, { disk: 90, memory: 90 })).toHaveLength(32);
    expect(storageReasons(volumes, { disk: 96, memory: 90 })).toEqual([]);
  });
});

describe('hrSystemDate', () => {
  const at = Date.UTC(2026, 10, 23, 1, 2, 3, 400);
  it.each([
    ['07 EA 0B 17 09 02 03 04 2B 08 00', 'Europe/Berlin', at],
    ['07 EA 0B 16 14 02 03 04 2D 05 00', 'Asia/Shanghai', at],
    ['07 EA 0B 17 09 02 03 04', 'Asia/Shanghai', at],
    ['07 EA 0B 17 02 02 03 04', 'Europe/Berlin', at],
    ['07 EA 07 17 03 02 03 04', 'Europe/Berlin', Date.UTC(2026, 6, 23, 1, 2, 3, 400)],
    ['07 EA 0D 17 09 02 03 04', 'Asia/Shanghai', undefined],
    ['07 EA 0B 17 09 02', 'Asia/Shanghai', undefined],
    ['07 EA 0B 17 09 02 03 04 2A 08 00', 'Asia/Shanghai', undefined],
    ['00 00 00 00 00 00 00 00', 'Asia/Shanghai', undefined],
  ])('%s in %s', (bytes, timezone, time) => {
    expect(decodeDate(hex(bytes), timezone)).toBe(time);
  });
});

describe('a restart', () => {
  const wrap = 0x1_0000_0000;
  it.each([
    ['runs on', { ticks: 1_000, at: 0 }, { ticks: 7_000, at: 60_000 }, false],
    ['begins again', { ticks: 1_000_000, at: 0 }, { ticks: 500, at: 60_000 }, true],
    ['was away longer than it has run', { ticks: 1_000, at: 0 }, { ticks: 100_000, at: 3_600_000 }, true],
    ['wraps after 497 days', { ticks: wrap - 3_000, at: 0 }, { ticks: 3_000, at: 60_000 }, false],
    ['wraps a little early', { ticks: wrap - 7_000, at: 0 }, { ticks: 100, at: 60_000 }, false],
    ['wraps a little late', { ticks: wrap - 3_000, at: 0 }, { ticks: wrap - 10, at: 60_000 }, false],
    ['restarts near the wrap and was away', { ticks: wrap - 3_000, at: 0 }, { ticks: 500, at: 7_200_000 }, true],
    ['answers late', { ticks: 1_000, at: 0 }, { ticks: 6_500, at: 60_000 }, false],
    ['runs ahead of us', { ticks: 1_000, at: 0 }, { ticks: 900_000, at: 60_000 }, false],
  ])('%s: %j, %j', (_what, before, after, restarted) => {
    expect(hasRestarted(before, after)).toBe(restarted);
  });
});

describe('a table', () => {
  const answer = (rows: Record<string, number>) => async (oids: readonly string[]) =>
    oids.map((oid) =>
      Object.entries(rows)
        .filter(([name]) => isAfter(oid, name))
        .sort(([one], [other]) => (isAfter(one, other) ? -1 : 1))
        .slice(0, 2)
        .map(([name, value]) => ({ oid: name, type: 2, value })),
    );

  it('is read column by column, each to its own end', async () => {
    const bulk = answer({ '1.1.1': 11, '1.1.2': 12, '1.1.10': 13, '1.2.2': 22, '1.20.1': 99, '2.1': 0 });
    expect(await readColumns({ a: '1.1', b: '1.2' }, bulk)).toEqual(
      new Map([
        ['1', { a: 11 }],
        ['2', { a: 12, b: 22 }],
        ['10', { a: 13 }],
      ]),
    );
  });

  it('a column that was cut off the answer is asked for again', async () => {
    const whole = answer({ '1.1.1': 11, '1.2.1': 21 });
    let first = true;
    const cut = async (oids: readonly string[]) => {
      const answers = await whole(oids);
      if (!first) return answers;
      first = false;
      return answers.slice(0, 1);
    };
    expect(await readColumns({ a: '1.1', b: '1.2' }, cut)).toEqual(new Map([['1', { a: 11, b: 21 }]]));
  });

  it.each([
    ['goes backward', async () => [[{ oid: '1.1.2' }, { oid: '1.1.1' }]]],
    ['says the same for ever', async () => [[{ oid: '1.1.2' }]]],
    ['says nothing', async () => [[]]],
    ['never ends', async ([oid]: readonly string[]) => [[{ oid: `1.1.${Number(oid!.split('.')[2] ?? 0) + 1}` }]]],
  ])('an agent that %s is left', async (_what, bulk) => {
    const rows = await readColumns({ a: '1.1' }, bulk);
    expect(rows.size).toBeLessThanOrEqual(1_000);
  });

  it('orders by number', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 1, maxLength: 5 }), fc.nat(300), (path, more) => {
        const oid = path.join('.');
        expect(isAfter(oid, `${oid}.${more}`)).toBe(true);
        expect(isAfter(`${oid}.${more}`, oid)).toBe(false);
        expect(isAfter(oid, oid)).toBe(false);
      }),
    );
    expect(isAfter('1.9', '1.10')).toBe(true);
  });
});

it('a host by its name is its IPv4 address first', async () => {
  expect(await addressOf('localhost')).toBe('127.0.0.1');
  expect(await addressOf('::1')).toBe('::1');
});

it('texts are short and readable, whatever comes', () => {
  expect(textOf(Buffer.from('  Tray\u0000 1\u200b\r\n'))).toBe('Tray 1');
  expect(textOf(Buffer.from('纸盒'))).toBe('纸盒');
  expect(textOf(Buffer.from([0xff, 0xfe]))).toBeUndefined();
  expect(textOf(5)).toBeUndefined();
  expect(textOf(Buffer.alloc(5_000, 0x41))).toHaveLength(120);
});
