import { afterEach, describe, expect, it } from 'vitest';
import { contactRule } from '../../../../drivers/terminal/xfs4iot/session.js';
import { type DriverOptions, follow, pass, type Scene, stage, type UnitOptions } from './terminal.js';

const scenes: Scene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0).reverse()) await scene.end();
});
async function open(unit: UnitOptions = {}, driver: DriverOptions = {}): Promise<Scene> {
  const scene = await stage(unit, driver);
  scenes.push(scene);
  await scene.ready();
  return scene;
}

const module = (scene: Scene, name: string) =>
  (scene.seen.state['modules'] as Record<string, { status: string; detail?: string }>)[name];
/** Three active alarms of a printer. */
async function breakPrinter(scene: Scene): Promise<string[]> {
  await scene.act('set', { path: 'printer.paper.upper', value: 'out' });
  await scene.act('set', { path: 'printer.media', value: 'jammed' });
  await scene.act('set', { path: 'printer.toner', value: 'low' });
  await scene.until(() => scene.active().length === 3);
  return scene.active();
}

describe('one service is lost while the others live', () => {
  it('its module is unknown, its alarms stay as they are, and come right when it is back', async () => {
    const scene = await open();
    const raised = await breakPrinter(scene);
    await scene.act('drop-service', { service: 'Printer', listed: true });
    await scene.until(() => module(scene, 'receipt-printer')?.status === 'unknown');
    expect(module(scene, 'card-reader')?.status).toBe('ok');
    const told = scene.seen.alarms.length;
    await pass(scene.clock, 60_000, 1_000);
    for (let poll = 0; poll < 5; poll++) await scene.poll();
    expect(scene.active()).toEqual(raised);
    // Nothing at all is said of them: not that they are over, and not that they were seen.
    expect(scene.seen.alarms.slice(told).filter(({ type }) => type.startsWith('printer-'))).toEqual([]);
    expect(scene.unverified()).toEqual(raised);
    await scene.act('set', { path: 'printer.media', value: 'notPresent' });
    await scene.act('bring-service', { service: 'Printer' });
    await pass(scene.clock, 70_000, 1_000);
    await scene.until(() => scene.last('printer-paper-jam', 'printer-media')?.active === false);
    expect(scene.active()).toEqual(raised.filter((key) => !key.startsWith('printer-paper-jam')));
    expect(module(scene, 'receipt-printer')?.status).toBe('fail');
    expect(scene.unverified()).toEqual([]);
  });

  it('its publisher does not name it any more: unknown all the same', async () => {
    const scene = await open();
    const raised = await breakPrinter(scene);
    await scene.act('drop-service', { service: 'Printer' });
    await pass(scene.clock, 320_000, 10_000);
    await scene.poll();
    expect(module(scene, 'receipt-printer')?.status).toBe('unknown');
    expect(scene.active()).toEqual(raised);
  });

  it('all of them: the terminal is out of service, until one is back', async () => {
    const services = ['CardReader', 'Printer'];
    const scene = await open({ services });
    for (const service of services) await scene.act('drop-service', { service, listed: true });
    await pass(scene.clock, 1_000);
    await scene.poll();
    expect(scene.active()).toEqual(['terminal-out-of-service/']);
    expect(scene.seen.state['service']).toBe('out-of-service');
    await scene.act('bring-service', { service: 'Printer' });
    await pass(scene.clock, 70_000, 1_000);
    await scene.poll();
    expect(scene.active()).toEqual([]);
    expect(scene.seen.state['service']).toBe('in-service');
  });

  it('all of them say offline: the same', async () => {
    const services = ['CardReader', 'Printer'];
    const scene = await open({ services });
    for (const service of services) await scene.act('set', { path: 'common.device', value: 'offline', service });
    await pass(scene.clock, 1_000);
    await scene.poll();
    expect(scene.active()).toEqual([
      'card-reader-fault/card-reader',
      'printer-offline/printer',
      'terminal-out-of-service/',
    ]);
  });
});

