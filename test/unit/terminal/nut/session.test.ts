import { afterEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { terminalContract } from '../../../../drivers/terminal/contract.js';
import { type NutOptions, nutOptions } from '../../../../drivers/terminal/nut/options.js';
import { NutSession } from '../../../../drivers/terminal/nut/session.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { plugIn } from '../../../../simulators/line.js';
import { createNut, type nutOptions as simulatorOptions } from '../../../../simulators/terminal/nut.js';
import { seededRandom } from '../../../support/random.js';
import { recordingContext } from '../../../support/recording-context.js';
import { settle, VirtualClock } from '../../../support/virtual-clock.js';

interface World {
  readonly options?: z.input<typeof nutOptions>;
  readonly server?: z.input<typeof simulatorOptions>;
  readonly stored?: unknown;
  readonly clock?: VirtualClock;
  readonly seed?: number;
}

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function open({ options = {}, server = {}, stored, seed = 1, clock = new VirtualClock() }: World = {}) {
  const nut = createNut({ clock, random: seededRandom(seed) }, server);
  const [link, far] = memoryPair('upsd');
  plugIn(nut, far);
  const recording = recordingContext<NutOptions, 'stream'>({ options: nutOptions.parse(options), link, clock, stored });
  const session = new NutSession(recording.context);
  const identify = () => clock.finish(session.identify(), 50);
  const poll = () => clock.finish(session.poll(), 50);
  ends.push(async () => {
    await clock.finish(session.close());
    nut.close();
  });
  return {
    nut,
    link,
    clock,
    session,
    seen: recording.seen,
    identify,
    poll,
    act: (name: string, args: Record<string, unknown> = {}) => nut.actions[name]!(args),
    lines: () => nut.requests.map(({ text }) => text),
  };
}

const stateSchema = terminalContract.state.strict();

describe('who is there', () => {
  it('is found out once, and said', async () => {
    const { identify, lines } = open();
    expect(await identify()).toEqual({
      model: 'Smart-UPS "750"',
      serialNumber: 'AS0000000001',
      capabilities: ['Network UPS Tools upsd 2.8.1 - https://www.networkupstools.org/', 'clear', 'ups ups1'],
    });
    expect(lines()).toEqual(['STARTTLS', 'VER', 'LIST UPS', 'GET VAR ups1 ups.status', 'LIST VAR ups1']);
  });

  it('of several the one that is named', async () => {
    const upses = [{ name: 'hall' }, { name: 'rack' }];
    const { identify, poll, act, seen } = open({ options: { ups: 'rack', tls: 'off' }, server: { upses } });
    await identify();
    await act('mains-off', { ups: 'hall' });
    await poll();
    expect(seen.state['ups']).toMatchObject({ status: ['OL'] });
    await act('mains-off', { ups: 'rack' });
    await poll();
    expect(seen.state['ups']).toMatchObject({ status: ['OB', 'DISCHRG'] });
  });

  it.each([
    [{}, 'upsd a does not have just one UPS, so options.ups has to name it: it has hall, rack'],
    [{ ups: 'attic' }, 'upsd a has no UPS "attic" (ERR UNKNOWN-UPS): it has hall, rack'],
  ])('%j of two is told which there are', async (options, message) => {
    const { identify } = open({ options, server: { upses: [{ name: 'hall' }, { name: 'rack' }] } });
    await expect(identify()).rejects.toThrow(message);
  });

  it('that this gateway may not ask is said so', async () => {
    const { identify, act } = open({ options: { tls: 'off' } });
    await act('access-denied');
    await expect(identify()).rejects.toThrow(/upsd a: the server does not let this gateway ask: .*ERR ACCESS-DENIED/);
  });
});

describe('what is told of a UPS', () => {
  it('on mains', async () => {
    const { identify, poll, seen } = open({ options: { variables: ['battery.date', 'no.such'] } });
    await identify();
    await poll();
    expect(seen.state).toEqual({
      reachable: true,
      service: 'in-service',
      modules: {
        ups: { status: 'ok', detail: 'OL (on line)', source: 'nut' },
        mains: { status: 'ok', source: 'nut' },
      },
      ups: {
        status: ['OL'],
        onBattery: false,
        chargePercent: 100,
        runtimeSeconds: 1_800,
        loadPercent: 31,
        inputVolts: 228.4,
        batteryVolts: 27.3,
        temperatureCelsius: 29.8,
        variables: { 'battery.date': '2024/03/01' },
      },
    });
    expect(() => stateSchema.parse(seen.state)).not.toThrow();
    expect(seen.alarms.filter(({ active }) => active)).toEqual([]);
  });

  it.each([
    ['mains-off', {}, 'degraded'],
    ['off', {}, 'out-of-service'],
    ['replace-battery', {}, 'degraded'],
    ['tokens', { tokens: ['ECO'] }, 'in-service'],
  ])('%s %j: service is %s', async (action, args, service) => {
    const { identify, act, poll, seen } = open();
    await identify();
    await act(action, args);
    await poll();
    expect(seen.state['service']).toBe(service);
  });

  it('figures are measured now and then, not at every reading; a change of the status shows them at once', async () => {
    const { identify, poll, act, seen, clock } = open({ options: { measurementSeconds: 60 } });
    await identify();
    expect(seen.measurements).toEqual([
      {
        ups: {
          onBattery: false,
          chargePercent: 100,
          runtimeSeconds: 1_800,
          loadPercent: 31,
          inputVolts: 228.4,
          batteryVolts: 27.3,
          temperatureCelsius: 29.8,
        },
      },
    ]);
    expect(() => terminalContract.measurement?.parse(seen.measurements[0])).not.toThrow();
    await act('battery', { runtime: 1_700 });
    for (let turn = 0; turn < 5; turn++) {
      await clock.advance(10_000);
      await poll();
    }
    expect(seen.state['ups']).toMatchObject({ runtimeSeconds: 1_800, status: ['OL'] });
    expect(seen.measurements).toHaveLength(1);
    await clock.advance(10_000);
    await poll();
    expect(seen.measurements).toHaveLength(2);
    expect(seen.state['ups']).toMatchObject({ runtimeSeconds: 1_700 });
    await act('battery', { charge: 55 });
    await act('mains-off');
    await poll();
    expect(seen.state['ups']).toMatchObject({ chargePercent: 55, onBattery: true });
    expect(seen.measurements).toHaveLength(2);
  });

  it('a UPS that tells nothing but its status is fine', async () => {
    const { identify, poll, act, seen } = open();
    const all = ['battery.charge', 'battery.runtime', 'battery.voltage', 'ups.load', 'input.voltage'];
    for (const variable of [...all, 'ups.temperature', 'battery.temperature', 'device.model', 'device.serial']) {
      await act('hide', { variable });
    }
    expect(await identify()).toMatchObject({ capabilities: expect.anything() });
    await poll();
    expect(seen.state['ups']).toEqual({ status: ['OL'], onBattery: false });
    expect(seen.measurements).toEqual([]);
  });

  it('probe tells what there is now, and when there is nobody', async () => {
    const { identify, session, act, nut, clock } = open();
    await identify();
    await act('mains-off');
    const probe = () => clock.finish(session.commands.probe(), 100);
    expect(await probe()).toEqual({ reachable: true, service: 'degraded', status: 'OB DISCHRG' });
    nut.setFaults({ silent: true });
    expect(await probe()).toEqual({
      reachable: false,
      service: 'unknown',
      detail: 'no complete answer to "GET VAR ups1 ups.status" within 5 s',
    });
  });
});

describe('lists', () => {
  it('of 2,000 variables with quotes and backslashes give the right figures', async () => {
    const { identify, poll, act, seen, nut } = open();
    await act('long-list', { count: 2_000 });
    nut.setFaults({ splitBytes: 777 });
    await identify();
    await poll();
    expect(seen.state['ups']).toMatchObject({ chargePercent: 100, runtimeSeconds: 1_800 });
    expect(JSON.stringify(seen.state)).not.toContain('vendor.item');
  });

  it('that break off in the middle of a line cost the figures, not the alarms', async () => {
    const { identify, poll, act, seen } = open();
    await identify();
    await act('mains-off');
    await act('half-line');
    await expect(poll()).rejects.toThrow('no complete answer to "LIST VAR ups1" within 5 s');
    expect(seen.alarms.filter(({ active }) => active).map(({ type }) => type)).toEqual(['mains-lost-on-battery']);
    expect(seen.state['ups']).toMatchObject({ onBattery: true, status: ['OB', 'DISCHRG'] });
  });

  it('that come line by line are waited for', async () => {
    const { identify, poll, act, seen } = open();
    await identify();
    await act('slow-list', { everyMs: 1_000 });
    await poll();
    expect(seen.state['ups']).toMatchObject({ chargePercent: 100 });
  });

  it('of a server that is restarted in the middle end with the connection', async () => {
    const { identify, session, act, clock, link } = open();
    await identify();
    await act('slow-list', { everyMs: 100 });
    const poll = session.poll();
    poll.catch(() => undefined);
    await clock.advance(300);
    await act('restart');
    expect((await link.closed).kind).toBe('lost');
    await clock.finish(session.close());
    await expect(poll).rejects.toThrow('the session was ended');
    expect(clock.pending).toBe(0);
  });

  it.each([1, 2, 3, 4, 5])(
    'damaged by flipped bits make no alarm, and end when the damage does (seed %d)',
    async (seed) => {
      const { identify, poll, seen, nut } = open({ seed });
      await identify();
      nut.setFaults({ flipBit: true, splitBytes: seed });
      for (let turn = 0; turn < 40; turn++) await poll().catch(() => undefined);
      expect(seen.alarms.filter(({ active }) => active)).toEqual([]);
      expect(seen.events).toEqual([]);
    },
  );
});

describe('the mains', () => {
  const lost = {
    name: 'mains-lost',
    data: { status: 'OB DISCHRG (on battery, discharging)', runtimeSeconds: 900, chargePercent: 80 },
  };

  async function withoutMains(world: World = {}) {
    const stand = open(world);
    await stand.identify();
    await stand.act('mains-off');
    await stand.act('battery', { runtime: 900, charge: 80 });
    await stand.poll();
    return stand;
  }

  it('gone and back are told once each, with how long it took', async () => {
    const { poll, act, seen, clock } = await withoutMains();
    await clock.advance(5_000);
    await poll();
    expect(seen.events).toEqual([lost]);
    await clock.advance(120_000);
    clock.jump(-3_600_000);
    await act('mains-on');
    await poll();
    await poll();
    expect(seen.events[1]).toEqual({
      name: 'mains-back',
      data: { status: 'OL CHRG (on line, charging)', seconds: 125 },
    });
    expect(seen.events).toHaveLength(2);
    for (const { name, data } of seen.events) expect(() => terminalContract.events[name]!.parse(data)).not.toThrow();
  });

  it('gone are remembered together with the event, and a gateway that is started meanwhile tells only the end', async () => {
    const first = await withoutMains();
    expect(first.seen.order.filter((each) => each.startsWith('save'))).toEqual(['save+event']);
    const { clock } = first;
    await clock.advance(60_000);
    const second = open({ stored: first.seen.stored, clock });
    await second.act('mains-off');
    await second.identify();
    await second.poll();
    expect(second.seen.events).toEqual([]);
    expect(second.session.pollIntervalMs).toBe(5_000);
    await clock.advance(30_000);
    await second.act('mains-on');
    await second.poll();
    expect(second.seen.events).toEqual([{ name: 'mains-back', data: { status: 'OL (on line)', seconds: 90 } }]);
  });

  it('gone for long are remembered with what is left, every ten minutes and not more often', async () => {
    const { poll, act, seen, clock } = await withoutMains();
    await act('battery', { runtime: 300, charge: 20 });
    for (let turn = 0; turn < 110; turn++) {
      await clock.advance(5_000);
      await poll();
    }
    expect(seen.order.filter((each) => each.startsWith('save'))).toEqual(['save+event']);
    await clock.advance(50_000);
    await poll();
    expect(seen.order.filter((each) => each.startsWith('save'))).toEqual(['save+event', 'save']);
    expect(seen.stored).toMatchObject({
      onBattery: true,
      status: expect.stringContaining('about 5 min left, charge 20 %'),
    });
    const { seenAt, since } = seen.stored as { seenAt: number; since: number };
    expect(seenAt - since).toBeGreaterThanOrEqual(600_000);
    await act('mains-on');
    await poll();
    expect(seen.events[1]?.data['seconds']).toBeGreaterThanOrEqual(600);
  });

  it('on a full disk the change is told when there is room', async () => {
    const stand = open();
    await stand.identify();
    stand.seen.diskFull = true;
    await stand.act('mains-off');
    await stand.poll();
    await stand.poll();
    expect(stand.seen.events).toEqual([]);
    expect(stand.seen.log).toEqual(['what is known of the mains cannot be saved']);
    stand.seen.diskFull = false;
    await stand.clock.advance(10_000);
    await stand.poll();
    expect(stand.seen.events).toHaveLength(1);
    await stand.act('mains-on');
    await stand.poll();
    expect(stand.seen.events[1]?.data['seconds']).toBeGreaterThanOrEqual(10);
  });

  it.each([[undefined], [null], ['on battery'], [{ onBattery: 'yes' }], [{ onBattery: true, since: 1 }]])(
    'a memory of %j is none',
    async (stored) => {
      const { identify, seen, session } = open({ stored });
      await identify();
      expect(seen.events).toEqual([]);
      expect(session.pollIntervalMs).toBe(10_000);
    },
  );

  it('DATA-STALE on battery raises battery-low with the first answer, on mains it does not', async () => {
    const { poll, act, seen } = await withoutMains();
    seen.alarms.splice(0);
    await act('stale');
    await expect(poll()).rejects.toThrow('ERR DATA-STALE');
    expect(seen.alarms).toMatchObject([{ type: 'ups-battery-low', active: true }]);
    await act('stale', { on: false });
    await act('mains-on');
    await poll();
    seen.alarms.splice(0);
    await act('stale');
    await expect(poll()).rejects.toThrow('ERR DATA-STALE');
    expect(seen.alarms).toEqual([]);
  });
});

it('says goodbye when it ends', async () => {
  const { identify, session, clock, lines } = open();
  await identify();
  await clock.finish(session.close());
  await settle();
  expect(lines().at(-1)).toBe('LOGOUT');
});
