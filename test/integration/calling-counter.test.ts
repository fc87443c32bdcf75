import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFoorir } from '../../simulators/people-counter/foorir.js';
import type { Simulator } from '../../simulators/simulator.js';
import { createWorld } from '../../simulators/world.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { type Observer, observe } from '../support/observer.js';

/** A counter that calls the real program at a port of its own. */

const folder = temporaryFolder();
let ports: { broker: number; counter: number };
let intruder: Server;
let counter: Simulator | undefined;
let gateway: GatewayProcess;
let observer: Observer;

async function start(): Promise<void> {
  gateway = await startGatewayProcess({
    folder: folder.path,
    yaml: `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1 }
broker: { host: 127.0.0.1, port: ${ports.broker} }
devices:
  - id: gate
    class: people-counter
    driver: foorir
    link: { type: tcp-listen, host: 127.0.0.1, port: ${ports.counter}, from: [127.0.0.1] }
    options: { serialNumber: HX7, pollIntervalMs: 500 }
`,
  });
  observer = await observe(ports.broker, 'branch/b1/gw1');
}

const seen = (holds: (state: Record<string, unknown>) => boolean) => observer.expect('/device/gate/state', holds);

beforeAll(async () => {
  ports = { broker: await freePort(), counter: await freePort() };
  intruder = createServer().listen(ports.counter, '127.0.0.1');
  await once(intruder, 'listening');
  await start();
}, 30_000);

afterAll(async () => {
  counter?.close();
  await observer?.close();
  await gateway?.stop();
  intruder?.close();
  folder.remove();
});

describe('a counter that calls the gateway', () => {
  it('cannot while another program has its port: the alarm says so, and ends when it calls', async () => {
    const raised = await observer.expect('/alarm/gate/counter-unreachable', (data) => data['is-cleared'] === false);
    expect(JSON.stringify(raised.message?.data)).toContain(
      `cannot listen on 127.0.0.1:${ports.counter}: another program has this port already`,
    );
    intruder.close();
    const calling = { serialNumber: 'HX7', port: ports.counter, redialSeconds: 0.2, answerSeconds: 2 };
    counter = createFoorir(createWorld({ seed: 1 }), calling);
    await seen(({ operating }) => operating === 'online');
    await observer.expect('/alarm-event', ({ change }) => change === 'clear');
  }, 20_000);

  it('tells its passages, each once, through a kill of the gateway', async () => {
    await counter?.actions['walk-in']?.({ count: 3 });
    await counter?.actions['upload']?.({});
    await seen((state) => state['in'] === 3);
    await observer.close();
    await gateway.kill();
    await counter?.actions['walk-in']?.({ count: 2 });
    await counter?.actions['upload']?.({});
    await start();
    await seen((state) => state['in'] === 5);
    // As if the answers had been lost on the way: both come again, and then somebody leaves.
    await counter?.actions['repeat']?.({ count: 2 });
    await counter?.actions['walk-out']?.({});
    await counter?.actions['upload']?.({});
    const { message } = await seen((state) => state['out'] === 1);
    expect(message?.data).toMatchObject({ in: 5, out: 1 });
  }, 20_000);
});
