import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceRows, quietRows, statusRows, unitRows, unitWell, unknownRows } from './mapping-rows.js';
import { pass, type Scene, stage } from './terminal.js';

const services = [
  ...['CardReader', 'Printer', 'CashAcceptor', 'CashDispenser', 'PinPad', 'Auxiliaries', 'VendorMode'],
  ...['TextTerminal', 'BarcodeReader', 'CardDispenser'],
];

/** Everything is told by both envelopes alike (terminal-health.md 9.5 test 2). */
describe.each(['2021-1', '2023'] as const)('what a terminal of %s says, and the alarm it means (9.4)', (envelope) => {
  let scene: Scene;
  // Sensors a terminal has not at its start cannot be registered for, and every one is wanted here.
  const absent = ['internalTamperSensor', 'cabinetFrontDoor', 'cabinetRearDoor', 'cabinetLeftDoor', 'cabinetRightDoor'];
  beforeAll(async () => {
    scene = await stage({ envelope, services: [...services] });
    for (const sensor of absent)
      await scene.act('set', { path: `auxiliaries.${sensor}`, value: sensor.endsWith('Door') ? 'closed' : 'off' });
    await scene.act('set', { path: 'auxiliaries.vandalShield', value: 'closed' });
    await scene.ready();
  });
  afterAll(() => scene.end());

  const change = (path: string, value: unknown, service?: string) =>
    scene.act('set', { path, value, ...(service ? { service } : {}) });
  const raisedAs = async (type: string, qualifier: string) => {
    await scene.until(() => scene.last(type, qualifier)?.active === true, `${type}/${qualifier}`);
    return scene.last(type, qualifier);
  };
  const over = (type: string, qualifier: string) =>
    scene.until(() => scene.last(type, qualifier)?.active === false, `the end of ${type}/${qualifier}`);

  it('is well at first: every service is heard and nothing is active', () => {
    expect(scene.active()).toEqual([]);
    expect(scene.seen.state).toMatchObject({ reachable: true, service: 'in-service' });
    const heard = scene.seen.state['xfs4iot'] as { services: Record<string, { connected: boolean }> };
    expect(Object.keys(heard.services).sort()).toEqual([...services].sort());
    expect(Object.values(heard.services).every(({ connected }) => connected)).toBe(true);
  });

  it.each(
    statusRows.filter(({ only = envelope }) => only === envelope).map((row) => [row.path, row.value, row] as const),
  )('%s = %s', async (path, value, { well, service, alarm, qualifier, severity }) => {
    await change(path, value, service);
    const told = await raisedAs(alarm, qualifier);
    expect(told?.severity).toBe(severity);
    expect(told?.detail).toContain(`= ${value}`);
    expect(scene.active()).toEqual([`${alarm}/${qualifier}`]);
    await change(path, well, service);
    await over(alarm, qualifier);
    expect(scene.active()).toEqual([]);
  });

  it.each(deviceRows)('common.device of %s', async (service, lost, broken, qualifier) => {
    for (const value of ['offline', 'powerOff', 'noDevice', 'hardwareError']) {
      const alarm = value === 'hardwareError' ? broken : lost;
      await change('common.device', value, service);
      const told = await raisedAs(alarm, qualifier);
      expect(told?.detail).toContain(`common.device = ${value}`);
      expect(told?.severity).toBeUndefined();
      expect(scene.active()).toEqual([`${alarm}/${qualifier}`]);
      await change('common.device', 'online', service);
      await over(alarm, qualifier);
    }
  });

  it.each(deviceRows)(
    '%s busy, starting or in use: nothing for 120 s, then a warning',
    async (service, _lost, broken, qualifier) => {
      for (const value of ['deviceBusy', 'starting', 'userError']) {
        await change('common.device', value, service);
        await pass(scene.clock, 119_000, 5_000);
        await scene.poll();
        expect(scene.active()).toEqual([]);
        await pass(scene.clock, 2_000);
        await scene.poll();
        expect(scene.last(broken, qualifier)).toMatchObject({ active: true, severity: 'warning' });
        expect(scene.active()).toEqual([`${broken}/${qualifier}`]);
        await change('common.device', 'online', service);
        await over(broken, qualifier);
      }
    },
  );

  it.each(['fraudAttempt', 'potentialFraud', 'deviceDetected'])('fraud: %s, at once', async (kind) => {
    await scene.act('fraud', { service: 'CardReader', kind });
    await raisedAs('fraud-device-suspected', 'card-reader');
    expect(scene.active()).toEqual(['fraud-device-suspected/card-reader']);
    await scene.act('fraud', { service: 'CardReader', kind: 'none' });
    await over('fraud-device-suspected', 'card-reader');
  });

  it.each(
    unitRows.filter(({ only = envelope }) => only === envelope).map((row) => [row.unit, row.patch, row] as const),
  )('unit %s %j', async (unit, patch, { alarm, severity }) => {
    await scene.act('storage', { unit, ...patch });
    const told = await raisedAs(alarm, unit);
    expect(told?.severity).toBe(severity);
    expect(told?.detail).toContain(unit);
    expect(scene.active()).toEqual([`${alarm}/${unit}`]);
    await scene.act('storage', { unit, ...unitWell });
    await over(alarm, unit);
    expect(scene.active()).toEqual([]);
  });

  it('low to empty and back is one alarm with another severity', async () => {
    const severities: unknown[] = [];
    for (const replenishment of ['low', 'empty', 'low']) {
      const before = scene.last('cash-cassette-low-or-empty', 'unitCass1');
      await scene.act('storage', { unit: 'unitCass1', replenishment });
      await scene.until(() => scene.last('cash-cassette-low-or-empty', 'unitCass1')?.detail !== before?.detail);
      const now = scene.last('cash-cassette-low-or-empty', 'unitCass1');
      expect(now?.active).toBe(true);
      severities.push(now?.severity);
    }
    expect(severities).toEqual(['minor', 'major', 'minor']);
    await scene.act('storage', { unit: 'unitCass1', ...unitWell });
    await over('cash-cassette-low-or-empty', 'unitCass1');
  });

  it.each([
    ['unitBox', 'empty'],
    ['unitBox', 'low'],
    ['unitCass1', 'full'],
    ['unitCass1', 'high'],
  ])('%s %s is as it should be', async (unit, replenishment) => {
    const seen = scene.seen.alarms.length;
    await scene.act('storage', { unit, replenishment });
    await scene.until(() =>
      scene.seen.alarms.slice(seen).some(({ detail }) => detail?.includes(`replenishment ${replenishment}`)),
    );
    expect(scene.active()).toEqual([]);
    await scene.act('storage', { unit, ...unitWell });
  });

  it.each(['notEmpty', 'notEmptyCustomer', 'notEmptyUnknown'])(
    'notes in the stacker, %s: after 120 s idle',
    async (value) => {
      await change('cashDispenser.intermediateStacker', value);
      await pass(scene.clock, 119_000, 5_000);
      await scene.poll();
      expect(scene.active()).toEqual([]);
      await pass(scene.clock, 2_000);
      await scene.poll();
      expect(scene.active()).toEqual(['cash-dispenser-fault/cash-dispenser-stacker']);
      await change('cashDispenser.intermediateStacker', 'empty');
      await over('cash-dispenser-fault', 'cash-dispenser-stacker');
    },
  );

  it.each(quietRows.map(([path, value, module, status, service]) => ({ path, value, module, status, service })))(
    '$path = $value has no code: the module shows it',
    async ({ path, value, module, status, service }) => {
      await change(path, value, service);
      const moduleOf = () =>
        (scene.seen.state['modules'] as Record<string, { status: string; detail?: string }>)[module];
      await scene.until(() => moduleOf()?.status === status, `${module} ${status}`);
      expect(moduleOf()?.detail).toContain(`= ${value}`);
      expect(scene.active()).toEqual([]);
      expect(scene.seen.state['service']).toBe('degraded');
      await scene.act('set', {
        path,
        value: path === 'common.devicePosition' ? 'inPosition' : path === 'common.antiFraudModule' ? 'ok' : null,
        ...(service ? { service } : {}),
      });
      await scene.until(() => scene.seen.state['service'] === 'in-service');
    },
  );

  it.each(unknownRows.map(([path, bad, alarm, qualifier, service]) => ({ path, bad, alarm, qualifier, service })))(
    '$path unknown after $bad says nothing',
    async ({ path, bad, alarm, qualifier, service }) => {
      await change(path, bad, service);
      await raisedAs(alarm, qualifier);
      await change(path, 'unknown', service);
      await scene.poll();
      await scene.poll();
      expect(scene.last(alarm, qualifier)?.active).toBe(true);
      const well = statusRows.find((row) => row.path === path)?.well;
      await change(path, well, service);
      await over(alarm, qualifier);
    },
  );

  it.each([
    [
      'printer.paper.upper',
      'out',
      'PaperThresholdEvent',
      { paperSource: 'upper', threshold: 'out' },
      'printer-paper-out/printer-upper',
    ],
    [
      'printer.paper.lower',
      'low',
      'PaperThresholdEvent',
      { paperSource: 'lower', threshold: 'low' },
      'printer-paper-low/printer-lower',
    ],
    ['printer.toner', 'low', 'TonerThresholdEvent', { state: 'low' }, 'printer-supply-low/printer-toner'],
    ['printer.ink', 'out', 'InkThresholdEvent', { state: 'out' }, 'printer-supply-low/printer-ink'],
  ])('%s %s by Printer.%s alone', async (_path, _value, name, payload, key) => {
    await scene.act('say', { service: 'Printer', name: `Printer.${name}`, payload });
    await scene.until(() => scene.active().includes(key), key);
    // A full status says what is so.
    await scene.act('say', { service: 'Printer', name: 'Printer.RetractBinStatusEvent', payload: {} });
    await pass(scene.clock, 1_000);
    await scene.until(() => scene.active().length === 0, 'nothing active');
  });

  it('the retract bin by an event that only hints', async () => {
    if (envelope === '2021-1')
      await scene
        .act('set', { path: 'printer.retractBins', value: [{ state: 'full', count: 20 }] })
        .catch(() => change('printer.retractBins.0.state', 'full'));
    else await scene.act('storage', { unit: 'unitRetract', replenishment: 'full', quiet: true });
    await scene.act('retract-bin-threshold', { state: 'full' });
    await pass(scene.clock, 1_000);
    await scene.until(() => scene.active().some((key) => key.startsWith('printer-retract-bin-full/')));
    await scene.act('recover');
    await pass(scene.clock, 5_000);
    await scene.poll();
    await scene.until(() => scene.active().length === 0);
  });

  it('sends nothing but the six commands', () => {
    const allowed = [
      'Auxiliaries.Register',
      'Common.Capabilities',
      'Common.SetVersions',
      'Common.Status',
      'ServicePublisher.GetServices',
      'Storage.GetStorage',
    ];
    expect(scene.commands().filter((name) => !allowed.includes(name))).toEqual([]);
  });
});
