import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHeartbeat, type HeartbeatAgent } from '../../simulators/terminal/heartbeat.js';
import { createWorld } from '../../simulators/world.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { startAgent, writeStatus } from '../support/kiosk-agent.js';
import { type Observer, observe } from '../support/observer.js';

const root = 'branch/b1/gw1';
const token = 'canary-token-of-kiosk-1';
const card = '4111111111111111';
const folder = temporaryFolder();
const ports = { mqtt: 0, http: 0 };

let gateway: GatewayProcess;
let observer: Observer;
let simulated: HeartbeatAgent;
let agent: ReturnType<typeof startAgent>;

const yaml = () => `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1 }
broker: { host: 127.0.0.1, port: ${ports.mqtt} }
http: { port: ${ports.http} }
alarms:
  printer-paper-out: { onDelaySeconds: 0, offDelaySeconds: 0 }
devices:
  - { id: kiosk-1, class: terminal, driver: heartbeat, options: { periodSeconds: 2, tokenFile: kiosk-1.token, host: { address: 127.0.0.1, ports: [1] } } }
  - { id: kiosk-2, class: terminal, driver: heartbeat, options: { periodSeconds: 2 } }
  - { id: kiosk-3, class: terminal, driver: heartbeat, options: { periodSeconds: 2 } }
`;
const refusedOf = (heartbeat: unknown) => (heartbeat as { refused?: number } | undefined)?.refused ?? 0;
const well = {
  'in-service': true,
  'app-version': '7.2',
  modules: { printer: { status: 'ok' }, 'card-reader': { status: 'ok' } },
  counters: { transactions: 3 },
};
/** The application writes again and again; what it writes is `status`. */
let status: unknown = well;
let writing: NodeJS.Timeout;
const state = (id: string, fits: (data: Record<string, unknown>) => boolean) =>
  observer.expect(`/device/${id}/state`, fits, 12_000);
const alarm = (id: string, type: string) =>
  observer.expect(`/alarm/${id}/${type}`, (data) => data['is-cleared'] === false, 14_000);
const over = (id: string, type: string) =>
  observer.expect(`/alarm-event`, ({ change, alarm: record }) => {
    const { resource, 'alarm-type-id': about } = record as Record<string, string>;
    return change === 'clear' && resource === `b1/gw1/${id}` && about === type;
  });

beforeAll(async () => {
  ports.mqtt = await freePort();
  ports.http = await freePort();
  writeFileSync(join(folder.path, 'kiosk-1.token'), `${token}\n`);
  writeStatus(folder.path, 'kiosk-1', status);
  writing = setInterval(() => writeStatus(folder.path, 'kiosk-1', status), 250);
  const url = `http://127.0.0.1:${ports.http}`;
  // Before its gateway: an agent does not wait for anybody.
  agent = startAgent({ folder: folder.path, terminalId: 'kiosk-1', url, periodSeconds: 1, token });
  gateway = await startGatewayProcess({ folder: folder.path, yaml: yaml() });
  observer = await observe(ports.mqtt, root);
  simulated = createHeartbeat(createWorld({ seed: 1 }), {
    ...{ url: `mqtt://127.0.0.1:${ports.mqtt}`, deviceId: 'kiosk-2', root, periodSeconds: 2 },
  });
});

afterAll(async () => {
  clearInterval(writing);
  simulated?.close();
  await agent?.end();
  await observer?.close();
  await gateway?.stop();
  folder.remove();
});

describe('kiosks with agents of their own', () => {
  it('one over HTTP and one over MQTT are in service, one that says nothing is missed', async () => {
    const first = await state(
      'kiosk-1',
      ({ service, operating }) => service === 'in-service' && operating === 'online',
    );
    expect(first.message?.data).toMatchObject({
      operating: 'online',
      modules: { 'receipt-printer': { status: 'ok', source: 'heartbeat' } },
      heartbeat: { inService: true, version: '7.2', counters: { transactions: 3 } },
    });
    await state('kiosk-2', ({ service }) => service === 'in-service');
    const record = await alarm('kiosk-3', 'terminal-heartbeat-lost');
    expect(record.message?.data).toMatchObject({ 'x-code': 'TRM-302', 'x-verified': true });
  });

  it('the paper runs out, and a code that could be a card number stays where it is', async () => {
    status = { ...well, modules: { printer: { status: 'fail', code: 'paper-out' } }, 'card-number': card };
    await simulated.actions['send-garbage']!({ kind: 'card-number' });
    await simulated.actions['send-garbage']!({ kind: 'not-json' });
    await alarm('kiosk-1', 'printer-paper-out');
    await state('kiosk-2', ({ heartbeat }) => refusedOf(heartbeat) >= 2);
    status = { ...well, modules: { 'card-reader': { status: 'fail', code: card } } };
    await state('kiosk-1', ({ heartbeat }) => refusedOf(heartbeat) >= 1);
    status = well;
    await over('kiosk-1', 'printer-paper-out');
    expect(agent.said()).toContain(
      'gateway: 400 {"error":{"what":"a text of 16 characters","where":"modules.card-reader.code"',
    );
  });

  it('the application dies: what it wrote last is old, and the terminal is out of service', async () => {
    clearInterval(writing);
    await state(
      'kiosk-1',
      ({ service, heartbeat }) =>
        service === 'out-of-service' && !(heartbeat as { inService?: boolean } | undefined)?.inService,
    );
    writing = setInterval(() => writeStatus(folder.path, 'kiosk-1', status), 250);
    observer.forget();
    await state('kiosk-1', ({ service }) => service === 'in-service');
  });

  it('the agent ends, which is told of its alive computer; it comes back on the same boot', async () => {
    await agent.end('SIGKILL');
    const record = await alarm('kiosk-1', 'terminal-heartbeat-lost');
    expect(JSON.stringify(record.message?.data)).toContain('no heartbeat for 5 s, but tcp 127.0.0.1:1 is refused');
    const url = `http://127.0.0.1:${ports.http}`;
    agent = startAgent({ folder: folder.path, terminalId: 'kiosk-1', url, periodSeconds: 1, token });
    await over('kiosk-1', 'terminal-heartbeat-lost');
    expect(observer.seen.filter(({ topic }) => topic.endsWith('/device/kiosk-1/event'))).toEqual([]);
  });

  it('a kiosk that boots is told as an event', async () => {
    await simulated.actions['restart']!({});
    const event = await observer.expect('/device/kiosk-2/event');
    expect(event.message?.data).toMatchObject({ event: 'terminal-restarted', uptimeSeconds: 0 });
  });

  it('nothing secret, and nothing of a card, is anywhere', async () => {
    const everything = [
      ...observer.seen.map(({ payload }) => payload.toString()),
      ...gateway.log.map((line) => JSON.stringify(line)),
      agent.said(),
    ].join('\n');
    expect(everything).toContain('kiosk-1');
    expect(everything).not.toContain(card);
    expect(everything).not.toContain('canary-token');
    // What a terminal reports is nobody's but the gateway's.
    expect(observer.seen.filter(({ topic }) => topic.includes('/heartbeat/'))).toEqual([]);
    expect(agent.isRunning()).toBe(true);
  });
});
