import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthSchema } from '../../gateway/health/health-schema.js';
import { type RunningBranch, startRunningBranch } from '../support/branch.js';
import { freePort } from '../support/free-port.js';
import { temporaryFolder } from '../support/gateway-process.js';
import { isGenuine, type Receiver, startReceiver } from '../support/receiver.js';
import { figureOf, parsePrometheusText } from '../unit/metrics/prometheus-text.js';

const secret = 'the-secret-of-a-test-branch';

const folder = temporaryFolder();
let running: RunningBranch;
let receiver: Receiver;
let httpPort: number;

beforeAll(async () => {
  receiver = await startReceiver();
  httpPort = await freePort();
  const secretFile = join(folder.path, 'oncall.secret');
  writeFileSync(secretFile, `${secret}\n`);
  running = await startRunningBranch({
    more: `webhooks:
  - { id: oncall, url: "http://127.0.0.1:${receiver.port}/alarms", secretFile: ${secretFile} }
http: { port: ${httpPort} }
`,
  });
  await running.online();
});

afterAll(async () => {
  await running?.end();
  await receiver?.close();
  folder.remove();
});

const printer = (action: string) => running.branch.simulators['printer-1']?.actions[action]?.({});
const page = async (path: string) => {
  const response = await fetch(`http://127.0.0.1:${httpPort}${path}`);
  return { status: response.status, body: await response.text() };
};
const figure = async (name: string, labels: Record<string, string> = {}) =>
  figureOf(parsePrometheusText((await page('/metrics')).body), `branch_gateway_${name}`, labels);
const changes = () =>
  receiver.seen.map(({ message: { data } }) => {
    const alarm = data['alarm'] as Record<string, unknown> | undefined;
    return `${data['change']} ${alarm?.['alarm-type-id']}`;
  });

describe('out of the branch without MQTT', () => {
  it('the receiver of a webhook hears of an alarm, signed, as everybody hears it', async () => {
    printer('paper-out');
    await expect.poll(() => changes().includes('raise printer-paper-out'), { timeout: 10_000 }).toBe(true);
    const told = receiver.seen.find(({ body }) => body.includes('printer-paper-out'));
    expect(told && isGenuine(told, secret)).toBe(true);
    expect(told?.headers['branch-gateway-topic']).toBe('branch/b1/gw1/alarm-event');
    const heard = await running.observer.expect(
      '/alarm-event',
      (_data, { message }) => message?.['id'] === told?.message.id,
    );
    expect(told?.body).toBe(heard.payload.toString());
  });

  it('/metrics and /healthz show the same branch', async () => {
    expect(await figure('alarms_raised', { severity: 'major' })).toBe(1);
    expect(await figure('alarm_raises_total', { type: 'printer-paper-out' })).toBe(1);
    expect(await figure('device_operating', { device: 'board-1', state: 'online' })).toBe(1);
    expect(await figure('webhook_up', { webhook: 'oncall' })).toBe(1);
    expect(await figure('event_loop_lag_seconds', { statistic: 'max' })).toBeGreaterThanOrEqual(0);
    expect(await page('/healthz')).toEqual({ status: 200, body: '{"status":"ok"}\n' });
    const health = await running.observer.expect('/health', (data) => data['webhooks'] !== undefined);
    expect(healthSchema.parse(health.message?.data).webhooks?.['oncall']).toMatchObject({
      standing: 'well',
      failed: 0,
    });
    expect((await page('/metrics')).body).not.toContain(secret);
    expect(JSON.stringify(running.gateway.log)).not.toContain(secret);
  });

  it('what happens while the receiver is down comes later, once and in order, over a kill of the gateway', async () => {
    const earlier = [...receiver.seen];
    const { port } = receiver;
    await receiver.close();
    const { observer } = running;
    const args = { deviceId: 'printer-1', alarmType: 'printer-paper-out', operator: '王工' };
    expect((await observer.command('gateway', 'alarm-acknowledge', args)).status).toBe('succeeded');
    printer('load-paper');
    await observer.expect('/alarm-event', (data) => data['change'] === 'clear');
    await expect.poll(() => figure('webhook_up', { webhook: 'oncall' }), { timeout: 5_000 }).toBe(0);
    expect(await figure('webhook_queue_messages', { webhook: 'oncall' })).toBe(2);
    // Nobody restarts a gateway because a receiver is away.
    expect((await page('/healthz')).status).toBe(200);

    await running.gateway.kill();
    receiver = await startReceiver({ port });
    await running.restart();
    await expect.poll(() => changes().length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
    expect(changes().filter((change) => change.includes('paper'))).toEqual([
      'operator printer-paper-out',
      'clear printer-paper-out',
    ]);
    const ids = [...earlier, ...receiver.seen].map(({ message }) => message.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(receiver.seen.every((told) => isGenuine(told, secret))).toBe(true);
    await expect.poll(() => figure('webhook_queue_messages', { webhook: 'oncall' })).toBe(0);
  });
});
