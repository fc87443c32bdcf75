import { afterEach, describe, expect, test } from 'vitest';
import type { KeypadReceiver } from '../../../drivers/index.js';
import type { Line, Simulator } from '../../../simulators/simulator.js';
import { driverOf, standUp } from '../../support/device-stand.js';
import { hex, toHex } from '../../support/hex.js';
import { Branch } from '../alarms/support.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A HID device on a cable that can be pulled; it writes down what it is sent. */
function cable() {
  let line: Line | undefined;
  let pulled = false;
  const heard: string[] = [];
  const simulator = {
    connect(connected: Line) {
      if (pulled) return connected.close();
      line = connected;
      connected.onBytes((bytes) => heard.push(toHex(bytes)));
    },
    close: () => undefined,
  } as Partial<Simulator> as Simulator;
  return {
    simulator,
    heard,
    report: (payload: string) =>
      line?.write(hex(`01 00 ${payload.split(' ').length.toString(16).padStart(2, '0')} ${payload}`)),
    pull: () => {
      pulled = true;
      line?.close();
    },
    plug: () => {
      pulled = false;
    },
  };
}

async function hall(deviceClass: string, name: string, options: Readonly<Record<string, unknown>>) {
  const branch = await Branch.empty();
  const driver = driverOf(deviceClass, name);
  const { contact, alarms: declarations } = driver;
  await branch.boot([{ deviceId: 'dev', declarations, contactAlarm: contact.alarm }]);
  const device = cable();
  const acted: unknown[] = [];
  const events: unknown[] = [];
  const hear = (data: unknown) => void acted.push(data);
  const keypad: KeypadReceiver = { press: hear, score: hear, scan: hear };
  const stand = standUp({
    ...{ clock: branch.clock, store: branch.store, alarms: branch.manager, driver, options, keypad },
    simulator: device.simulator,
    onMessage: ({ topic, envelope }) => {
      if (topic.endsWith('/event')) events.push(envelope?.data);
    },
  });
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 500) {
      await branch.clock.advance(Math.min(left, 500));
      await branch.flush();
    }
  };
  ends.push(async () => {
    const ending = stand.end();
    await pass(1_000);
    await ending;
    await branch.shutDown();
  });
  const raised = () =>
    branch.manager
      .list()
      .flatMap((record) => (record['is-cleared'] ? [] : [`${record['x-code']} ${record['alarm-text']}`]));
  await pass(2_000);
  return { stand, device, acted, events, pass, raised };
}

const [enter, up] = ['00 00 58 00 00 00 00 00', '00 00 00 00 00 00 00 00'];

describe('a keypad in the gateway', () => {
  test('is heard by whom the gateway says, and on MQTT', async () => {
    const { stand, device, acted, events, pass } = await hall('keypad', 'hid-keyboard', { counter: 3 });
    expect(stand.state()).toMatchObject({ operating: 'online', use: 'call', counter: '3', held: [] });
    device.report(enter);
    device.report(up);
    await pass(500);
    expect(acted).toEqual([{ action: 'next', counter: '3' }]);
    expect(events).toEqual([{ event: 'pressed', action: 'next', counter: '3' }]);
  });

  test('that is pulled out is missed and named; plugged in again it works', async () => {
    const { stand, device, acted, pass, raised } = await hall('keypad', 'hid-keyboard', { counter: 3 });
    device.pull();
    await pass(10_000);
    expect(stand.state()).toMatchObject({ operating: 'offline' });
    expect(raised()).toEqual(['KEY-601 Keypad or scanner is not connected']);
    device.plug();
    await pass(60_000);
    expect(stand.state()).toMatchObject({ operating: 'online' });
    expect(raised()).toEqual([]);
    device.report(enter);
    await pass(500);
    expect(acted).toHaveLength(1);
  });

  test('a key under a pile of paper is an alarm with the name of the key, until the pile is gone', async () => {
    const { device, acted, pass, raised } = await hall('keypad', 'hid-keyboard', { counter: 3 });
    device.report(enter);
    await pass(13_000);
    expect(raised()).toEqual(['KEY-602 A key is held down']);
    device.report(up);
    await pass(2_500);
    expect(raised()).toEqual([]);
    expect(acted).toHaveLength(1);
  });

  test('the number of a card is told to nobody', async () => {
    const { device, acted, events, pass } = await hall('keypad', 'hid-pos-scanner', {});
    const scan = (text: string) => {
      const data = Buffer.concat([Buffer.from(text), Buffer.alloc(56 - text.length)])
        .toString('hex')
        .match(/../g)
        ?.join(' ');
      device.report(`02 ${text.length.toString(16).padStart(2, '0')} 5D 51 30 ${data} 73 00 00`);
    };
    scan('4111111111111111');
    scan('A001');
    await pass(500);
    expect(acted).toEqual([{ code: 'A001', symbology: ']Q0' }]);
    expect(events).toEqual([
      { event: 'scan-refused', why: 'card-number' },
      { event: 'scanned', code: 'A001', symbology: ']Q0' },
    ]);
  });
});

describe('a light in the gateway', () => {
  test('that was pulled out shows what was wanted as soon as it is back', async () => {
    const { stand, device, pass, raised } = await hall('signal-light', 'luxafor', {});
    await stand.command('signal', { color: 'red' });
    expect(stand.state()).toMatchObject({ color: 'red', mode: 'steady', verified: 'sent' });
    device.pull();
    await pass(10_000);
    expect(raised()).toEqual(['LGT-651 Signal light is not connected']);
    await expect(stand.command('signal', { color: 'green' })).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    device.heard.length = 0;
    device.plug();
    await pass(60_000);
    expect(raised()).toEqual([]);
    // The version is asked for, then the colour is there.
    expect(device.heard.slice(0, 2)).toEqual([
      '02 00 09 00 80 00 00 00 00 00 00 00',
      '02 00 09 00 01 FF FF 00 00 00 00 00',
    ]);
  });
});
