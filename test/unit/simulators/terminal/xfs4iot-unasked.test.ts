import { describe, expect, it } from 'vitest';
import { stand } from './xfs4iot-stand.js';

describe('what changes by itself', () => {
  it('is told to every connection of that service, once, and only what changed', async () => {
    const { client, act } = await stand();
    const [first, second, other] = [
      await client('/CashAcceptor'),
      await client('/CashAcceptor'),
      await client('/CashDispenser'),
    ];
    act('set', { path: 'cashAcceptor.banknoteReader', value: 'inoperable' });
    act('set', { path: 'cashAcceptor.banknoteReader', value: 'inoperable' });
    act('set', { path: 'cashAcceptor.positions.0.shutter', value: 'jammedOpen' });
    for (const each of [first, second]) {
      expect((await each.unsolicited(1)).payload).toEqual({ cashAcceptor: { banknoteReader: 'inoperable' } });
      expect((await each.unsolicited(2)).payload).toEqual({
        cashAcceptor: { positions: [{ position: 'inDefault', shutter: 'jammedOpen' }] },
      });
    }
    await other.ask('Common.Status');
    expect(other.heard).toHaveLength(2);
  });

  it('may tell positions whole', async () => {
    const { client, act } = await stand({ wholePositions: true });
    const dispenser = await client('/CashDispenser');
    act('set', { path: 'cashDispenser.positions.0.shutter', value: 'open' });
    expect((await dispenser.unsolicited()).payload).toEqual({
      cashDispenser: {
        positions: [
          {
            position: 'outDefault',
            shutter: 'open',
            positionStatus: 'empty',
            transport: 'ok',
            transportStatus: 'empty',
          },
        ],
      },
    });
  });

  it('of the sensors only to those who have registered for that one', async () => {
    const { client, act } = await stand();
    const [listener, deaf] = [await client('/Auxiliaries'), await client('/Auxiliaries')];
    const register = (payload: object) => listener.ask('Auxiliaries.Register', payload);
    expect((await register({ cabinetDoor: 'register', UPS: 'register' })).header['completionCode']).toBe('success');
    act('tamper', { on: true });
    act('door', { state: 'open' });
    act('ups', { engaged: true, powering: false });
    expect((await listener.unsolicited(1)).payload).toEqual({ auxiliaries: { cabinetDoor: 'open' } });
    expect((await listener.unsolicited(2)).payload).toEqual({ auxiliaries: { UPS: { engaged: true } } });
    expect((await listener.unsolicited(3)).payload).toEqual({ auxiliaries: { UPS: { powering: false } } });
    await register({ cabinetDoor: 'deregister' });
    act('door', { state: 'closed' });
    expect((await deaf.ask('Common.Status')).payload).toMatchObject({
      auxiliaries: { tamperSensor: 'on', cabinetDoor: 'closed', UPS: { low: false, engaged: true } },
    });
    expect(deaf.heard).toHaveLength(2);
    expect(listener.heard.filter(({ header }) => header['type'] === 'unsolicited')).toHaveLength(3);
  });

  it.each([
    [{ tamperSensor: 'register', vandalShield: 'register' }],
    [{ tamperSensor: 'on' }],
    [{ toaster: 'register' }],
    [{}],
  ])('registers nothing of %j', async (payload) => {
    const { client, act } = await stand();
    const sensors = await client('/Auxiliaries');
    expect((await sensors.ask('Auxiliaries.Register', payload)).header['completionCode']).toBe('invalidData');
    act('tamper', { on: true });
    await sensors.ask('Common.Status');
    expect(sensors.heard.some(({ header }) => header['type'] === 'unsolicited')).toBe(false);
  });

  it.each([
    ['2021-1', (unit: object) => ({ storage: { unitBox: unit } })],
    ['2023', (unit: object) => ({ unitBox: unit })],
  ] as const)('units tell what changed about them (%s)', async (envelope, wrap) => {
    const { client, act } = await stand({ envelope });
    const acceptor = await client('/CashAcceptor');
    act('storage', { unit: 'unitBox', replenishment: 'full', count: 2_000 });
    act('storage', { unit: 'unitBox', status: 'missing' });
    act('storage', { unit: 'unitBox', status: 'ok', quiet: true });
    const full = { cash: { status: { replenishmentStatus: 'full' } } };
    expect(await acceptor.unsolicited(1)).toMatchObject({
      header: { name: 'Storage.StorageThresholdEvent' },
      payload: wrap(full),
    });
    expect((await acceptor.unsolicited(2)).header['name']).toBe('Storage.CountsChangedEvent');
    expect(await acceptor.unsolicited(3)).toMatchObject({
      header: { name: 'Storage.StorageChangedEvent' },
      payload: wrap({ status: 'missing' }),
    });
    const { payload } = await acceptor.ask('Storage.GetStorage', {}, envelope === '2023' ? '2.0' : '1.0');
    expect(payload?.['storage']).toMatchObject({
      unitBox: { status: 'ok', capacity: 2_000, ...full },
      unitReject: { status: 'ok' },
    });
    expect(acceptor.heard.filter(({ header }) => header['type'] === 'unsolicited')).toHaveLength(3);
  });

  it('error events, thresholds, fraud, exchange and vendor mode are told as what they are', async () => {
    const { client, act } = await stand();
    const [printer, reader, vendor] = [
      await client('/Printer'),
      await client('/CardReader'),
      await client('/VendorMode'),
    ];
    act('error-event', { service: 'Printer', action: 'clear', vendorDescription: 'E 31' });
    act('paper-threshold', { threshold: 'low' });
    act('retract-bin-threshold', { state: 'high' });
    expect(await printer.unsolicited(1)).toEqual({
      header: { type: 'unsolicited', name: 'Common.ErrorEvent', version: '2.0' },
      payload: { eventId: 'hardware', action: 'clear', vendorDescription: 'E 31' },
    });
    expect((await printer.unsolicited(2)).payload).toEqual({ printer: { paper: { upper: 'low' } } });
    expect((await printer.unsolicited(3)).payload).toEqual({ paperSource: 'upper', threshold: 'low' });
    expect((await printer.unsolicited(4)).header['name']).toBe('Printer.RetractBinThresholdEvent');
    act('fraud', { service: 'CardReader', kind: 'deviceDetected' });
    act('exchange', { service: 'CardReader', on: true });
    act('vendor-mode', { state: 'active' });
    expect((await reader.unsolicited(1)).payload).toEqual({ common: { antiFraudModule: 'deviceDetected' } });
    expect((await reader.unsolicited(2)).payload).toEqual({ common: { exchange: 'active' } });
    expect((await vendor.unsolicited(1)).payload).toEqual({ vendorMode: { service: 'active' } });
    act('say', { service: 'VendorMode', name: 'VendorMode.NewEvent', payload: { a: [1] } });
    expect((await vendor.unsolicited(2)).payload).toEqual({ a: [1] });
  });

  it('a failing unit is told with the next command', async () => {
    const { client, act } = await stand();
    const acceptor = await client('/CashAcceptor');
    act('storage-error', { service: 'CashAcceptor', unit: 'unitBox', failure: 'locked' });
    await acceptor.ask('Common.Status');
    await acceptor.ask('Common.Status');
    const events = acceptor.heard.filter(({ header }) => header['type'] === 'event');
    expect(events).toMatchObject([
      {
        header: { name: 'Storage.StorageErrorEvent', requestId: 1 },
        payload: { failure: 'locked', unitBox: { status: 'ok' } },
      },
    ]);
  });
});
