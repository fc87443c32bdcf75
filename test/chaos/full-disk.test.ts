import { existsSync } from 'node:fs';
import { connectAsync } from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { healthSchema } from '../../gateway/health/health-schema.js';
import { freePort } from '../support/free-port.js';
import { mainFile, startGatewayProcess } from '../support/gateway-process.js';
import { mountSmallDisk } from '../support/mounted.js';
import { observe } from '../support/observer.js';

const root = 'branch/b1/gw1';
/** Alarms of the disk are cleared a minute after it takes messages again. */
const timeoutMs = 100_000;

/** True when the gateway acknowledges the publish, false when it cuts the client instead. */
async function isAcknowledged(port: number, topic: string, payload: string): Promise<boolean> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4, reconnectPeriod: 0 });
  const cut = new Promise<false>((resolve) => client.once('close', () => resolve(false)));
  const acknowledged = client.publishAsync(topic, payload, { qos: 1 }).then(
    () => true,
    () => false,
  );
  const answer = await Promise.race([acknowledged, cut]);
  await client.endAsync(true);
  return answer;
}

it(
  'a disk that somebody fills: no PUBACK, two alarms, everything goes on after room is made, and kill -9 loses nothing',
  async (context) => {
    expect(existsSync(mainFile), 'run "npm run build" first').toBe(true);
    const disk = mountSmallDisk(4);
    if (!disk) return context.skip('nothing may be mounted here');
    onTestFinished(() => disk.unmount());
    const port = await freePort();
    const yaml = `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1, healthIntervalSeconds: 5 }
broker: { port: ${port} }
uplink:
  url: mqtt://127.0.0.1:${await freePort()}
  forward: [queue/#]
  outbox: { maxMegabytes: 16, diskFloorMegabytes: 0 }
`;
    const start = () => startGatewayProcess({ folder: disk.path, yaml });
    let gateway = await start();
    onTestFinished(async () => void (await gateway.kill()));
    let observer = await observe(port, root);
    const kept: string[] = [];
    const publish = async (name: string, bytes: number) => {
      const isKept = await isAcknowledged(port, 'queue/ticket', name.padEnd(bytes));
      if (isKept) kept.push(name);
      return isKept;
    };
    for (let n = 0; n < 5; n++) expect(await publish(`before ${n}`, 200)).toBe(true);

    disk.fill();
    // A file may have the rest of its last page; these want more than one.
    expect(await publish('A', 9_000)).toBe(false);
    expect(await publish('B', 9_000)).toBe(false);
    await observer.expect('/alarm/gateway/outbox-write-failed', (data) => data['is-cleared'] === false);
    // The store finds out when what it has to keep is more than the rest of its last page.
    const says = (what: string) => gateway.log.some(({ msg }) => msg === what);
    const operator = 'tester';
    const args = { deviceId: 'gateway', alarmType: 'outbox-write-failed', operator };
    for (let n = 0; n < 300 && !says('storage: write-failed'); n++) {
      await isAcknowledged(port, `${root}/command/gateway/alarm-acknowledge`, JSON.stringify({ id: `c${n}`, args }));
    }
    expect(says('storage: write-failed')).toBe(true);
    await observer.expect('/alarm/gateway/storage-write-failed', (data) => data['is-cleared'] === false);

    disk.makeRoom();
    await expect.poll(() => publish('A', 9_000), { timeout: 10_000 }).toBe(true);
    await expect.poll(() => says('outbox: accepting'), { timeout: 15_000 }).toBe(true);
    if (!observer.client.connected) observer = await observe(port, root);
    const isCleared = (data: Record<string, unknown>) => data['is-cleared'] === true;
    observer.forget();
    await observer.expect(
      '/alarm-event',
      (data) => {
        const alarm = data['alarm'] as Record<string, unknown> | undefined;
        return alarm?.['alarm-type-id'] === 'outbox-write-failed' && isCleared(alarm);
      },
      timeoutMs,
    );

    await observer.close();
    await gateway.kill();
    gateway = await start();
    observer = await observe(port, root);
    const { uplink } = healthSchema.parse((await observer.expect('/health')).message?.data);
    expect(uplink?.outbox.chains.event.depth).toBe(kept.length);
    await observer.close();
  },
  timeoutMs,
);