describe('the publisher', () => {
  it('closes while the host is alive: the application is lost after three looks, and nothing else is said', async () => {
    const scene = await open();
    const raised = await breakPrinter(scene);
    await scene.act('close-publisher');
    for (let look = 1; look <= 3; look++) {
      expect(scene.active()).toEqual(raised);
      await scene.poll();
      if (look < 3) expect(scene.session.pollIntervalMs).toBe(contactRule.confirmIntervalMs);
    }
    expect(scene.active()).toEqual([...raised, 'terminal-heartbeat-lost/'].sort());
    expect(scene.unverified()).toEqual(raised);
    expect(scene.last('terminal-heartbeat-lost', '')?.detail).toContain('no service publisher on 1 ports');
    expect(scene.seen.state).toMatchObject({ reachable: true, service: 'out-of-service' });
    expect(module(scene, 'receipt-printer')?.status).toBe('unknown');
    await scene.act('open-publisher');
    await scene.poll();
    expect(scene.last('terminal-heartbeat-lost', '')?.active).toBe(true);
    await scene.poll();
    expect(scene.last('terminal-heartbeat-lost', '')?.active).toBe(false);
    await scene.until(() => module(scene, 'receipt-printer')?.status === 'fail');
    expect(scene.active()).toEqual(raised);
  });

  it('is gone with the whole host: the poll throws, nothing is cleared, and all is verified on return', async () => {
    const scene = await open();
    const raised = await breakPrinter(scene);
    await scene.act('pull-cable');
    const told = scene.seen.alarms.length;
    for (let look = 0; look < 3; look++) {
      await expect(scene.poll()).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    }
    await expect(scene.identify()).rejects.toThrow('none of 1 ports answers');
    expect(scene.seen.alarms.slice(told)).toEqual([]);
    expect(scene.seen.state).toMatchObject({ reachable: false, service: 'unknown' });
    expect(scene.active()).toEqual(raised);
    await scene.act('recover');
    await scene.act('set', { path: 'printer.paper.upper', value: 'out' });
    await scene.identify();
    await scene.poll();
    await scene.until(() => scene.active().length === 1);
    expect(scene.active()).toEqual(['printer-paper-out/printer-upper']);
    expect(scene.seen.state['reachable']).toBe(true);
  });

  it('answers no ping any more: cut, and looked for anew', async () => {
    const scene = await open();
    await scene.act('trouble', { mode: 'frozen' });
    await scene.poll();
    await scene.poll();
    await scene.poll();
    expect(scene.active()).toEqual(['terminal-heartbeat-lost/']);
    await scene.act('recover');
    await scene.poll();
    await scene.poll();
    await scene.until(() => scene.active().length === 0);
  });

  it('has no services yet: they are met later', async () => {
    const scene = await stage();
    scenes.push(scene);
    await scene.act('services-null', { on: true });
    await scene.ready();
    expect(scene.seen.state['modules']).toEqual({ application: { status: 'ok', source: 'xfs4iot' } });
    expect(scene.active()).toEqual([]);
    await scene.act('services-null', { on: false });
    await scene.poll();
    expect(module(scene, 'card-reader')?.status).toBe('ok');
  });
});

describe('after a restart of the gateway', () => {
  it('what a service that is away had raised stays; what is over is said when it is back', async () => {
    const scene = await open();
    await breakPrinter(scene);
    await scene.poll();
    const { stored } = scene.seen;
    await scene.act('drop-service', { service: 'Printer', listed: true });
    const next = follow({ clock: scene.clock, terminal: scene.terminal, port: scene.port, stored });
    await next.ready();
    for (let poll = 0; poll < 3; poll++) await next.poll();
    expect(next.seen.alarms.filter(({ type }) => type.startsWith('printer-'))).toEqual([]);
    // While it is away the toner sensor is taken out: what was raised of it would never be told over by its value.
    await scene.act('set', { path: 'printer.toner', value: null });
    await scene.act('set', { path: 'printer.media', value: 'notPresent' });
    await scene.act('bring-service', { service: 'Printer' });
    await pass(scene.clock, 70_000, 1_000);
    await next.until(() => next.last('printer-supply-low', 'printer-toner')?.active === false);
    expect(next.last('printer-supply-low', 'printer-toner')?.detail).toBe('what it was about is no longer there');
    expect(next.last('printer-paper-jam', 'printer-media')?.active).toBe(false);
    expect(next.last('printer-paper-out', 'printer-upper')?.active).toBe(true);
    await next.end();
  });

  it.each([undefined, null, 'text', { raised: 7 }, { raised: { Printer: ['x'] } }])(
    'a memory of %j is nothing',
    async (stored) => {
      const scene = await stage({ services: ['Printer'] }, {}, stored);
      scenes.push(scene);
      await scene.ready();
      expect(scene.active()).toEqual([]);
    },
  );
});

