import { expect, test } from 'vitest';
import { Branch, off, on } from './support.js';

test('a condition that lasts its on-delay is raised, and until then nobody hears of it', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-paper-out'));
  await branch.after(4.9);
  expect(await branch.take()).toEqual([]);
  expect([branch.retained.size, branch.table.size, branch.manager.list()]).toEqual([0, 0, []]);
  await branch.after(0.1);
  expect(await branch.take()).toEqual(['raise printer-paper-out']);
  expect([...branch.retained.keys()]).toEqual(['printer-1/printer-paper-out']);
});

test('a condition that goes before its on-delay never was', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-paper-out'));
  await branch.after(4);
  branch.report('printer-1', off('printer-paper-out'));
  branch.report('printer-1', on('printer-paper-out'));
  await branch.after(4);
  branch.report('printer-1', off('printer-paper-out'));
  await branch.after(60);
  expect(await branch.take()).toEqual([]);
  expect(branch.clock.pending).toBe(0);
});

test('it is cleared when it has been gone for its off-delay, not before', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-paper-out'));
  await branch.after(5);
  branch.report('printer-1', off('printer-paper-out'));
  await branch.after(4);
  branch.report('printer-1', on('printer-paper-out'));
  await branch.after(60);
  expect(await branch.take()).toEqual(['raise printer-paper-out']);
  branch.report('printer-1', off('printer-paper-out'));
  await branch.after(5);
  expect(await branch.take()).toEqual(['clear printer-paper-out']);
});

test('saying the same at every poll raises once, writes once and clears once', async () => {
  const branch = await Branch.open();
  for (let poll = 0; poll < 20; poll++) {
    branch.report('printer-1', on('printer-paper-out', '72'), off('printer-cover-open'));
    await branch.after(1);
  }
  const messages = branch.retainedMessages;
  expect(await branch.take()).toEqual(['raise printer-paper-out']);
  expect(messages).toBe(1);
  for (let poll = 0; poll < 20; poll++) {
    branch.report('printer-1', off('printer-paper-out'));
    await branch.after(1);
  }
  expect(await branch.take()).toEqual(['clear printer-paper-out']);
});

test("the driver's own delays stand over the catalogue's, and without a delay it is raised at once", async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-cutter-fault'));
  expect(await branch.take()).toEqual(['raise printer-cutter-fault']);
  branch.report('printer-1', off('printer-cutter-fault'));
  await branch.after(1.9);
  expect(await branch.take()).toEqual([]);
  await branch.after(0.1);
  expect(await branch.take()).toEqual(['clear printer-cutter-fault']);
});

test('a wall clock that jumps neither hastens nor delays anything', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-paper-out'));
  branch.clock.jump(86_400_000);
  await branch.after(4.9);
  expect(await branch.take()).toEqual([]);
  branch.clock.jump(-2 * 86_400_000);
  await branch.after(0.1);
  const [raise] = await branch.takeRecords();
  expect(raise?.record['last-raised']).toBe(new Date(branch.clock.now()).toISOString());
});

test('qualifiers tell the instances of one alarm apart', async () => {
  const branch = await Branch.open();
  const module = (qualifier: string, active: boolean) => ({ type: 'led-pixel-or-module-fault', qualifier, active });
  branch.report('board-1', module('m1', true), module('m2', true));
  await branch.after(60);
  branch.report('board-1', module('m1', false));
  await branch.after(60);
  expect(await branch.take()).toEqual([
    'raise led-pixel-or-module-fault/m1',
    'raise led-pixel-or-module-fault/m2',
    'clear led-pixel-or-module-fault/m1',
  ]);
  expect([...branch.retained.keys()]).toEqual([
    'board-1/led-pixel-or-module-fault/m1',
    'board-1/led-pixel-or-module-fault/m2',
  ]);
});

test.each([
  ['a type its driver does not declare', 'printer-1', on('printer-paper-jam')],
  ['a type nobody knows', 'printer-1', on('printer-on-fire')],
  ['the type of another device', 'board-1', on('printer-paper-out')],
  ['a device nobody knows', 'printer-9', on('printer-paper-out')],
  ['a qualifier that would break the topic', 'printer-1', { ...on('printer-paper-out'), qualifier: 'a/#' }],
])('%s is refused and logged once', async (_, deviceId, condition) => {
  const branch = await Branch.open();
  for (let poll = 0; poll < 5; poll++) branch.report(deviceId, condition);
  await branch.after(60);
  expect(await branch.take()).toEqual([]);
  expect(branch.warnings).toHaveLength(1);
  expect(branch.warnings[0]).toContain(deviceId);
});

test('a stopped manager leaves no timer behind and hears nothing any more', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-paper-out'), on('printer-cover-open'));
  await branch.manager.stop();
  expect(branch.clock.pending).toBe(0);
  branch.report('printer-1', on('printer-cutter-fault'));
  expect(await branch.take()).toEqual([]);
});
