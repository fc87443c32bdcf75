import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningBranch, startRunningBranch } from '../support/branch.js';
import { runCli } from '../support/gateway-process.js';

let running: RunningBranch;

beforeAll(async () => {
  running = await startRunningBranch({ without: ['board-1', 'board-2', 'door', 'kiosk-1'] });
  await running.online('printer-1');
});

afterAll(() => running?.end());

/** The program as a technician calls it. */
const cli = (...args: string[]) => runCli(['device-file', ...args, '--broker', `mqtt://127.0.0.1:${running.port}`]);

const command = (name: string, args: Record<string, unknown>) => running.observer.command('gateway', name, args);
const resultOf = async (name: string, args: Record<string, unknown>) => {
  const reply = await command(name, args);
  expect(reply.error).toBeUndefined();
  return reply.result as Record<string, unknown>;
};
const kindsOf = async (args: Record<string, unknown> = {}) => {
  const result = await resultOf('device-file', { deviceId: 'printer-1', ...args });
  return (result['entries'] as { kind: string }[]).map(({ kind }) => kind);
};

it('a printer breaks and is mended: its file says what happened, in order, after a kill as well', async () => {
  const { observer, branch } = running;
  const printer = (action: string) => branch.simulators['printer-1']?.actions[action]?.({});
  printer('paper-out');
  await observer.expect('/alarm-event', (data) => data['change'] === 'raise');
  await observer.command('gateway', 'alarm-acknowledge', {
    ...{ deviceId: 'printer-1', alarmType: 'printer-paper-out', operator: '王工', note: '拿纸卷' },
  });
  await running.gateway.kill();
  await running.restart();
  await running.online('printer-1');
  printer('load-paper');
  await running.observer.expect('/alarm-event', (data) => data['change'] === 'clear');
  await expect.poll(() => kindsOf(), { timeout: 5_000 }).toContain('paper-change');
  const kinds = (await kindsOf()).reverse().filter((kind) => kind !== 'unverified' && kind !== 'verified');
  expect(kinds).toEqual([
    ...['gateway-start', 'online', 'alarm-raised', 'alarm-acknowledged'],
    ...['gateway-start', 'online', 'alarm-cleared', 'paper-change'],
  ]);
});

it('what people did is written down, and on disk before the reply', async () => {
  const args = {
    deviceId: 'printer-1',
    kind: 'part-change',
    text: '=HYPERLINK("x") 换切刀',
    operator: '李工',
    part: 'cutter',
  };
  const { seq } = await resultOf('device-file-note', args);
  await running.gateway.kill();
  await running.restart();
  const { entries } = await resultOf('device-file', { deviceId: 'printer-1', kinds: ['part-change'] });
  expect(entries).toEqual([
    expect.objectContaining({
      seq,
      data: expect.objectContaining({ note: args.text, operator: '李工', part: 'cutter' }),
    }),
  ]);
});

it('pages go on where the one before ended, while entries are added', async () => {
  const first = await resultOf('device-file', { deviceId: 'printer-1', limit: 3 });
  await resultOf('device-file-note', { deviceId: 'printer-1', text: 'in between', operator: 'x' });
  const second = await resultOf('device-file', { deviceId: 'printer-1', limit: 3, cursor: first['cursor'] });
  const seqs = [first, second].flatMap(({ entries }) => (entries as { seq: number }[]).map(({ seq }) => seq));
  expect(seqs).toEqual(Array.from({ length: 6 }, (_, index) => (seqs[0] ?? 0) - index));
});

it('the figures of the day count the outage once, with its cause', async () => {
  const { devices } = await resultOf('device-figures', { deviceId: 'printer-1', period: 'day' });
  const [figures] = devices as Record<string, unknown>[];
  expect(figures).toMatchObject({ failures: 1, raises: { 'PRN-101': 1 }, paperChanges: 1 });
  expect(figures?.['outages']).toMatchObject({ supplies: 1, network: 0 });
  expect(figures?.['availabilityPercent']).toBeGreaterThan(0);
  expect(figures?.['availabilityPercent']).toBeLessThan(100);
});

it('bad input is answered with one clear error', async () => {
  const wrong: [string, Record<string, unknown>, string, RegExp][] = [
    ['device-file', { deviceId: 'printer-l' }, 'args.deviceId', /did you mean printer-1\?/],
    ['device-file', { deviceId: 'printer-1', from: '2026-02-30' }, 'args.from', /a day like/],
    ['device-file', { deviceId: 'printer-1', from: '2026-11-26', to: '2026-11-25' }, 'args.from', /is after to/],
    ['device-file', { deviceId: 'printer-1', limit: 201 }, 'args.limit', /200/],
    ['device-file', { deviceId: 'printer-1', kinds: ['notes'] }, 'args.kinds[0]', /note/],
    ['device-file', { deviceId: 'printer-1', cursor: 'x' }, 'args.cursor', /cursor/],
    ['device-file-note', { deviceId: 'printer-1', text: 'x'.repeat(501), operator: 'x' }, 'args.text', /500/],
    ['device-file-note', { deviceId: 'printer-1', text: 'x' }, 'args.operator', /operator/],
    [
      'device-file-note',
      { deviceId: 'printer-1', text: 'x', operator: 'x', date: '2999-01-01' },
      'args.date',
      /future/,
    ],
    ['device-figures', { period: 'day', date: '2026-11' }, 'args.date', /is a month/],
  ];
  for (const [name, args, field, message] of wrong) {
    const reply = await command(name, args);
    expect(reply).toMatchObject({ status: 'rejected', error: { code: 'COMMAND_ARGS_INVALID', field } });
    expect(reply.error?.message).toMatch(message);
  }
});

it('on the command line: entries, figures, a note and an export that a spreadsheet opens without harm', async () => {
  const file = join(running.folder, 'export.csv');
  const inspection = await cli('printer-1', '--note', '年检', '--kind', 'inspection', '--operator', '赵');
  expect(inspection).toMatchObject({ code: 0, stdout: expect.stringMatching(/inspection/) });
  const [entries, figures, exported] = await Promise.all([
    cli('printer-1', '--limit', '3'),
    cli('printer-1', '--figures', 'day'),
    cli('printer-1', '--csv', file),
  ]);
  expect(entries.stdout).toMatch(/序号 +时间 +记录\n\d+ +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +巡检：年检 — 赵/);
  expect(figures.stdout).toMatch(/开机率 % +\d/);
  expect(exported.code).toBe(0);
  const text = readFileSync(file, 'utf8');
  expect(text.startsWith('\uFEFF序号,时间,设备,类别,说明,')).toBe(true);
  const lines = text.split('\r\n');
  expect(lines.filter((line) => line.includes(',告警产生,'))).toEqual([expect.stringContaining('PRN-101')]);
  expect(lines.filter((line) => line.includes(',更换纸卷,'))).toHaveLength(1);
  expect(lines[1]).toMatch(/,巡检,.*,赵,年检,/);
  expect(text).toContain(`,李工,"'=HYPERLINK(""x"") 换切刀",cutter,`);
});
