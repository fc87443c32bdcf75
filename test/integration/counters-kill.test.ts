import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Truth } from '../../simulators/people-counter/doorway.js';
import { createSimulator } from '../../simulators/registry.js';
import { type RunningServer, serveTcp } from '../../simulators/server.js';
import type { Simulator } from '../../simulators/simulator.js';
import { createWorld } from '../../simulators/world.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { type Observer, observe } from '../support/observer.js';
import { seededRandom } from '../support/random.js';

const seed = Number(process.env['SEED'] ?? 20261123);
const kinds = ['hpc168', 'modbus-pulse', 'terabee-evo', 'foorir'] as const;
type Kind = (typeof kinds)[number];

const folder = temporaryFolder();
const counters = {} as Record<Kind, Simulator>;
const servers: RunningServer[] = [];
/** The first passage a Terabee tells is where its counting begins. */
const notCounted: Record<Kind, number> = { hpc168: 0, 'modbus-pulse': 0, 'terabee-evo': 1, foorir: 0 };
let port: number;
let yaml: string;
let gateway: GatewayProcess;
let observer: Observer;

const act = (kind: Kind, name: string, args: Record<string, unknown> = {}) => counters[kind].actions[name]?.(args);
const truth = (kind: Kind) => (counters[kind].view() as { truth: Truth }).truth.counted;

beforeAll(async () => {
  const world = (index: number) => createWorld({ seed: seed + index });
  const calledAt = await freePort();
  for (const [index, kind] of kinds.entries()) {
    const options = kind === 'foorir' ? { port: calledAt, redialSeconds: 0.2, answerSeconds: 5 } : {};
    counters[kind] = createSimulator(`people-counter/${kind}`, world(index), options);
    servers.push(await serveTcp(counters[kind], { port: 0 }));
  }
  port = await freePort();
  const link = (kind: Kind) =>
    kind === 'foorir'
      ? `{ type: tcp-listen, host: 127.0.0.1, port: ${calledAt} }`
      : `{ type: tcp, host: 127.0.0.1, port: ${servers[kinds.indexOf(kind)]?.port} }`;
  const devices = kinds.map(
    (kind) =>
      `  - { id: ${kind}, class: people-counter, driver: ${kind}, link: ${link(kind)}, options: { pollIntervalMs: 1000 } }`,
  );
  yaml = `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1 }
broker: { host: 127.0.0.1, port: ${port} }
devices:
${devices.join('\n')}
`;
  await start();
}, 30_000);

afterAll(async () => {
  await observer?.close();
  await gateway?.stop();
  for (const kind of kinds) counters[kind]?.close();
  for (const server of servers) await server.close();
  folder.remove();
});

async function start(): Promise<void> {
  gateway = await startGatewayProcess({ folder: folder.path, yaml });
  observer = await observe(port, 'branch/b1/gw1');
  observer.client.on('error', () => undefined);
}

async function kill(): Promise<void> {
  await gateway.kill();
  await observer.close();
}

const online = () =>
  Promise.all(
    kinds.map((kind) => observer.expect(`/device/${kind}/state`, ({ operating }) => operating === 'online', 15_000)),
  );

/** Everybody whom the counters have counted is in the totals, and nobody else. */
async function caughtUp(): Promise<void> {
  for (const kind of kinds) {
    const { in: entered, out } = truth(kind);
    const expected = { in: entered - notCounted[kind], out };
    await observer.expect(
      `/device/${kind}/state`,
      (data) => data['in'] === expected.in && data['out'] === expected.out,
    );
    expect(observer.last(`/device/${kind}/state`)?.message?.data).toMatchObject(expected);
  }
}

describe(`four people counters, and a gateway that is killed with SIGKILL while people walk (seed ${seed})`, () => {
  const random = seededRandom(seed);
  const walk = () => {
    for (const kind of kinds) {
      act(kind, 'walk-in', { count: 1 + Math.floor(random() * 4) });
      if (random() < 0.6) act(kind, 'walk-out', { count: 1 + Math.floor(random() * 3) });
    }
  };
  /** People walk at each message of the gateway; the moment of the kill is counted in these, not in time. */
  const walkAndKill = async (messages: number) => {
    for (let message = 0; message < messages; message++) {
      walk();
      if (message === messages - 2) act('foorir', 'upload');
      await new Promise((resolve) => observer.client.once('message', resolve));
    }
    await kill();
  };

  it('begins where the counters are', async () => {
    await online();
    await act('terabee-evo', 'walk-in');
    await observer.expect('/device/terabee-evo/state', ({ deviceIn }) => deviceIn === 1);
    await caughtUp();
  });

  it.each([1, 2])(
    'kill %d: nobody is lost and nobody is counted twice',
    async () => {
      await walkAndKill(2 + Math.floor(random() * 8));
      walk();
      await start();
      await online();
      walk();
      act('foorir', 'upload');
      await caughtUp();
    },
    30_000,
  );

  it('killed over a power cut of the counters that forget, it goes on with what they count since', async () => {
    for (const kind of ['hpc168', 'modbus-pulse', 'terabee-evo'] as const) {
      act(kind, 'power-cycle');
      act(kind, 'walk-in');
    }
    await kill();
    for (const kind of kinds) act(kind, 'walk-out');
    await start();
    await online();
    for (const kind of kinds) act(kind, 'walk-in');
    act('foorir', 'upload');
    await caughtUp();
  }, 30_000);
});
