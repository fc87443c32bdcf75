import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type Clock, drivers, systemClock } from '../../drivers/index.js';
import { loadConfig } from '../../gateway/config/load.js';
import { startGateway } from '../../gateway/gateway.js';
import { createLogger } from '../../gateway/logger.js';
import { root } from '../support/branch.js';
import { type Centre, startCentre } from '../support/centre.js';
import { freePort } from '../support/free-port.js';
import { temporaryFolder } from '../support/gateway-process.js';
import { type Observer, observe } from '../support/observer.js';

/** An alarm that waits for a minute waits for three seconds. */
const speed = 20;
const fastClock: Clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic() * speed,
  setTimeout: (callback, ms) => systemClock.setTimeout(callback, ms / speed),
};

async function start(centre: Centre): Promise<Observer> {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const port = await freePort();
  const file = join(folder.path, 'branch.yaml');
  writeFileSync(
    file,
    `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1, language: en }
broker: { port: ${port} }
uplink:
  url: mqtt://127.0.0.1:${centre.port}
  keepaliveSeconds: 600
  forward: [queue/#]
  outbox: { maxMegabytes: 4, diskFloorMegabytes: 0 }
`,
  );
  const loaded = await loadConfig(file, { drivers });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const gateway = await startGateway({
    config: loaded.config,
    digest: loaded.digest,
    stateDir: join(folder.path, 'state'),
    version: 'test',
    clock: fastClock,
    random: Math.random,
    logger: createLogger('silent'),
  });
  onTestFinished(() => gateway.stop());
  const observer = await observe(port, root);
  onTestFinished(() => observer.close());
  return observer;
}

const changeOf = (type: string, what: string) => (data: Record<string, unknown> | undefined) =>
  data?.['change'] === what && JSON.stringify(data['alarm']).includes(`"${type}"`);

it('an outage over a minute and an outbox at 80 % are alarms in the branch, over when the centre has it all, and told there', async () => {
  const centre = await startCentre();
  onTestFinished(() => centre.goAway());
  await centre.goAway();
  const observer = await start(centre);
  const kilobytes = 3_300;
  for (let n = 0; n < kilobytes / 50; n++) {
    await observer.client.publishAsync('queue/n', Buffer.alloc(50 * 1_024), { qos: 1 });
  }
  const types = ['uplink-down', 'outbox-nearly-full'];
  for (const type of types) await observer.expect('/alarm-event', changeOf(type, 'raise'));
  const down = await observer.expect('/alarm/gateway/uplink-down');
  expect(JSON.stringify(down.message?.data)).toContain(`127.0.0.1:${centre.port}`);
  const full = await observer.expect('/alarm/gateway/outbox-nearly-full');
  expect(JSON.stringify(full.message?.data)).toContain('80 % of 4 MB reached');

  await centre.comeBack();
  for (const type of types) {
    await observer.expect('/alarm-event', changeOf(type, 'clear'));
    for (const what of ['raise', 'clear']) {
      await centre.expect(`${what} of ${type}`, ({ topic, envelope }) => {
        return topic === `${root}/alarm-event` && changeOf(type, what)(envelope?.data);
      });
    }
  }
  expect(centre.arrivals.filter(({ topic }) => topic === 'queue/n').length).toBe(Math.ceil(kilobytes / 50));
  expect(observer.seen.filter(({ topic }) => topic.endsWith('/outbox-evicted'))).toEqual([]);
}, 40_000);
