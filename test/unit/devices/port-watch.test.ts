import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ByteLink, createBus, createLinkOpener, type LinkSettings } from '../../../drivers/index.js';
import { type MemoryEnd, memoryPair } from '../../../drivers/transport/memory.js';
import { createLinkProvider } from '../../../gateway/devices/links.js';
import { createPortWatch, type PortWatch, portsOf } from '../../../gateway/devices/port-watch.js';
import { pseudoTerminals } from '../../support/pseudo-terminals.js';
import { settle } from '../../support/virtual-clock.js';
import type { Branch } from '../alarms/support.js';
import { detailOf, gatewayAlarms, reporter, restarted } from '../health/support.js';

const type = 'serial-port-or-adapter-lost';
const format = { baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1, flowControl: 'none' } as const;
const serial: LinkSettings = { type: 'serial', path: '/dev/ttyS9', ...format };
const tcp: LinkSettings = { type: 'tcp', host: '10.0.0.2', port: 4_001 };
const { signal } = new AbortController();
const sockets = pseudoTerminals();

let branch: Branch;
let ports: PortWatch;
/** The near end of the newest cable; undefined = nothing is plugged in. */
let cable: MemoryEnd | undefined;
let isPlugged: boolean;

beforeEach(async () => {
  branch = await gatewayAlarms();
  ports = createPortWatch({ ports: ['rs485-1', 'printer-1'], condition: reporter(branch) });
  cable = undefined;
  isPlugged = true;
});
afterEach(() => branch.shutDown());

async function plug(): Promise<ByteLink> {
  if (!isPlugged) throw new Error('/dev/ttyS9 is not there');
  [cable] = memoryPair('/dev/ttyS9');
  return cable;
}
const open = (settings: LinkSettings, shared = true) => ports.open({ id: 'rs485-1', settings, shared }, signal, plug);

async function unplug(): Promise<void> {
  isPlugged = false;
  cable?.unplug('device node /dev/ttyS9 is gone');
  await settle();
}

describe('a port', () => {
  test('that cannot be opened is told once, however often it is tried, and cleared when it opens', async () => {
    isPlugged = false;
    for (let n = 0; n < 10; n++) {
      await expect(open(serial)).rejects.toThrow('is not there');
      await branch.after(1);
    }
    expect(await branch.take()).toEqual([`raise ${type}/rs485-1`]);
    expect(detailOf(branch, `${type}/rs485-1`)).toBe('/dev/ttyS9 is not there');
    isPlugged = true;
    await open(serial);
    await branch.after(5);
    expect(await branch.take()).toEqual([`clear ${type}/rs485-1`]);
  });

  test('that is pulled out is told before anybody asks again', async () => {
    await open(serial);
    await unplug();
    expect(ports.lost('rs485-1')).toBe('device node /dev/ttyS9 is gone');
    await branch.after(5);
    expect(await branch.take()).toEqual([`raise ${type}/rs485-1`]);
    expect(detailOf(branch, `${type}/rs485-1`)).toBe('device node /dev/ttyS9 is gone');
  });

  test('that is pushed back within its on-delay is no alarm', async () => {
    await open(serial);
    await unplug();
    await branch.after(4);
    isPlugged = true;
    await open(serial);
    await branch.after(60);
    expect([ports.lost('rs485-1'), await branch.take()]).toEqual([undefined, []]);
  });

  test('that we close ourselves is not lost, nor is one that was not opened because the gateway stops', async () => {
    const link = await open(serial);
    await link.close();
    isPlugged = false;
    await expect(
      ports.open({ id: 'rs485-1', settings: serial, shared: true }, AbortSignal.abort(), plug),
    ).rejects.toThrow();
    await branch.after(60);
    expect(await branch.take()).toEqual([]);
  });

  test('whose old connection ends after the new one is there is not lost', async () => {
    await open(serial);
    const old = cable;
    await open(serial);
    old?.unplug('late news');
    await branch.after(60);
    expect(await branch.take()).toEqual([]);
  });

  test('of a serial server may be closed by it; that it gives none is told', async () => {
    await open(tcp);
    cable?.unplug('closed by the peer');
    await branch.after(60);
    expect(await branch.take()).toEqual([]);
    isPlugged = false;
    await expect(open(tcp)).rejects.toThrow();
    await branch.after(5);
    expect(await branch.take()).toEqual([`raise ${type}/rs485-1`]);
  });

  test('to one device over the network is none: its own alarm says it', async () => {
    isPlugged = false;
    await expect(open(tcp, false)).rejects.toThrow();
    await branch.after(60);
    expect([await branch.take(), ports.lost('rs485-1')]).toEqual([[], undefined]);
  });
});

