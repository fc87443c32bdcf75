import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator } from '../../simulators/registry.js';
import { type RunningServer, serveTcp } from '../../simulators/server.js';
import { createSharedLine } from '../../simulators/shared-line.js';
import type { Simulator } from '../../simulators/simulator.js';
import { createWorld } from '../../simulators/world.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { type Observer, observe } from '../support/observer.js';

/** terminal-health.md 9.5, test 4, over the real program: a door on the line on which a board is being called. */

const folder = temporaryFolder();
let board: Simulator;
let inputs: Simulator;
let server: RunningServer;
let gateway: GatewayProcess;
let observer: Observer;

beforeAll(async () => {
  const world = (seed: number) => createWorld({ seed });
  board = createSimulator('led-board/onbon', world(1), { address: 1, width: 64, height: 32 });
  inputs = createSimulator('terminal/modbus-inputs', world(2), { address: 5 });
  const line = createSharedLine({ world: world(3), members: [board, inputs], baud: 9_600 });
  server = await serveTcp(line, { host: '127.0.0.1', port: 0 });
  const port = await freePort();
  gateway = await startGatewayProcess({
    folder: folder.path,
    yaml: `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1 }
broker: { host: 127.0.0.1, port: ${port} }
buses:
  - { id: rs485-1, link: { type: tcp, host: 127.0.0.1, port: ${server.port} } }
devices:
  - { id: board-1, class: led-board, driver: onbon, bus: rs485-1, options: { address: 1, width: 64, height: 32 } }
  - id: hall
    class: terminal
    driver: modbus-inputs
    bus: rs485-1
    options:
      address: 5
      inputs: [{ input: 0, as: door, name: front }, { input: 5, as: mains, normally: closed }]
      temperature: { register: 1 }
`,
  });
  observer = await observe(port, 'branch/b1/gw1');
  for (const id of ['board-1', 'hall']) {
    await observer.expect(`/device/${id}/state`, ({ operating }) => operating === 'online');
  }
}, 30_000);

afterAll(async () => {
  await observer?.close();
  await gateway?.stop();
  await server?.close();
  for (const simulator of [board, inputs]) simulator?.close();
  folder.remove();
});

describe('a door on a line that is busy with calls', () => {
  it('is published while the board shows one number after the other, and neither loses anything', async () => {
    let calls = 0;
    let calling = true;
    const board1 = (async () => {
      while (calling) {
        calls += 1;
        const reply = await observer.command('board-1', 'call', { number: `A${calls}`, counter: 1 });
        expect(reply.status).toBe('succeeded');
      }
    })();
    await observer.expect('/device/board-1/event', ({ event }) => event === 'called');
    const opened = performance.now();
    await inputs.actions['open-door']?.({});
    const raised = await observer.expect('/alarm/hall/cabinet-door-open/front', (data) => data['is-cleared'] === false);
    const tookMs = Math.round(performance.now() - opened);
    const callsByThen = calls;
    await inputs.actions['close-door']?.({});
    await observer.expect('/alarm-event', ({ change, alarm }) => change === 'clear' && isDoor(alarm));
    calling = false;
    await board1;
    process.stdout.write(`door opened → published: ${tookMs} ms, with ${callsByThen} calls on the same line\n`);
    expect(raised.message?.data).toMatchObject({ 'x-code': 'TRM-316', 'x-owner': 'security', 'x-verified': true });
    expect(calls).toBeGreaterThan(1);
    expect(JSON.stringify(board.view())).toContain(`A${calls}`);
  });

  it('tells the state and the measurement of the hall', async () => {
    const { message } = await observer.expect('/device/hall/state', ({ temperature }) => temperature === 23.4);
    expect(message?.data).toMatchObject({ service: 'in-service', modules: { mains: { status: 'ok' } } });
  });
});

function isDoor(alarm: unknown): boolean {
  return (alarm as Record<string, unknown> | undefined)?.['alarm-type-id'] === 'cabinet-door-open';
}
