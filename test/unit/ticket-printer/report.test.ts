import { describe, expect, it } from 'vitest';
import { ticketPrinterContract } from '../../../drivers/ticket-printer/contract.js';
import { codeOf, openBench, ticket } from './support/bench.js';
import { openHall } from './support/hall.js';

const report = { title: '班前检查', lines: ['printer-1 ok', '', '---', '门口屏 board-1 联系不上'] };
const args = ticketPrinterContract.commands['report']!.args;

describe('what a report may say', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a title alone', { lines: [] }],
    ['120 lines of 200 characters', { lines: Array.from({ length: 120 }, () => '业'.repeat(200)) }],
  ])('%s is taken', (_name, change) => expect(args.safeParse({ ...report, ...change }).success).toBe(true));

  it.each<[string, Record<string, unknown>]>([
    ['no title', { title: undefined }],
    ['an invisible title', { title: ' \u200b' }],
    ['a title of 49 characters', { title: 'x'.repeat(49) }],
    ['121 lines', { lines: Array.from({ length: 121 }, () => '') }],
    ['a line of 201 characters', { lines: ['x'.repeat(201)] }],
    ['one text in place of lines', { lines: 'all well' }],
    ['a QR', { qr: 'x' }],
  ])('%s is refused', (_name, change) => expect(args.safeParse({ ...report, ...change }).success).toBe(false));
});

describe('a report on paper', () => {
  it('has its title, its time, its lines and rules, and is confirmed as a ticket is', async () => {
    const hall = await openHall();
    expect(await hall.run('report', report)).toEqual({ result: { evidence: 'A' } });
    const rule = '-'.repeat(42);
    expect(hall.papers[0]!.filter((text) => text !== '')).toEqual([
      '班前检查',
      '2026-11-23 09:00',
      rule,
      'printer-1 ok',
      rule,
      '门口屏 board-1 联系不上',
      rule,
    ]);
  });

  it('is no ticket: no event tells of it, no record is kept', async () => {
    const hall = await openHall();
    await hall.run('report', report);
    expect(hall.events).toEqual([]);
    expect(hall.memory.tickets).toEqual([]);
  });

  it('cannot command the printer', async () => {
    const hall = await openHall();
    await hall.run('report', { title: 'a\x1b@', lines: ['b\x10\x14\x08c\x1dV\x00', '\x1b@'] });
    expect(hall.papers).toHaveLength(1);
    expect(hall.papers[0]).toContain('bcV');
  });

  it('is refused where it would be longer than a metre, and nothing is printed', async () => {
    const hall = await openHall();
    const lines = Array.from({ length: 120 }, () => '业'.repeat(200));
    const outcome = await hall.run('report', { title: 'long', lines });
    expect(outcome).toMatchObject({
      error: { code: 'COMMAND_ARGS_INVALID', field: 'args.lines', message: expect.stringContaining('at most 1000 mm') },
    });
    expect(hall.papers).toEqual([]);
  });

  it('says why it cannot be printed', async () => {
    const hall = await openHall();
    hall.act('paper-out');
    await hall.pass(4_000);
    expect(codeOf(await hall.run('report', report))).toBe('DEVICE_NOT_READY');
  });

  it('is unknown where the printer goes away under it', async () => {
    const hall = await openHall({ options: { profile: 'generic-80' } });
    const printing = hall.begin('report', report);
    await hall.clock.advance(50);
    await hall.unplug();
    expect(codeOf(await hall.during(printing, 30_000))).toBe('DEVICE_OUTCOME_UNKNOWN');
    expect(hall.events).toEqual([]);
  });
});

describe('customers come first', () => {
  it('waits behind every ticket, also those that come while it waits', async () => {
    const hall = await openHall();
    const begin = (ticketId: string, number: string) => hall.begin('print', { ...ticket, ticketId, number });
    const first = begin('t-1', 'A001');
    const second = begin('t-2', 'A002');
    const paper = hall.begin('report', report);
    await hall.clock.advance(100);
    const third = begin('t-3', 'A003');
    const all = await hall.during(Promise.all([first, second, paper, third]), 30_000);
    expect(all.map(codeOf)).toEqual(['done', 'done', 'done', 'done']);
    expect(hall.papers.map((lines) => lines.find((text) => /^A\d{3}$|^班前检查$/.test(text)))).toEqual([
      'A001',
      'A002',
      'A003',
      '班前检查',
    ]);
  });

  it('two reports come out one after the other', async () => {
    const hall = await openHall();
    const both = Promise.all(['one', 'two'].map((title) => hall.begin('report', { title, lines: [] })));
    expect((await hall.during(both, 30_000)).map(codeOf)).toEqual(['done', 'done']);
    expect(hall.papers.map(([title]) => title)).toEqual(['one', 'two']);
  });

  it('never begins once the gateway stops', async () => {
    const bench = await openBench();
    bench.printer.fenceMs = 500;
    const printing = bench.run('print', ticket);
    const paper = bench.run('report', report);
    await bench.clock.advance(100);
    bench.stop();
    await bench.clock.advance(30_000);
    await printing;
    expect('error' in (await paper)).toBe(true);
    expect(bench.printer.jobs).toHaveLength(1);
  });
});
