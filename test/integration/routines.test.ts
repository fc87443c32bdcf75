import { afterAll, beforeAll, expect, it } from 'vitest';
import { routineReportSchema } from '../../gateway/routines/report-schema.js';
import { runCli } from '../support/gateway-process.js';
import { type LiveHall, openLiveHall } from '../support/live-hall.js';

let hall: LiveHall;

beforeAll(async () => {
  // Open round the clock, so that the test finds the same branch at any hour.
  const hours = '{ mon-sun: "00:00-24:00" }';
  hall = await openLiveHall({ seed: 11, hours, more: 'routines: { printer: printer-1 }\n' });
  await hall.online();
});
afterAll(() => hall?.end());

const cli = (...args: string[]) => runCli(['routine', ...args, '--broker', `mqtt://127.0.0.1:${hall.port}`]);

it('a gateway that starts in opening hours inspects the branch, late, and tells what it found', async () => {
  const report = await hall.observer.expect('/report/opening', (data) => data['by'] === 'schedule');
  expect(routineReportSchema.safeParse(report.message?.data).error).toBeUndefined();
  const { stdout, code } = await cli('show', 'opening');
  expect(code).toBe(0);
  expect(stdout).toContain('班前检查');
});

it('a device that fails is named by the next inspection, in the report and in the alarm', async () => {
  hall.simulators['pad-2'].setFaults({ unplugged: true });
  await hall.observer.expect('/device/pad-2/state', (data) => data['operating'] !== 'online');
  const { stdout, code } = await cli('run', 'opening');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^pad-2 故障/m);
  expect(stdout).toMatch(/^printer-1 正常/m);
  await hall.observer.expect('/alarm/gateway/opening-inspection-failed', (data) => data['is-cleared'] === false);
});

it('the hand-over comes out of the printer, with the tickets of the shift', async () => {
  await hall.observer.command('gateway', 'hall-ticket', { service: 'personal' });
  const { stdout, code } = await cli('run', 'handover', '--print');
  expect(code).toBe(0);
  expect(stdout).toContain('取号 1');
  expect(hall.shows('printer-1')).toContain('交接班');
  expect(hall.shows('printer-1')).toContain('取号 1');
});

it('a drill is marked, survives a kill, and what was found stays known', async () => {
  const begun = await cli('run', 'drill', '--scenario', 'queue-overflow', '--minutes', '30');
  expect(begun.code).toBe(0);
  const raised = await hall.observer.expect('/alarm/gateway/drill/queue-overflow', () => true);
  expect(raised.message?.data['alarm-text']).toContain('演练');
  await hall.gateway.kill();
  await hall.start();
  hall.observer.forget();
  await hall.observer.expect('/alarm/gateway/drill/queue-overflow', (data) => data['is-cleared'] === false);
  expect((await cli('show', 'handover')).stdout).toContain('取号 1');
  const again = await cli('run', 'drill', '--scenario', 'queue-overflow');
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('a drill queue-overflow goes on until');
});
