import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import snmp from 'net-snmp';
import { afterEach, describe, expect, it } from 'vitest';
import { peekMessage } from '../../../../simulators/terminal/snmp-ber.js';
import { hex } from '../../../support/hex.js';
import { createStand, get, readTrap, trapPort, walk } from './snmp-manager.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const sysUpTime = '1.3.6.1.2.1.1.3.0';
const sysName = '1.3.6.1.2.1.1.5.0';
const host = '1.3.6.1.2.1.25';
const printer = '1.3.6.1.2.1.43';
const ups = '1.3.6.1.2.1.33.1';

describe('the host profile', () => {
  it('tells disks, load, devices, processes and date', async () => {
    const { walk, view } = await createStand(ends);
    const tree = await walk(host);
    expect(tree).toMatchObject({
      [`${host}.1.1.0`]: 8_640_000,
      // 2026-11-23 09:00:00 in a zone of +08:00.
      [`${host}.1.2.0`]: '07ea0b17090000002b0800',
      [`${host}.2.3.1.2.2`]: `${host}.2.1.4`,
      [`${host}.2.3.1.3.2`]: 'C:\\ Label:System',
      [`${host}.2.3.1.4.2`]: 4_096,
      [`${host}.2.3.1.5.2`]: 1_048_576,
      [`${host}.2.3.1.6.2`]: 576_717,
      [`${host}.3.2.1.5.5`]: 2,
      [`${host}.3.3.1.2.3`]: 12,
      [`${host}.4.2.1.2.812`]: 'kiosk.exe',
      [`${host}.4.2.1.7.812`]: 1,
    });
    expect(view()).toMatchObject({ profile: 'host', uptimeSeconds: 86_400, answers: true });
  });

  it('walks in the order of numbers, with GETNEXT as with GETBULK', async () => {
    const { manager } = await createStand(ends);
    const oids: string[] = [];
    let oid = host;
    for (;;) {
      const found = await new Promise<{ oid: string; type?: number }>((resolve, reject) => {
        manager.getNext([oid], (error, varbinds) => (error ? reject(error) : resolve(varbinds![0] as never)));
      });
      if (found.type === snmp.ObjectType.EndOfMibView) break;
      oids.push(found.oid);
      oid = found.oid;
    }
    expect(oids).toEqual(Object.keys(await walk(manager, host)));
    expect(oids.indexOf(`${host}.4.2.1.2.812`)).toBeLessThan(oids.indexOf(`${host}.4.2.1.2.1044`));
  });

  it('changes as somebody works on it', async () => {
    const { act, get } = await createStand(ends, { dateOctets: 8 });
    await act('storage', { index: 2, usedPercent: 96 });
    await act('load', { percent: 97 });
    await act('device', { index: 5, status: 5, errors: 3 });
    await act('clock', { offsetSeconds: -3_600 });
    expect(
      await get(`${host}.2.3.1.6.2`, `${host}.3.3.1.2.4`, `${host}.3.2.1.5.5`, `${host}.3.2.1.6.5`, `${host}.1.2.0`),
    ).toEqual([1_006_633, 97, 5, 3, '07ea0b1708000000']);
    expect(() => act('device', { index: 9, status: 2 })).toThrow('index: there is none, there are 3, 4, 5');
  });

  it('a process ends, and comes back under another number', async () => {
    const { act, get, walk } = await createStand(ends);
    await act('process', { name: 'kiosk.exe', running: false });
    expect(await get(`${host}.4.2.1.2.812`)).toEqual([undefined]);
    await act('process', { name: 'kiosk.exe', running: true });
    const names = Object.entries(await walk(`${host}.4.2.1.2`)).filter(([, name]) => name === 'kiosk.exe');
    expect(names.map(([oid]) => oid)).toEqual([`${host}.4.2.1.2.2000`]);
  });

  it('begins at 0 after a reboot, and counts', async () => {
    const { act, clock, get } = await createStand(ends);
    expect(await get(sysUpTime)).toEqual([8_640_000]);
    await act('reboot');
    await clock.advance(1_500);
    expect(await get(sysUpTime, `${host}.1.1.0`)).toEqual([150, 150]);
  });
});

