import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LightView } from '../../simulators/signal-light/light-view.js';
import { runCli } from '../support/gateway-process.js';
import { type LiveHall, openLiveHall } from '../support/live-hall.js';

let hall: LiveHall;

/** The stories follow each other through one day: no two of them use one number. */
beforeAll(async () => {
  hall = await openLiveHall({ seed: 7 });
  await hall.online();
  // With a counter open from the first, nobody waits in vain, which would be congestion of its own.
  for (const counter of [1, 2]) await command('hall-sign-on', { counter });
});
afterAll(() => hall?.end());

const command = (name: string, args: Record<string, unknown>) => hall.observer.command('gateway', name, args);
async function draw(service = 'personal'): Promise<string> {
  const { status, result } = await command('hall-ticket', { service });
  expect(status).toBe('succeeded');
  return String(result?.['number']);
}
const press = (pad: 'pad-1' | 'pad-2', key: string) => hall.act(pad, 'press', { key });
const called = (board: string, number: string) =>
  hall.observer.expect(`/device/${board}/event`, (data) => data['event'] === 'called' && data['number'] === number);
const topic = (fits: (data: Record<string, unknown>) => boolean) => hall.observer.expect('gw1/hall', fits);
const alarm = (type: string, cleared: boolean) =>
  hall.observer.expect(`/alarm/gateway/${type}`, (data) => data['is-cleared'] === cleared);

