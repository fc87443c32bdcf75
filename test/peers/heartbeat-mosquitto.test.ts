import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { type Mosquitto, mosquittoIn, openConf } from '../support/mosquitto.js';
import { type Observer, observe } from '../support/observer.js';

const root = 'branch/b1/gw1';
const folder = temporaryFolder();
const far = temporaryFolder();
let mosquitto: Mosquitto;
let gateway: GatewayProcess;
let here: Observer;
let centre: Observer;
let port: number;

const beat = (seq: number, more: Record<string, unknown> = {}) =>
  JSON.stringify({ 'terminal-id': 'kiosk-1', seq, 'boot-id': 'a', 'in-service': true, ...more });

/** Debian's mosquitto_pub as a user of the local broker. */
async function publish(user: string, device: string, message: string, ...args: string[]): Promise<number | null> {
  const login = ['-h', '127.0.0.1', '-p', String(port), '-u', user, '-P', `password of ${user}`];
  const child = spawn('mosquitto_pub', [...login, '-t', `${root}/heartbeat/${device}`, '-m', message, ...args], {
    stdio: 'ignore',
  });
  const [code] = await once(child, 'exit');
  return code as number | null;
}

const state = (fits: (data: Record<string, unknown>) => boolean) => here.expect('/device/kiosk-1/state', fits);
const isAt = (seq: number) => state(({ heartbeat }) => (heartbeat as { seq?: number } | undefined)?.seq === seq);

beforeAll(async () => {
  port = await freePort();
  mosquitto = await mosquittoIn({ folder: far.path, conf: openConf });
  await mosquitto.start();
  for (const user of ['kiosk-1', 'vendor', 'queue']) {
    writeFileSync(join(folder.path, `${user}.password`), `password of ${user}\n`);
  }
  const users = ['kiosk-1', 'vendor', 'queue'].map((name) => `{ name: ${name}, passwordFile: ${name}.password }`);
  const yaml = `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1 }
broker: { port: ${port}, users: [${users.join(', ')}] }
uplink: { url: "mqtt://127.0.0.1:${mosquitto.port}" }
devices:
  - { id: kiosk-1, class: terminal, driver: heartbeat, options: { periodSeconds: 2, users: [vendor] } }
`;
  gateway = await startGatewayProcess({ folder: folder.path, yaml });
  here = await observe(port, root, { username: 'queue', password: 'password of queue' });
  centre = await observe(mosquitto.port, root);
});

afterAll(async () => {
  await here?.close();
  await centre?.close();
  await gateway?.stop();
  await mosquitto?.stop();
  folder.remove();
  far.remove();
});

describe('mosquitto_pub as the agent of a kiosk', () => {
  it('the user named like the terminal, and its vendor, are heard; nobody else hears it', async () => {
    expect(await publish('kiosk-1', 'kiosk-1', beat(1), '-q', '1')).toBe(0);
    await isAt(1);
    expect(await publish('vendor', 'kiosk-1', beat(2), '-q', '2')).toBe(0);
    await isAt(2);
    expect(await publish('kiosk-1', 'kiosk-1', beat(3))).toBe(0);
    await isAt(3);
    expect([...here.seen, ...centre.seen].filter(({ topic }) => topic.includes('/heartbeat/'))).toEqual([]);
  });

  it('another user, another terminal and a retained one are cut off, and change nothing', async () => {
    const refused = (reason: string) =>
      expect
        .poll(() => gateway.log.some((line) => String(line['reason']).includes(reason)), { timeout: 5_000 })
        .toBe(true);
    await publish('queue', 'kiosk-1', beat(50));
    await refused('a user who may not speak for this terminal');
    await publish('kiosk-1', 'kiosk-2', beat(51));
    await refused('no terminal that takes heartbeats');
    await publish('kiosk-1', 'kiosk-1', beat(52), '-r');
    await refused('a retained message');
    await publish('kiosk-1', 'kiosk-1', 'in-service=true', '-q', '1');
    await refused('one JSON object in UTF-8');
    await publish('kiosk-1', 'kiosk-1', beat(4), '-q', '1');
    const seen = await isAt(4);
    expect(seen.message?.data['heartbeat']).toMatchObject({ refused: 2, missed: 0 });
    const late = await observe(port, root, { username: 'queue', password: 'password of queue' });
    await late.expect('/device/kiosk-1/state');
    expect(late.seen.filter(({ topic }) => topic.includes('/heartbeat/'))).toEqual([]);
    await late.close();
  });

  it('when it falls silent the centre hears the alarm, and that it is over with the next beat', async () => {
    const lost = await centre.expect('/alarm/kiosk-1/terminal-heartbeat-lost', (data) => data['is-cleared'] === false);
    expect(lost.message?.data).toMatchObject({ 'x-code': 'TRM-302', 'perceived-severity': 'major' });
    await publish('kiosk-1', 'kiosk-1', beat(5), '-q', '1');
    await centre.expect('/alarm-event', ({ change, alarm }) => {
      return change === 'clear' && (alarm as Record<string, unknown>)['alarm-type-id'] === 'terminal-heartbeat-lost';
    });
  });

  it('the cash box is taken out: at once at the centre', async () => {
    const modules = { 'cash-acceptor': { status: 'fail', code: 'box-removed' } };
    await publish('vendor', 'kiosk-1', beat(6, { modules }), '-q', '1');
    const raised = await centre.expect(
      '/alarm/kiosk-1/cash-acceptor-box-removed',
      (data) => data['is-cleared'] === false,
    );
    expect(raised.message?.data).toMatchObject({ 'x-owner': 'security', 'perceived-severity': 'critical' });
  });
});