describe('the printer profile', () => {
  it.each(['', '80', '40', '4400', '08', '02', '0004', '00000000'])(
    'tells its error state %s byte for byte',
    async (bytes) => {
      const { act, manager } = await createStand(ends, { profile: 'printer' });
      await act('error-state', { bytes });
      const value = await new Promise<Buffer>((resolve, reject) => {
        manager.get([`${host}.3.5.1.2.1`], (error, found) =>
          error ? reject(error) : resolve(found![0]!.value as Buffer),
        );
      });
      expect(value.toString('hex')).toBe(bytes);
    },
  );

  it('tells cover, trays, supplies and who it is', async () => {
    const { act, walk } = await createStand(ends, { profile: 'printer' });
    await act('cover', { status: 3 });
    await act('supply', { level: -3 });
    await act('tray', { index: 2, level: 0, status: 11 });
    expect(await walk(printer)).toMatchObject({
      [`${printer}.5.1.1.17.1`]: 'LP40-0815',
      [`${printer}.6.1.1.3.1.1`]: 3,
      [`${printer}.8.2.1.10.1.2`]: 0,
      [`${printer}.8.2.1.11.1.2`]: 11,
      [`${printer}.11.1.1.6.1.1`]: 'Black Toner Cartridge',
      [`${printer}.11.1.1.9.1.1`]: -3,
    });
    expect(await walk(`${host}.3.2.1.2`)).toMatchObject({ [`${host}.3.2.1.2.1`]: `${host}.3.1.5` });
  });

  it('keeps an alert in the table until it is over; the next one has a new index', async () => {
    const { act, walk, view } = await createStand(ends, { profile: 'printer' });
    expect(await act('alert-add', { group: 8, code: 8, severity: 3, training: 4, description: 'jam' })).toEqual({
      index: 1,
    });
    await act('alert-add', { group: 11, code: 1104, severity: 4 });
    const entry = `${printer}.18.1.1`;
    expect(await walk(entry)).toMatchObject({
      [`${entry}.2.1.1`]: 3,
      [`${entry}.3.1.1`]: 4,
      [`${entry}.4.1.1`]: 8,
      [`${entry}.7.1.1`]: 8,
      [`${entry}.8.1.1`]: 'jam',
      [`${entry}.9.1.1`]: 8_640_000,
      [`${entry}.7.1.2`]: 1104,
    });
    await act('alert-remove', { code: 8 });
    await act('alert-add', { group: 6, code: 3 });
    expect(Object.keys(await walk(`${entry}.7`))).toEqual([`${entry}.7.1.2`, `${entry}.7.1.3`]);
    await act('alert-remove');
    expect(await walk(entry)).toEqual({});
    expect(view()).toMatchObject({ alerts: [] });
  });
});

describe('the ups profile', () => {
  it('goes on battery, counts the seconds, and comes back', async () => {
    const { act, clock, get } = await createStand(ends, { profile: 'ups' });
    const asked = [`${ups}.4.1.0`, `${ups}.2.2.0`, `${ups}.2.3.0`, `${ups}.3.1.0`, `${ups}.3.3.1.3.1`, `${ups}.2.1.0`];
    expect(await get(...asked)).toEqual([3, 0, 24, 0, 229, 2]);
    await act('ups', { source: 'battery', battery: 'low', minutes: 3, inputVoltage: 0 });
    await clock.advance(61_000);
    expect(await get(...asked)).toEqual([5, 61, 3, 1, 0, 3]);
    await act('ups', { source: 'normal' });
    expect(await get(...asked.slice(0, 2))).toEqual([3, 0]);
  });

  it('lists alarms as OIDs, each once', async () => {
    const { act, walk, get } = await createStand(ends, { profile: 'ups' });
    await act('ups-alarm-add', { alarm: 8 });
    await act('ups-alarm-add', { alarm: 1 });
    await act('ups-alarm-add', { alarm: 1 });
    await act('ups', { test: 'error' });
    expect(await walk(`${ups}.6`)).toEqual({
      [`${ups}.6.1.0`]: 2,
      [`${ups}.6.2.1.2.1`]: `${ups}.6.3.8`,
      [`${ups}.6.2.1.2.2`]: `${ups}.6.3.1`,
      [`${ups}.6.2.1.3.1`]: 8_640_000,
      [`${ups}.6.2.1.3.2`]: 8_640_000,
    });
    await act('ups-alarm-remove', { alarm: 8 });
    expect(await get(`${ups}.6.1.0`, `${ups}.6.2.1.2.1`, `${ups}.7.3.0`)).toEqual([1, undefined, 3]);
  });
});

