import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnbon } from '../../simulators/led-board/onbon.js';
import type { BoardView } from '../../simulators/led-board/onbon-view.js';
import { type RunningServer, serveTcp } from '../../simulators/server.js';
import { createSharedLine } from '../../simulators/shared-line.js';
import { createWorld } from '../../simulators/world.js';
import { root } from '../support/branch.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { type Observer, observe } from '../support/observer.js';

const ids = ['hall', 'window-1', 'window-2', 'window-3'];
const cards = ids.map((_, index) =>
  createOnbon(createWorld({ seed: 50 + index }), { address: index + 1, width: 192, height: 32 }),
);
const line = createSharedLine({ world: createWorld({ seed: 60 }), members: cards });
const folder = temporaryFolder();
let server: RunningServer;
let gateway: GatewayProcess;
let observer: Observer;

/** Four boards of two zones each on one line, polled every second. */
function yaml(port: number): string {
  const zones =
    'zones: { main: { x: 0, y: 0, width: 192, height: 16 }, notice: { x: 0, y: 16, width: 192, height: 16 } }';
  const device = (id: string, index: number) =>
    `  - { id: ${id}, class: led-board, driver: onbon, bus: rs485-1, options: { address: ${index + 1}, width: 192, height: 32, pollIntervalMs: 1000, replyTimeoutMs: 300, ${zones} } }`;
  return `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1, language: zh }
broker: { host: 127.0.0.1, port: ${port} }
buses:
  - { id: rs485-1, link: { type: tcp, host: 127.0.0.1, port: ${server.port} } }
devices:
${ids.map(device).join('\n')}
calls:
  - { boards: [hall, window-1, window-2, window-3] }
`;
}

beforeAll(async () => {
  server = await serveTcp(line, { host: '127.0.0.1', port: 0 });
  const port = await freePort();
  gateway = await startGatewayProcess({ folder: folder.path, yaml: yaml(port) });
  observer = await observe(port, root);
  await Promise.all(ids.map((id) => seen(id, ({ operating }) => operating === 'online')));
});

afterAll(async () => {
  await observer?.close();
  await gateway?.stop();
  line.close();
  await server.close();
  folder.remove();
});

type State = Record<string, unknown>;
type Zones = Readonly<Record<string, { readonly text: string; readonly verified: string }>>;

const seen = (id: string, fits: (state: State) => boolean, ms = 15_000) =>
  observer.expect(`/device/${id}/state`, fits, ms);
const zonesOf = (state: State) => (state['zones'] ?? {}) as Zones;
/** What the retained state says now, as a consumer that has just come would get it. */
const stateOf = (id: string) => observer.last(`/device/${id}/state`)?.message?.data as State;
const areas = (id: string) => (cards[ids.indexOf(id)]!.view() as BoardView).areas.map(({ text }) => text);
const call = (number: string) => observer.command('gateway', 'board-call', { number, counter: 3 });

describe('four boards on one line', () => {
  it('show a group call, and each state says of each zone what stands there and how sure it is', async () => {
    expect(await observer.command('hall', 'show', { text: '今日开放外汇窗口', zone: 'notice' })).toMatchObject({
      status: 'succeeded',
      result: { zone: 'notice', verified: 'acknowledged' },
    });
    expect(await call('A101')).toMatchObject({ status: 'succeeded' });
    for (const id of ids) expect(areas(id)).toContain('请A101号到3号窗口');
    const main = { text: '请A101号到3号窗口', verified: 'acknowledged' };
    await seen('hall', (state) => zonesOf(state)['main']?.text === main.text);
    expect(stateOf('hall')).toMatchObject({
      verified: 'acknowledged',
      zones: { main, notice: { text: '今日开放外汇窗口', verified: 'acknowledged' } },
    });
    expect(zonesOf(stateOf('window-1'))).toEqual({ main });
  });

  it('a silent one and one without power: the others show the call, the reply and the states tell which', async () => {
    const [, silent, dark] = cards;
    observer.forget();
    silent!.setFaults({ silent: true });
    dark!.setFaults({ unplugged: true });
    dark!.restart();
    const reply = await call('A102');
    expect(reply).toMatchObject({
      status: 'failed',
      error: { code: 'DEVICE_PARTLY_DONE', message: expect.stringContaining('2 of 4 boards do not show it') },
      result: {
        boards: [
          { board: 'hall', verified: 'acknowledged' },
          { board: 'window-1', error: { code: 'TRANSPORT_REPLY_TIMEOUT' } },
          { board: 'window-2', error: { code: 'TRANSPORT_REPLY_TIMEOUT' } },
          { board: 'window-3', verified: 'acknowledged' },
        ],
      },
    });
    for (const id of ['hall', 'window-3']) expect(areas(id)).toContain('请A102号到3号窗口');
    // Neither is believed any more, whatever it showed.
    for (const id of ['window-1', 'window-2']) {
      await seen(id, (state) => state['verified'] === 'sent' && zonesOf(state)['main']?.verified === 'sent');
      await seen(id, ({ operating }) => operating === 'offline', 20_000);
      await observer.expect(`/alarm/${id}/led-unreachable`, (alarm) => alarm['is-cleared'] === false);
    }
    expect(stateOf('hall')).toMatchObject({ operating: 'online', verified: 'acknowledged' });
  }, 100_000);

  it('when they are back they show no number of before, and the state says so; the next call lights all', async () => {
    const [, silent, dark] = cards;
    observer.forget();
    silent!.setFaults({ silent: false });
    dark!.setFaults({ unplugged: false });
    for (const id of ['window-1', 'window-2']) {
      await seen(id, ({ operating, verified }) => operating === 'online' && verified === 'acknowledged', 90_000);
      expect(areas(id)).toEqual([]);
      expect(zonesOf(stateOf(id))).toEqual({});
    }
    expect(await call('A103')).toMatchObject({ status: 'succeeded' });
    for (const id of ids) expect(areas(id)).toContain('请A103号到3号窗口');
    expect(areas('hall')).toContain('今日开放外汇窗口');
  }, 100_000);
});
