import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../drivers/clock.js';
import { availabilitySchema } from '../../gateway/availability/report.js';
import { branchCalendar } from '../../gateway/device-file/months.js';
import { openStore } from '../../gateway/storage/store.js';
import { type RunningBranch, startRunningBranch } from '../support/branch.js';
import { runCli } from '../support/gateway-process.js';

let running: RunningBranch;
const calendar = branchCalendar('Asia/Shanghai');
const today = () => calendar.day(Date.now());
const dayBefore = (day: string) => calendar.day(calendar.dayStart(day) - 1);

beforeAll(async () => {
  running = await startRunningBranch({ language: 'en', without: ['printer-1', 'board-1', 'board-2'] });
  await running.online('kiosk-1', 'door');
});

afterAll(() => running?.end());

const ask = async (args: Record<string, unknown> = {}) => {
  const reply = await running.observer.command('gateway', 'availability', args);
  expect(reply.status).toBe('succeeded');
  const { terminals } = z.object({ terminals: z.array(z.record(z.string(), z.any())) }).parse(reply.result);
  return terminals[0] ?? {};
};

describe('figures of a terminal, over the real program', () => {
  it('are of the terminals alone, as far as the day has come', async () => {
    await running.observer.expect('/device/kiosk-1/state', ({ service }) => service === 'in-service');
    const figures = await ask();
    expect(availabilitySchema.extend({ deviceId: z.string() }).safeParse(figures).error).toBeUndefined();
    expect(figures).toMatchObject({ deviceId: 'kiosk-1', day: today(), final: false, outOfServiceSeconds: 0 });
  });

  it('take up an outage, its alarm and its clock, and show them on the command line', async () => {
    await running.branch.simulators['kiosk-1']?.actions['hang']?.({});
    await running.observer.expect('/alarm/kiosk-1/terminal-heartbeat-lost', (data) => data['is-cleared'] === false);
    const port = String(running.port);
    const { stdout, code } = await runCli(['availability', 'kiosk-1', '--broker', `mqtt://127.0.0.1:${port}`]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^failures +1$/m);
    expect(stdout).toMatch(/^raises by code +TRM-302 1$/m);
    expect(stdout).toMatch(/^kiosk-1 +TRM-302 +terminal-heartbeat-lost +it +\d{4}-\d\d-\d\d [\d:]+ +- +\d{4}-/m);
    const refused = await runCli(['availability', 'door', '--broker', `mqtt://127.0.0.1:${port}`]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('"door" is no terminal of its own; allowed: kiosk-1');
  });

  it('go on after a kill, and the days that ended meanwhile are told', async () => {
    running.observer.forget();
    await running.branch.simulators['kiosk-1']?.actions['recover']?.({});
    await running.observer.expect('/device/kiosk-1/state', ({ service }) => service === 'in-service');
    const before = await ask();
    await running.gateway.kill();
    const { observer } = running;
    await observer.close();
    const last = dayBefore(dayBefore(today()));
    const store = await openStore({ directory: join(running.folder, 'state'), clock: systemClock });
    const told = store.table('availability', z.string());
    expect(told.get('kiosk-1')).toBe(dayBefore(today()));
    await told.put('kiosk-1', last);
    await store.close();
    await running.restart();
    await running.online('kiosk-1');
    const after = await ask();
    expect(after['failures']).toBe(before['failures']);
    // Since the last sign of life, a minute before at most, nobody knows.
    const measured = (figures: Record<string, number>) =>
      (figures['scheduledSeconds'] ?? 0) - (figures['unmeasuredSeconds'] ?? 0);
    expect(measured(after)).toBeGreaterThan(0);
    expect(measured(after)).toBeGreaterThanOrEqual(measured(before) - 60);
    expect(after['raises']).toEqual(before['raises']);
    await running.gateway.stop();
    const again = await openStore({ directory: join(running.folder, 'state'), clock: systemClock });
    // What was told and that it was told reach the disk together.
    expect(again.table('availability', z.string()).get('kiosk-1')).toBe(dayBefore(today()));
    await again.close();
  }, 60_000);
});
