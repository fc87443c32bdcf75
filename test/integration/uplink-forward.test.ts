import { connectAsync } from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { startCentre } from '../support/centre.js';
import { freePort } from '../support/free-port.js';
import { startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { holesIn } from '../support/places.js';
import { seededRandom } from '../support/random.js';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const rounds = 6;
const mostUnderway = 30;

it(`a publish that was acknowledged arrives though the gateway is killed at once, ${rounds} times over (SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const port = await freePort();
  const centre = await startCentre();
  await centre.goAway();
  const yaml = `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1 }
broker: { port: ${port} }
uplink:
  url: mqtt://127.0.0.1:${centre.port}
  forward: [{ filter: queue/ticket, chain: critical }, queue/#]
`;
  const acknowledged: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const gateway = await startGatewayProcess({ folder: folder.path, yaml });
    onTestFinished(() => void gateway.child.kill('SIGKILL'));
    const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4, reconnectPeriod: 0 });
    client.on('error', () => undefined);
    const underway = 1 + Math.floor(random() * mostUnderway);
    const fatal = Math.floor(random() * underway);
    await new Promise<void>((resolve) => {
      for (let n = 0; n < underway; n++) {
        const content = `${round}.${n} ${'x'.repeat(Math.floor(random() * 3_000))}`;
        client.publish(random() < 0.5 ? 'queue/ticket' : 'queue/other', content, { qos: 1 }, (error) => {
          if (error) return;
          if (n === fatal) gateway.child.kill('SIGKILL');
          acknowledged.push(content);
          if (n === fatal) resolve();
        });
      }
    });
    await gateway.kill();
    await client.endAsync(true);
  }

  await centre.comeBack();
  const gateway = await startGatewayProcess({ folder: folder.path, yaml });
  const missing = () => {
    const arrived = new Set(centre.arrivals.map(({ payload }) => payload));
    return acknowledged.filter((content) => !arrived.has(content)).map((content) => content.split(' ')[0]);
  };
  await expect.poll(missing, { timeout: 10_000, message: `SEED=${seed}` }).toEqual([]);
  expect([...holesIn(centre.arrivals, 'critical'), ...holesIn(centre.arrivals, 'event')]).toEqual([]);
  expect(acknowledged.length).toBeGreaterThanOrEqual(rounds);
  expect(await gateway.stop()).toBe(0);
  await centre.goAway();
}, 60_000);