describe('who may ask', () => {
  const users = [
    { name: 'plain' },
    { name: 'signed', auth: { protocol: 'sha', key: 'auth-password' } },
    {
      name: 'sealed',
      auth: { protocol: 'sha256', key: 'auth-password' },
      priv: { protocol: 'aes', key: 'priv-password' },
    },
  ] as const;
  const v3 = (port: number, user: Record<string, unknown>) => {
    const session = snmp.createV3Session('127.0.0.1', user as never, { port, retries: 0, timeout: 400 } as never);
    ends.push(() => session.close());
    return session;
  };
  const sealed = {
    name: 'sealed',
    level: snmp.SecurityLevel.authPriv,
    authProtocol: snmp.AuthProtocols.sha256,
    authKey: 'auth-password',
    privProtocol: snmp.PrivProtocols.aes,
    privKey: 'priv-password',
  };

  it('the community, and no other: silence, as of a dead device', async () => {
    const { session, device } = await createStand(ends);
    const wrong = session('secret');
    ends.push(() => wrong.close());
    await expect(get(wrong, [sysName])).rejects.toThrow('timed out');
    expect(device.requests).toEqual([{ version: 'v2c', pdu: 'get' }]);
  });

  it('v3 users at their level, sealed ones too', async () => {
    const { port, device } = await createStand(ends, { users: [...users], name: 'kiosk-9' });
    const plain = v3(port, { name: 'plain', level: snmp.SecurityLevel.noAuthNoPriv });
    expect(await get(plain, [sysName])).toEqual(['kiosk-9']);
    expect(await walk(v3(port, sealed), `${host}.3.3`)).toEqual({
      [`${host}.3.3.1.2.3`]: 12,
      [`${host}.3.3.1.2.4`]: 9,
    });
    expect(device.requests.slice(-1)).toEqual([{ version: 'v3', pdu: 'get-bulk' }]);
  });

  it('not with a wrong key: what is sealed with it is recorded as that', async () => {
    const { port, device } = await createStand(ends, { users: [...users] });
    await expect(get(v3(port, { ...sealed, privKey: 'other-password' }), [sysName])).rejects.toThrow();
    await expect(get(v3(port, { ...sealed, authKey: 'other-password' }), [sysName])).rejects.toThrow();
    expect(device.requests.map(({ pdu }) => pdu)).toContain('undeciphered');
  });

  it('nobody may write: a SET is refused, and seen, also where it is sealed', async () => {
    const { manager, port, device, view, get } = await createStand(ends, { users: [...users] });
    const write = (session: snmp.Session) =>
      new Promise<string>((resolve) => {
        const varbind = { oid: sysName, type: snmp.ObjectType.OctetString, value: 'mine' };
        session.set([varbind], (error) => resolve(error?.message ?? 'written'));
      });
    expect(await write(manager)).toContain('NotWritable');
    expect(device.requests.slice(-1)).toEqual([{ version: 'v2c', pdu: 'set' }]);
    expect(await write(v3(port, sealed))).toContain('NotWritable');
    expect(device.requests.slice(-1)).toEqual([{ version: 'v3', pdu: 'set' }]);
    expect(view()).toMatchObject({ requests: { set: 2 } });
    expect(await get(sysName)).toEqual(['kiosk-pc']);
  });
});

describe('trouble', () => {
  const dial = (port: number) =>
    new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.on('connect', () => resolve('accepted')).on('error', () => resolve('refused'));
      ends.push(() => socket.destroy());
    });

  it('a mute agent answers nothing while its host takes connections', async () => {
    const { act, get, port, device } = await createStand(ends);
    await act('mute-snmp');
    await expect(get(sysName)).rejects.toThrow('timed out');
    expect(device.requests).toHaveLength(1);
    expect(await dial(port)).toBe('accepted');
    await act('mute-snmp', { on: false });
    expect(await get(sysName)).toEqual(['kiosk-pc']);
  });

  it('a silent one is gone, TCP port too, and comes back where it was', async () => {
    const { act, get, port, device } = await createStand(ends);
    await act('silent');
    await expect(get(sysName)).rejects.toThrow();
    expect(await dial(port)).toBe('refused');
    expect(device.requests).toHaveLength(0);
    await act('silent', { on: false });
    expect(await get(sysName)).toEqual(['kiosk-pc']);
    expect(await dial(port)).toBe('accepted');
  });

  it('rows vanish between two polls', async () => {
    const { act, get, walk } = await createStand(ends, { profile: 'printer' });
    await act('hide', { oid: `${printer}.11` });
    expect(await walk(`${printer}.11`)).toEqual({});
    expect(await get(`${printer}.11.1.1.9.1.1`, `${printer}.6.1.1.3.1.1`)).toEqual([undefined, 4]);
    await act('hide', { oid: `${printer}.11`, on: false });
    expect(await get(`${printer}.11.1.1.9.1.1`)).toEqual([80]);
  });

  it('the knobs: late, and a flipped bit', async () => {
    const { device, port, clock } = await createStand(ends);
    const socket = createSocket('udp4');
    ends.push(() => socket.close());
    const answers: Buffer[] = [];
    const answered = () =>
      new Promise<void>((resolve) => socket.once('message', (bytes) => resolve(void answers.push(bytes))));
    const question = hex('302602010104067075626C6963A019020101020100020100300E300C06082B060102010105000500');
    const ask = () => socket.send(question, port, '127.0.0.1');
    const first = answered();
    ask();
    await first;
    device.setFaults({ lateMs: 500, flipBit: true });
    const second = answered();
    const heard = device.expectRequest(() => true);
    ask();
    await heard;
    expect(clock.pending).toBe(1);
    await clock.advance(500);
    await second;
    const [good, bad] = answers as [Buffer, Buffer];
    const flipped = good.reduce((sum, byte, at) => sum + popcount(byte ^ (bad[at] ?? 0)), 0);
    expect([good.length, flipped]).toEqual([bad.length, 1]);
    expect(() => device.setFaults({ splitBytes: 1 })).toThrow('knob "splitBytes": an SNMP agent has none');
  });

  it('takes any datagram without harm, and records it', async () => {
    const { port, device, get } = await createStand(ends);
    const socket = createSocket('udp4');
    ends.push(() => socket.close());
    for (const datagram of ['00', '3003020101', '3084FFFFFFFF', `30${'30'.repeat(40)}`]) {
      const heard = device.expectRequest(() => true);
      socket.send(hex(datagram), port, '127.0.0.1');
      expect(await heard).toEqual({ version: 'none', pdu: 'unreadable' });
    }
    expect(await get(sysName)).toEqual(['kiosk-pc']);
  });

  it.each([
    ['error-state', { bytes: '4' }],
    ['storage', { usedPercent: 101 }],
    ['hide', { oid: 'x' }],
    ['trap', {}],
  ])('refuses %s %j', async (name, args) => {
    const { act } = await createStand(ends, { profile: 'printer' });
    expect(() => act(name, args)).toThrow();
  });

  it('leaves its port when it is closed', async () => {
    const { device, port, clock } = await createStand(ends);
    device.close();
    while ((await dial(port)) === 'accepted') await new Promise((resolve) => setImmediate(resolve));
    expect(clock.pending).toBe(0);
  });
});

