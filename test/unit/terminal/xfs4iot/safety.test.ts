import { afterEach, expect, it } from 'vitest';
import { allowedCommands } from '../../../../drivers/terminal/xfs4iot/commands.js';
import { deviceRows, quietRows, statusRows, unitRows, unitWell } from './mapping-rows.js';
import { pass, type Scene, stage } from './terminal.js';

const services = [
  'CardReader',
  'Printer',
  'CashAcceptor',
  'CashDispenser',
  'PinPad',
  'Auxiliaries',
  'VendorMode',
  'CardDispenser',
];
const scenes: Scene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.end();
});

/** Everything that can be wrong with a terminal, one after the other; each is put right again. */
function* troubles(scene: Scene, envelope: string): Generator<() => Promise<unknown>> {
  const set = (path: string, value: unknown, service?: string) => () =>
    scene.act('set', { path, value, ...(service ? { service } : {}) });
  for (const { path, value, well, service, only = envelope } of statusRows) {
    if (only !== envelope) continue;
    yield set(path, value, service);
    yield set(path, well, service);
  }
  for (const [path, value, , , service] of quietRows) if (!path.startsWith('barcode')) yield set(path, value, service);
  for (const [service] of deviceRows) {
    for (const value of [
      'offline',
      'powerOff',
      'noDevice',
      'hardwareError',
      'userError',
      'deviceBusy',
      'fraudAttempt',
      'potentialFraud',
      'starting',
      'online',
    ]) {
      yield set('common.device', value, service);
    }
    if (service !== 'CashDispenser') continue;
    for (const action of ['reset', 'softwareError', 'configuration', 'clear', 'maintenance', 'suspend', null]) {
      for (const eventId of ['hardware', 'software', 'user', 'fraudAttempt'])
        yield () => scene.act('error-event', { service, eventId, action });
    }
  }
  for (const { unit, patch, only = envelope } of unitRows) {
    if (only !== envelope) continue;
    yield () => scene.act('storage', { unit, ...patch });
    yield () => scene.act('storage', { unit, ...unitWell });
  }
  for (const failure of [
    'empty',
    'error',
    'full',
    'locked',
    'invalid',
    'config',
    'notConfigured',
    'feedModuleProblem',
    'physicalLocked',
    'physicalUnlocked',
  ]) {
    yield () => scene.act('storage-error', { service: 'CashDispenser', unit: 'unitCass1', failure });
  }
  for (const name of [
    'CardReader.MediaInsertedEvent',
    'CashAcceptor.InputRefuseEvent',
    'Keyboard.KeyEvent',
    'Common.NonceClearedEvent',
    'X',
  ]) {
    yield () =>
      scene.act('say', {
        service: 'CardReader',
        name,
        payload: { header: { type: 'command', name: 'CardReader.Reset' } },
      });
  }
  for (const state of ['enterPending', 'active', 'exitPending', 'inactive'])
    yield () => scene.act('vendor-mode', { state });
  for (const on of [true, false]) yield () => scene.act('exchange', { service: 'CashAcceptor', on });
  for (const service of services) {
    yield () => scene.act('drop-service', { service });
    yield () => scene.act('bring-service', { service });
  }
  for (const mode of [
    'no-acknowledge',
    'no-completion',
    'close-on-command',
    'half-message',
    'not-json',
    'not-a-message',
    'huge-message',
    'refuse-upgrade',
  ]) {
    yield () => scene.act('trouble', { mode });
    yield () => scene.act('restart');
    yield () => scene.act('recover');
  }
  yield () => scene.act('advertise', { host: '10.9.9.9:1' });
  yield () => scene.act('services-null', { on: true });
  yield () => scene.act('close-publisher');
  yield () => scene.act('recover');
}

it.each(['2021-1', '2023'] as const)(
  'one hour of every trouble in turn, %s: nothing but the six commands ever leaves (9.5 test 10)',
  async (envelope) => {
    const scene = await stage({ envelope, services }, { commandTimeoutMs: 2_000, pollIntervalMs: 60_000 });
    scenes.push(scene);
    await scene.ready();
    const started = scene.clock.monotonic();
    let sincePoll = 0;
    for (const trouble of troubles(scene, envelope)) {
      await trouble();
      await pass(scene.clock, 500, 500);
      sincePoll += 1;
      if (sincePoll % 10 === 0) await scene.poll().catch(() => undefined);
    }
    while (scene.clock.monotonic() - started < 3_600_000) {
      await pass(scene.clock, 60_000, 10_000);
      await scene.poll().catch(() => undefined);
    }
    const { commands } = scene.terminal.view() as { commands: Record<string, number> };
    expect(Object.keys(commands).filter((name) => !(allowedCommands as readonly string[]).includes(name))).toEqual([]);
    for (const { text } of scene.terminal.received)
      expect(JSON.parse(text)).toMatchObject({ header: { type: 'command' } });
    // Something was asked all the time, or the hour would prove nothing.
    expect(commands['Common.Status']).toBeGreaterThan(100);
    expect(commands['Storage.GetStorage']).toBeGreaterThan(50);
    await scene.act('recover');
    await pass(scene.clock, 120_000, 2_000);
    await scene.poll();
    await scene.poll();
    expect(scene.active()).toEqual([]);
    expect(scene.seen.state).toMatchObject({ reachable: true, service: 'in-service' });
  },
  240_000,
);
