import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, runCli, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { type Observer, observe } from '../support/observer.js';

const folder = temporaryFolder();
let port: number;
let gateway: GatewayProcess;
let observer: Observer;

/** A branch whose converter is not plugged in, with words of its own. */
const yaml = (remedy: string) => `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1 }
broker: { host: 127.0.0.1, port: ${port}, wrongLogins: 3, users: [{ name: queue, passwordFile: password }] }
buses:
  - { id: rs485-1, link: { type: serial, path: ${join(folder.path, 'no-such-port')} } }
devices:
  - { id: board-1, class: led-board, driver: onbon, bus: rs485-1, options: { address: 1, pollIntervalMs: 1000 } }
alarms:
  serial-port-or-adapter-lost: { severity: critical, onDelaySeconds: 0.5, remedy: { zh: ${remedy} } }
  led-clock-drift: { severity: minor }
`;

async function start(remedy = '找小王'): Promise<void> {
  gateway = await startGatewayProcess({ folder: folder.path, yaml: yaml(remedy) });
  observer = await observe(port, 'branch/b1/gw1', { username: 'queue', password: 'right' });
}

beforeAll(async () => {
  port = await freePort();
  writeFileSync(join(folder.path, 'password'), 'right\n');
  await start();
});
afterAll(async () => {
  await observer?.close();
  await gateway?.stop();
  folder.remove();
});

describe('the gateway about itself', () => {
  it('a converter that is not plugged in: one alarm for the line, as the branch wants it', async () => {
    const raised = await observer.expect('/alarm/gateway/serial-port-or-adapter-lost/rs485-1');
    expect(raised.message?.data).toMatchObject({
      'x-code': 'GWY-502',
      'perceived-severity': 'critical',
      'proposed-repair-actions': { zh: '找小王', en: expect.stringContaining('USB serial plug') },
      'additional-information': [{ information: expect.stringContaining('no-such-port') }],
    });
  });

  it('three wrong passwords: an alarm for security that says from where', async () => {
    const guess = { username: 'admin', password: 'guess', reconnectPeriod: 0 };
    for (let n = 0; n < 3; n++) await connectAsync(`mqtt://127.0.0.1:${port}`, guess).catch(() => undefined);
    const raised = await observer.expect('/alarm/gateway/unauthorised-access-attempt');
    expect(raised.message?.data).toMatchObject({ 'x-code': 'GWY-508', 'x-owner': 'security' });
    expect(raised.payload.toString()).toMatch(/127\.0\.0\.1 as \\"admin\\"/);
    expect(raised.payload.toString()).not.toContain('guess');
  });

  it('killed three times within ten minutes: an alarm, and the others stand in the newest words', async () => {
    for (const remedy of ['找小王', '找小王', '找小李']) {
      await observer.close();
      await gateway.kill();
      await start(remedy);
    }
    const raised = await observer.expect('/alarm/gateway/service-restart-loop');
    expect(raised.message?.data).toMatchObject({ 'x-code': 'GWY-506', 'is-cleared': false });
    const line = await observer.expect('/alarm/gateway/serial-port-or-adapter-lost/rs485-1');
    expect(line.message?.data).toMatchObject({ 'x-count': 1, 'proposed-repair-actions': { zh: '找小李' } });
    await observer.expect('/alarm/gateway/unauthorised-access-attempt');
  });

  it('check tells what the branch has changed, and refuses what it may not', async () => {
    const file = join(folder.path, 'branch.yaml');
    const plan = await runCli(['check', '--config', file]);
    expect(plan.code).toBe(0);
    expect(plan.stdout).toContain('change 2 alarm types: GWY-502 serial-port-or-adapter-lost (severity critical');
    expect(plan.stdout).toContain('LED-206 led-clock-drift (severity minor; no device of this branch raises it)');
    const wrong = join(folder.path, 'wrong.yaml');
    writeFileSync(wrong, `${yaml('x')}  cabinet-door-open: { onDelaySeconds: 30 }\n  led-unreachabel: {}\n`);
    const refused = await runCli(['check', '--config', wrong]);
    expect(refused.code).toBe(2);
    expect(refused.stdout + refused.stderr).toMatch(/alarms.cabinet-door-open.onDelaySeconds: found 30, allowed: 0/);
    expect(refused.stdout + refused.stderr).toMatch(/Did you mean "led-unreachable"/);
  });

  it('the handbook says what the branch wants done', async () => {
    const { stdout } = await runCli(['handbook', '--config', join(folder.path, 'branch.yaml'), '--format', 'md']);
    expect(stdout).toContain('找小李');
  });

  it('schema alarms prints the whole catalogue', async () => {
    const { stdout } = await runCli(['schema', 'alarms']);
    expect(stdout).toMatch(/### PRN-101 printer-paper-out\n\n- \*\*缺纸\*\*/);
    expect(stdout.match(/^### /gm)?.length).toBeGreaterThanOrEqual(70);
  });
});