describe('after a restart', () => {
  async function lostBefore(): Promise<void> {
    isPlugged = false;
    await open(serial).catch(() => undefined);
    await branch.after(5);
    await branch.take();
    await restarted(branch);
  }

  test('a port that is used no more clears, one that is still lost stays', async () => {
    await lostBefore();
    createPortWatch({ ports: ['printer-1'], condition: reporter(branch) }).settle(branch.manager.list());
    await branch.after(5);
    expect(await branch.take()).toEqual([`clear ${type}/rs485-1`]);
  });

  test('one that is still in use stays, unverified until somebody tries it', async () => {
    await lostBefore();
    ports.settle(branch.manager.list());
    await branch.after(60);
    expect(branch.retained.get(`gateway/${type}/rs485-1`)).toMatchObject({ 'is-cleared': false, 'x-verified': false });
    isPlugged = true;
    await open(serial);
    await branch.after(5);
    expect(await branch.take()).toEqual([`clear ${type}/rs485-1`]);
  });
});

describe('who hears of it', () => {
  test('a line of several devices is told once for all of them', async () => {
    isPlugged = false;
    const bus = createBus({
      name: 'rs485-1',
      open: (closing) => ports.open({ id: 'rs485-1', settings: serial, shared: true }, closing, plug),
      clock: branch.clock,
      random: () => 0.5,
    });
    const members = ['board-1', 'board-2', 'board-3'].map((id) => bus.member(id));
    for (let round = 0; round < 10; round++) {
      await Promise.allSettled(members.map((member) => member.send(Uint8Array.of(1))));
      await branch.after(2);
    }
    expect(await branch.take()).toEqual([`raise ${type}/rs485-1`]);
    isPlugged = true;
    await branch.after(60);
    await members[0]?.send(Uint8Array.of(1)).catch(() => undefined);
    await branch.after(5);
    expect(await branch.take()).toEqual([`clear ${type}/rs485-1`]);
    await bus.close();
  });

  test('a device with a port of its own, by its own name', async () => {
    isPlugged = false;
    const provider = createLinkProvider({
      buses: [],
      createLine: () => {
        throw new Error('not used');
      },
      openByteLink: plug,
      openHidLink: () => Promise.reject(new Error('no such pad')),
      openListenPort: () => Promise.reject(new Error('not used')),
      ports,
    });
    await provider.openStream('printer-1', serial, signal).catch(() => undefined);
    await provider
      .openHid('pad', { type: 'hid', usb: { vendorId: '04d8', productId: 'f372' } }, signal)
      .catch(() => undefined);
    await branch.after(5);
    expect(await branch.take()).toEqual([`raise ${type}/printer-1`, `raise ${type}/pad`]);
    expect(detailOf(branch, `${type}/pad`)).toBe('no such pad');
  });

  test('a real serial port that is not there, then is, then is pulled out', async () => {
    const openByteLink = createLinkOpener({ clock: branch.clock });
    const settings = { type: 'serial' as const, path: sockets.pathOf('line'), ...format };
    const tryIt = () =>
      branch.clock.finish(
        ports.open({ id: 'rs485-1', settings, shared: true }, signal, () => openByteLink(settings, signal)),
      );
    await expect(tryIt()).rejects.toMatchObject({ code: 'TRANSPORT_OPEN_FAILED' });
    await branch.after(5);
    expect(await branch.take()).toEqual([`raise ${type}/rs485-1`]);
    const device = await sockets.plugIn('line');
    const link = sockets.closeAfter(await tryIt());
    await branch.after(5);
    expect(await branch.take()).toEqual([`clear ${type}/rs485-1`]);
    await device.kill();
    await branch.clock.finish(link.closed, 1_000);
    await branch.after(5);
    expect(await branch.take()).toEqual([`raise ${type}/rs485-1`]);
  });
});

test('the ports of a configuration are its lines in use and the ports of enabled devices', () => {
  const line = (id: string) => ({ id, link: serial as never });
  const device = (id: string, more: object) => ({ id, admin: 'enabled', ...more }) as never;
  expect(
    portsOf({
      buses: [line('rs485-1'), line('rs485-2'), line('spare')],
      devices: [
        device('board-1', { busId: 'rs485-1' }),
        device('board-2', { busId: 'rs485-2', admin: 'disabled' }),
        device('printer-1', { link: serial }),
        device('printer-2', { link: tcp }),
        device('door', { link: serial, admin: 'disabled' }),
        device('kiosk-1', {}),
      ],
    }),
  ).toEqual(['rs485-1', 'printer-1']);
});