describe('traps', () => {
  it('go where they are to go, of an alert with its row', async () => {
    const traps = await trapPort(ends);
    const { act } = await createStand(ends, { profile: 'printer', trapTo: { port: traps.port, community: 'traps' } });
    await act('alert-add', { group: 8, code: 808, severity: 3 });
    const datagram = await traps.next();
    expect(peekMessage(datagram)).toEqual({ version: 1, pdu: 'trap' });
    expect(datagram.includes('traps')).toBe(true);
    expect(readTrap(datagram)).toEqual([8_640_000, `${printer}.18.2.0.1`, 1, 3, 8, 1, -2, 808]);
    await act('reboot');
    expect(readTrap(await traps.next())).toEqual([1, '1.3.6.1.6.3.1.1.5.1']);
    await act('trap', { kind: 'foreign' });
    expect(readTrap(await traps.next())[1]).toBe('1.3.6.1.4.1.99999.1.7');
  });

  it('of a UPS: on battery, alarms that come and go', async () => {
    const traps = await trapPort(ends);
    const { act } = await createStand(ends, { profile: 'ups', trapTo: { port: traps.port } });
    await act('ups', { source: 'battery', minutes: 9 });
    expect(readTrap(await traps.next()).slice(1)).toEqual(['1.3.6.1.2.1.33.2.1', 9, 0, 2]);
    await act('ups-alarm-add', { alarm: 3 });
    expect(readTrap(await traps.next()).slice(1)).toEqual(['1.3.6.1.2.1.33.2.3', 1, `${ups}.6.3.3`]);
    await act('ups-alarm-remove', { alarm: 3 });
    expect(readTrap(await traps.next()).slice(1)).toEqual(['1.3.6.1.2.1.33.2.4', 1, `${ups}.6.3.3`]);
  });

  it('of a v3 user are sealed', async () => {
    const traps = await trapPort(ends);
    const user = {
      name: 'trapper',
      auth: { protocol: 'sha', key: 'auth-password' },
      priv: { protocol: 'aes', key: 'priv-password' },
    } as const;
    const { act } = await createStand(ends, { users: [user], trapTo: { port: traps.port, user: 'trapper' } });
    await act('trap', { kind: 'warm-start' });
    const datagram = await traps.next();
    expect(peekMessage(datagram)).toEqual({ version: 3, pdu: 'encrypted' });
    const keys = { authProtocol: snmp.AuthProtocols.sha, authKey: 'auth-password' };
    const seal = { privProtocol: snmp.PrivProtocols.aes, privKey: 'priv-password' };
    const receiver = { name: 'trapper', level: snmp.SecurityLevel.authPriv, ...keys, ...seal };
    expect(readTrap(datagram, receiver)).toEqual([8_640_000, '1.3.6.1.6.3.1.1.5.2']);
  });
});

function popcount(byte: number): number {
  return [...byte.toString(2)].filter((digit) => digit === '1').length;
}