describe('modes that keep equipment alarms quiet', () => {
  it.each([
    [
      'exchange',
      ['exchange', { service: 'CashDispenser', on: true }],
      ['exchange', { service: 'CashDispenser', on: false }],
    ],
    ['vendor-mode', ['vendor-mode', { state: 'active' }], ['vendor-mode', { state: 'inactive' }]],
    [
      'vendor-mode',
      ['set', { path: 'auxiliaries.operatorSwitch', value: 'maintenance' }],
      ['set', { path: 'auxiliaries.operatorSwitch', value: 'run' }],
    ],
    [
      'vendor-mode',
      ['set', { path: 'auxiliaries.operatorSwitch', value: 'supervisor' }],
      ['set', { path: 'auxiliaries.operatorSwitch', value: 'run' }],
    ],
  ] as const)('%s by %j', async (mode, [begin, beginArgs], [end, endArgs]) => {
    const scene = await open();
    await scene.act(begin, beginArgs);
    await scene.until(
      () =>
        scene.seen.modes.at(-1)?.startsWith(`${mode}: `) === true ||
        scene.seen.modes.at(-2)?.startsWith(`${mode}: `) === true,
    );
    expect(scene.seen.state['service']).toBe('maintenance');
    await scene.act(end, endArgs);
    await scene.until(() => scene.seen.state['service'] === 'in-service');
    expect(scene.seen.modes.slice(-2)).toEqual(['exchange', 'vendor-mode']);
  });
});

describe('who has to act', () => {
  const event = (action: string | null, eventId = 'hardware') => ({
    service: 'CashDispenser',
    eventId,
    action,
    vendorDescription: 'belt 3',
  });
  it.each([
    ['clear', 'flm'],
    ['maintenance', 'slm'],
    ['configuration', 'it'],
    ['softwareError', 'it'],
    ['reset', undefined],
  ])('action %s → %s', async (action, owner) => {
    const scene = await open();
    await scene.act('error-event', event(action));
    await scene.until(() => scene.active().length === 1);
    const told = scene.last('cash-dispenser-fault', 'cash-dispenser');
    expect(told).toMatchObject({ active: true });
    expect(told?.owner).toBe(owner);
    expect(told?.detail).toContain(`action ${action} "belt 3"`);
    await scene.poll();
    expect(
      (scene.seen.state['xfs4iot'] as { services: Record<string, { actor?: string }> }).services['CashDispenser']
        ?.actor,
    ).toBe(owner);
    // Its device says that it is well: over, at the next full status.
    await pass(scene.clock, 310_000, 10_000);
    await scene.poll();
    await scene.until(() => scene.active().length === 0);
  });

  it('suspend: it recovers on its own, nothing yet; then a warning', async () => {
    const scene = await open();
    await scene.act('set', { path: 'common.device', value: 'deviceBusy', service: 'CashDispenser' });
    await scene.act('error-event', event('suspend'));
    await scene.act('set', { path: 'common.device', value: 'offline', service: 'CashDispenser' });
    await pass(scene.clock, 110_000, 5_000);
    await scene.poll();
    expect(scene.active()).toEqual([]);
    await pass(scene.clock, 20_000, 5_000);
    await scene.poll();
    expect(scene.active()).toEqual(['cash-dispenser-fault/cash-dispenser']);
  });

  it('fraud by an event: security, at once, whoever is named', async () => {
    const scene = await open();
    await scene.act('error-event', event('clear', 'fraudAttempt'));
    await scene.until(() => scene.active().includes('fraud-device-suspected/cash-dispenser'));
    expect(scene.active()).toEqual(['fraud-device-suspected/cash-dispenser']);
    // Not over with the status that is asked for right after it.
    await pass(scene.clock, 30_000, 5_000);
    await scene.poll();
    expect(scene.active()).toEqual(['fraud-device-suspected/cash-dispenser']);
  });

  it('a device that says that it is well ends it', async () => {
    const scene = await open();
    await scene.act('error-event', event('maintenance'));
    await scene.act('set', { path: 'common.device', value: 'hardwareError', service: 'CashDispenser' });
    await scene.until(() => scene.active().length === 1);
    await scene.act('set', { path: 'common.device', value: 'online', service: 'CashDispenser' });
    await scene.until(() => scene.active().length === 0);
  });
});
