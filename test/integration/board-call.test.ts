import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator } from '../../simulators/registry.js';
import { type RunningServer, serveTcp } from '../../simulators/server.js';
import type { Simulator } from '../../simulators/simulator.js';
import { createWorld } from '../../simulators/world.js';
import { type RunningBranch, startRunningBranch } from '../support/branch.js';

let running: RunningBranch;
let board3: Simulator;
let server: RunningServer;

/** Two boards on one line as everywhere, and one on a line of its own. */
beforeAll(async () => {
  board3 = createSimulator('led-board/onbon', createWorld({ seed: 9 }), { address: 3, width: 64, height: 32 });
  server = await serveTcp(board3, { host: '127.0.0.1', port: 0 });
  running = await startRunningBranch({
    more: `  - { id: board-3, class: led-board, driver: onbon, link: { type: tcp, host: 127.0.0.1, port: ${server.port} }, options: { address: 3, width: 64, height: 32, callText: { zh: "{number}", en: "{number}" } } }
calls:
  - { boards: [board-1] }
  - { counters: [2], boards: [board-2] }
  - { counters: [3], boards: [board-3] }
`,
  });
  await running.online('board-1', 'board-2', 'board-3');
});

afterAll(async () => {
  await running?.end();
  board3.close();
  await server.close();
});

const shows = (id: string) => JSON.stringify((id === 'board-3' ? board3 : running.branch.simulators[id])?.view());
const called = (board: string, number: string) =>
  running.observer.expect(`/device/${board}/event`, ({ event, number: it }) => event === 'called' && it === number);
const boardCall = (args: Record<string, unknown>, id?: string) =>
  running.observer.command('gateway', 'board-call', args, id === undefined ? {} : { id });

describe('a group call in a branch', () => {
  it('lights the boards of its counter together, and no other', async () => {
    const reply = await boardCall({ number: 'A201', counter: 2 });
    expect(reply).toMatchObject({
      status: 'succeeded',
      result: {
        boards: [
          { board: 'board-1', verified: 'acknowledged', text: expect.stringContaining('A201') },
          { board: 'board-2', verified: 'acknowledged', text: expect.stringContaining('A201') },
        ],
      },
    });
    expect(shows('board-1')).toContain('A201');
    expect(shows('board-2')).toContain('A201');
    expect(shows('board-3')).not.toContain('A201');
    for (const board of ['board-1', 'board-2']) await called(board, 'A201');
  });

  it('lights those that it names', async () => {
    const reply = await boardCall({ number: 'A202', counter: '2', boards: ['board-3'] });
    expect(reply).toMatchObject({ status: 'succeeded', result: { boards: [{ board: 'board-3', text: 'A202' }] } });
    expect(shows('board-3')).toContain('A202');
    expect(shows('board-1')).not.toContain('A202');
  });

  it('to a board that is not there, is refused with what is', async () => {
    expect(await boardCall({ number: 'A203', counter: 2, boards: ['board-9'] })).toMatchObject({
      status: 'rejected',
      error: {
        code: 'COMMAND_ARGS_INVALID',
        field: 'args.boards[0]',
        message: expect.stringContaining('allowed: board-1, board-2, board-3'),
      },
    });
  });

  it('a silent board delays neither the other nor the next group call, and the reply says which it was', async () => {
    const { observer } = running;
    board3.setFaults({ silent: true });
    const first = boardCall({ number: 'A301', counter: 3 }, 'first');
    const second = boardCall({ number: 'A302', counter: 1 }, 'second');
    expect(await first).toMatchObject({
      status: 'failed',
      error: { code: 'DEVICE_PARTLY_DONE', message: expect.stringMatching(/^1 of 2 boards do not show it: board-3: /) },
      result: {
        boards: [
          { board: 'board-1', text: expect.stringContaining('A301') },
          { board: 'board-3', error: { code: expect.any(String), message: expect.any(String) } },
        ],
      },
    });
    expect(await second).toMatchObject({ status: 'succeeded' });
    const at = (end: string, field: string, value: string) =>
      observer.seen.findIndex(({ topic, message }) => topic.endsWith(end) && message?.data[field] === value);
    const order = [
      at('/device/board-1/event', 'number', 'A301'),
      at('/device/board-1/event', 'number', 'A302'),
      at('/reply/second', 'status', 'succeeded'),
      at('/reply/first', 'status', 'failed'),
    ];
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(shows('board-1')).toContain('A302');
    board3.setFaults({ silent: false });
  });
});
