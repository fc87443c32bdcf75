import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DutyStatus } from '../../gateway/duty/status.js';
import { type RunningBranch, startRunningBranch } from '../support/branch.js';
import { runCli } from '../support/gateway-process.js';

let running: RunningBranch;

const duty = `duty:
  people: { zhang: { name: 张敏 }, li: { name: Li Qiang, language: en }, chen: { name: 值班经理 } }
  manager: chen
  chores: [{ name: 打印纸更换, alarms: [printer-paper-out], a: zhang, b: li }]
  escalation: { acknowledgeMinutes: 0.1, managerMinutes: 10 }
`;

beforeAll(async () => {
  running = await startRunningBranch({ more: duty });
  await running.online('printer-1');
});

afterAll(() => running?.end());

const printer = (action: string) => running.branch.simulators['printer-1']?.actions[action]?.({});
const told = (step: string, reason: string) =>
  running.observer.expect('/notification', (data) => data['step'] === step && data['reason'] === reason, 15_000);
const status = async () => {
  const reply = await running.observer.command('gateway', 'alarm-duty', { deviceId: 'printer-1' });
  return reply.result as unknown as DutyStatus;
};

it('no paper: A is told at once, in words one can act on', async () => {
  printer('paper-out');
  const { message } = await told('a', 'raised');
  expect(message?.data).toMatchObject({
    to: { id: 'zhang', name: '张敏' },
    language: 'zh',
    alarm: { code: 'PRN-101' },
  });
  expect(message?.data['message']).toMatch(/printer-1 .*纸.*接手请确认。$/);
  const { alarms } = await status();
  expect(alarms).toMatchObject([{ told: [{ step: 'a' }], next: { to: [{ step: 'b', to: { name: 'Li Qiang' } }] } }]);
});

it('killed with SIGKILL in between, the next start goes on with B, and A is not told again', async () => {
  await running.gateway.kill();
  await running.restart();
  // B may have been told before anybody could listen again, so it is asked rather than waited for.
  await expect
    .poll(async () => (await status()).alarms[0]?.told.map(({ step }) => step), { timeout: 15_000 })
    .toEqual(['a', 'b']);
  const said = running.observer.seen.filter(({ topic }) => topic.endsWith('/notification'));
  expect(said.map(({ message }) => message?.data['step'])).not.toContain('a');
});

it('acknowledged, nobody is asked any more: the table says so', async () => {
  await running.observer.command('gateway', 'alarm-acknowledge', {
    deviceId: 'printer-1',
    alarmType: 'printer-paper-out',
    operator: '张敏',
  });
  const table = await runCli(['duty', '--broker', `mqtt://127.0.0.1:${running.port}`]);
  expect(table.stdout).toMatch(
    /值班经理：值班经理\n告警 .*\nprinter-1 .* PRN-101 .*张敏 .*Li Qiang .*张敏 已确认; .*超时则通知 → 值班经理/,
  );
});

it('a new roll: who knew hears that it is over', async () => {
  printer('load-paper');
  // B was told something less than half a minute ago, and hears it after that.
  const { message } = await told('a', 'cleared');
  expect(message?.data['message']).toMatch(/^已恢复：printer-1 /);
  expect((await status()).alarms).toEqual([]);
});

it('a device there is not is named with those there are, and the program says so', async () => {
  const { code, stderr } = await runCli([
    'duty',
    '--broker',
    `mqtt://127.0.0.1:${running.port}`,
    '--device',
    'printer',
  ]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/args\.deviceId: found "printer", allowed: printer-1, .*gateway/);
});
