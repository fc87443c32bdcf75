import { expect, test } from 'vitest';
import type { AlarmCondition, DriverContext } from '../../../drivers/driver.js';
import { alarmDeclarations } from '../../../drivers/ticket-printer/escpos/diagnosis.js';
import { Monitor } from '../../../drivers/ticket-printer/escpos/monitor.js';
import type { EscposOptions } from '../../../drivers/ticket-printer/escpos/options.js';
import { profiles } from '../../../drivers/ticket-printer/escpos/profiles.js';
import { Turns } from '../../../drivers/ticket-printer/escpos/turns.js';
import { PrinterWire } from '../../../drivers/ticket-printer/escpos/wire.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
import { plugIn } from '../../../simulators/line.js';
import { createEscpos } from '../../../simulators/ticket-printer/escpos.js';
import { seededRandom } from '../../support/random.js';
import { Branch } from '../alarms/support.js';

/** A printer watched as in a branch, polled every two seconds, and what the alarm list says of it. */
async function watchedPrinter() {
  const deviceId = 'printer-1';
  const branch = await Branch.open([{ deviceId, declarations: alarmDeclarations, contactAlarm: 'printer-offline' }]);
  const { clock } = branch;
  const printer = createEscpos({ clock, random: seededRandom(7) });
  const [link, far] = memoryPair('cable');
  plugIn(printer, far);
  const wire = new PrinterWire({
    link,
    clock,
    deviceId,
    statusTimeoutMs: 1_000,
    onStatus: (status) => monitor.unasked(status),
    onPowerOn: () => undefined,
  });
  const state: Record<string, unknown> = {};
  const context = {
    clock,
    state: (patch: Record<string, unknown>) => Object.assign(state, patch),
    alarm: (condition: AlarmCondition) => branch.report(deviceId, condition),
  } as unknown as DriverContext<EscposOptions, 'stream'>;
  const monitor = new Monitor({ context, wire, turns: new Turns(), profile: profiles['epson-tm'] });
  const poll = async () => {
    await monitor.poll();
    clock.setTimeout(() => void poll(), 2_000);
  };
  await poll();
  const act = (name: string, args = {}) => printer.actions[name]!(args);
  return { branch, state, act, after: (seconds: number) => branch.after(seconds), heard: () => branch.take() };
}

test('a cover that is lifted for a moment is no alarm; one that stays open is, until it has been shut for 2 s', async () => {
  const { act, after, heard } = await watchedPrinter();
  await act('open-cover');
  await after(0.25);
  await act('close-cover');
  await after(10);
  expect(await heard()).toEqual([]);
  await act('open-cover');
  await after(0.35);
  expect(await heard()).toEqual(['raise printer-cover-open']);
  await act('close-cover');
  await after(1.9);
  expect(await heard()).toEqual([]);
  await after(0.2);
  expect(await heard()).toEqual(['clear printer-cover-open']);
});

test('no paper is an alarm at once, between two polls', async () => {
  const { act, after, heard, state } = await watchedPrinter();
  await act('paper-out');
  await after(0.01);
  expect(await heard()).toEqual(['raise printer-paper-out']);
  expect(state).toMatchObject({ paper: 'out', ready: false });
  await act('load-paper');
  await after(0.01);
  expect(state).toMatchObject({ paper: 'ok', ready: true });
  await after(2.1);
  expect(await heard()).toEqual(['clear printer-paper-out']);
});

test('a roll that gets thin only warns', async () => {
  const { act, after, heard, state } = await watchedPrinter();
  await act('paper-low');
  await after(8);
  expect(await heard()).toEqual(['raise printer-paper-low']);
  expect(state).toMatchObject({ paper: 'low', ready: true });
});

test('a cutter that seems free and jams again within 2 s stays one alarm', async () => {
  const { act, after, heard } = await watchedPrinter();
  await act('jam-cutter');
  await after(1);
  for (let time = 0; time < 5; time++) {
    await act('clear-cutter');
    await after(1.9);
    await act('jam-cutter');
    await after(0.05);
  }
  expect(await heard()).toEqual(['raise printer-cutter-fault']);
  await act('clear-cutter');
  await after(3);
  expect(await heard()).toEqual(['clear printer-cutter-fault']);
});

test('a head that stays too hot is a warning first, and worse after two minutes', async () => {
  const { branch, act, after } = await watchedPrinter();
  await act('overheat', { seconds: 130 });
  await after(140);
  const told = await branch.takeRecords();
  expect(told.map(({ change, record }) => [change, record['perceived-severity']])).toEqual([
    ['raise', 'warning'],
    ['severity', 'major'],
    ['clear', 'major'],
  ]);
});

test('several causes are several alarms, and each is cleared by itself', async () => {
  const { act, after, heard } = await watchedPrinter();
  await act('open-cover');
  await act('paper-out');
  await after(1);
  expect((await heard()).sort()).toEqual(['raise printer-cover-open', 'raise printer-paper-out']);
  await act('load-paper');
  await after(5);
  expect(await heard()).toEqual(['clear printer-paper-out']);
  await act('close-cover');
  await after(5);
  expect(await heard()).toEqual(['clear printer-cover-open']);
});