describe('a hall with the centre away', () => {
  it('a ticket comes out, a key is pressed, and the boards show the number', async () => {
    const { result } = await command('hall-ticket', { service: 'personal' });
    expect(result).toMatchObject({ number: 'A001', waitingAhead: 0, printer: 'printer-1', evidence: 'A' });
    expect(hall.shows('printer-1')).toContain('A001');
    await topic((data) => data['waiting'] === 1);
    press('pad-1', 'enter');
    await Promise.all([called('board-hall', 'A001'), called('window-1', 'A001')]);
    expect(hall.shows('board-hall')).toContain('A001');
    expect(hall.shows('window-2')).not.toContain('A001');
    await topic((data) => data['waiting'] === 0 && (data['services'] as { issued: number }[])[0]?.issued === 1);
    await hall.observer.expect('/audit', (data) => data['clientId'] === 'pad-1' && data['command'] === 'hall-call');
    await hall.observer.expect('/device/pad-1/event', (data) => data['action'] === 'next' && data['counter'] === '1');
  });

  it('two keypads at once call two numbers, and a key without a customer none', async () => {
    const numbers = [await draw(), await draw()];
    press('pad-1', 'enter');
    press('pad-2', 'enter');
    await Promise.all([called('window-1', numbers[0] ?? ''), called('window-2', numbers[1] ?? '')]);
    const { result } = await command('hall-call', { counter: 2 });
    expect(result).toEqual({ counter: '2', call: null });
  });

  it('who is served first is seen by the number: a declared priority passes, and is said', async () => {
    await draw();
    const vip = await draw('vip');
    expect(await command('hall-call', { counter: 1 })).toMatchObject({
      result: { counter: '1', call: { number: vip, service: 'vip', passed: 1 } },
    });
    await called('window-1', vip);
    await command('hall-call', { counter: 1 });
  });

  it('without paper in the first printer the second prints; without any, people are told and nobody waits for nothing', async () => {
    hall.act('printer-1', 'paper-out');
    await hall.observer.expect('/device/printer-1/state', (data) => data['paper'] === 'out');
    expect(await command('hall-ticket', { service: 'personal' })).toMatchObject({ result: { printer: 'printer-2' } });
    hall.act('printer-2', 'paper-out');
    await hall.observer.expect('/device/printer-2/state', (data) => data['paper'] === 'out');
    const failed = await command('hall-ticket', { service: 'personal' });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'DEVICE_NOT_READY' } });
    // The number that nobody holds is taken back: nobody waits behind it.
    expect(failed.result).toBeUndefined();
    expect((await command('hall-status', {})).result).toMatchObject({ waiting: 1 });
    await alarm('hall-ticket-not-printed', false);
    expect(await command('hall-ticket', { service: 'personal', paper: false })).toMatchObject({
      status: 'succeeded',
      result: { waitingAhead: 1 },
    });
    for (const printer of ['printer-1', 'printer-2'] as const) {
      hall.act(printer, 'load-paper');
      hall.observer.forget();
      await hall.observer.expect(`/device/${printer}/state`, (data) => data['paper'] === 'ok');
    }
    await draw();
    await alarm('hall-ticket-not-printed', true);
  });

  it('congestion is an alarm and a light, until counters have caught up', async () => {
    // Three wait for two counters from the story before.
    hall.observer.forget();
    for (let count = 0; count < 3; count++) await draw();
    await topic((data) => data['level'] === 1);
    await alarm('hall-congestion', false);
    await until(() => (hall.simulators['light-1'].view() as LightView).color === 'yellow');
    hall.observer.forget();
    for (let count = 0; count < 6; count++) await command('hall-call', { counter: (count % 2) + 1 });
    await topic((data) => data['level'] === 0 && data['waiting'] === 0);
    await alarm('hall-congestion', true);
    await until(() => (hall.simulators['light-1'].view() as LightView).color === 'green');
  });

  it('a board that is dead gets the call when it is back, and meanwhile people know', async () => {
    hall.simulators['window-2'].setFaults({ silent: true });
    hall.observer.forget();
    const number = await draw();
    press('pad-2', 'enter');
    await called('board-hall', number);
    const raised = await alarm('hall-call-not-shown', false);
    expect(raised.message?.data).toMatchObject({ 'perceived-severity': 'minor' });
    hall.simulators['window-2'].setFaults({ silent: false });
    await called('window-2', number);
    expect(hall.shows('window-2')).toContain(number);
    await alarm('hall-call-not-shown', true);
  });

  it('a kill between tickets and calls loses nothing and calls nobody twice', async () => {
    const drawn = [await draw(), await draw(), await draw()];
    press('pad-1', 'enter');
    press('pad-2', 'enter');
    // The kill meets the calls wherever they are: not yet on disk, on disk, or on some board.
    await hall.gateway.kill();
    await hall.start();
    await hall.online('board-hall', 'window-1', 'window-2', 'pad-1', 'pad-2');
    const { result } = await command('hall-status', {});
    const counters = result?.['counters'] as { id: string; serves?: { number: string } }[];
    const waiting = Number(result?.['waiting']);
    const serving = counters.flatMap(({ serves }) => (drawn.includes(serves?.number ?? '') ? [serves?.number] : []));
    expect(serving.length + waiting).toBe(3);
    expect(new Set(serving).size).toBe(serving.length);
    for (const { id, serves } of counters) {
      if (serves) await until(() => hall.shows(id === '1' ? 'window-1' : 'window-2').includes(serves.number));
    }
    const later: unknown[] = [];
    for (let count = 0; count < waiting; count++) {
      later.push((await command('hall-call', { counter: 1 })).result?.['call']);
    }
    const all = [...serving, ...later.map((call) => (call as { number: string }).number)];
    expect(all.sort()).toEqual(drawn);
  });

  it('a counter that closes takes its number from its board', async () => {
    press('pad-1', 'kp-slash');
    await until(() => !/A0\d\d/.test(hall.shows('window-1')));
    expect((await command('hall-status', {})).result?.['openCounters']).toBe(1);
  });

  it('the command line shows it', async () => {
    const { code, stdout } = await runCli(['hall', '--broker', `mqtt://127.0.0.1:${hall.port}`]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/个人业务 +A/);
    expect(stdout).toMatch(/^2 +已签到/m);
    const json = await runCli(['hall', '--json', '--broker', `mqtt://127.0.0.1:${hall.port}`]);
    expect(JSON.parse(json.stdout)).toMatchObject({ mode: 'own', openCounters: 1 });
  });
});

/** What a simulated device shows is seen by looking; nobody tells of it. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it never was so');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
