import { describe, expect, it } from 'vitest';
import {
  type AnyDriver,
  type BusMember,
  type ByteLink,
  type DriverContext,
  GatewayError,
  type LinkSettings,
} from '../../../drivers/index.js';
import { memoryPort } from '../../../drivers/transport/listen-memory.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
import { guardContext, openFooting } from '../../../gateway/devices/attempt.js';
import { createLinkProvider, type LineSettings } from '../../../gateway/devices/links.js';
import { recordingContext } from '../../support/recording-context.js';

const tcp = (port: number): LinkSettings => ({ type: 'tcp', host: '10.0.0.1', port });
const listen: LinkSettings = { type: 'tcp-listen', host: '0.0.0.0', port: 9000 };
const hid: LinkSettings = { type: 'hid', usb: { vendorId: '04d8', productId: 'f372' } };

/** A provider whose lines and links write down what happens to them. */
function setUp() {
  const log: string[] = [];
  const made: LineSettings[] = [];
  const opened: ByteLink[] = [];
  const provider = createLinkProvider({
    buses: [
      { id: 'rs485-1', link: { type: 'tcp', host: '10.0.0.2', port: 4001 } },
      { id: 'rs485-2', link: { type: 'tcp', host: '10.0.0.3', port: 4001 }, discardEcho: true },
    ],
    createLine: (settings) => {
      made.push(settings);
      return {
        name: settings.id,
        member: (deviceId): BusMember => ({
          name: `${settings.id}/${deviceId}`,
          transact: () => Promise.reject(new Error('not used')),
          send: async () => undefined,
          leave: () => void log.push(`${deviceId} leaves ${settings.id}`),
        }),
        close: async () => void log.push(`${settings.id} closed`),
      };
    },
    openByteLink: async () => {
      const [ours] = memoryPair('cable');
      opened.push(ours);
      return ours;
    },
    openHidLink: () => Promise.reject(new GatewayError('TRANSPORT_PORT_NOT_FOUND', 'no such HID device')),
    openListenPort: async () => memoryPort('door port').port,
  });
  return { provider, log, made, opened };
}

describe('lines', () => {
  it('a shared one is the same object for all its members', () => {
    const { provider, made } = setUp();
    expect(provider.line('board-1', 'rs485-1', undefined)).toBe(provider.line('board-2', 'rs485-1', undefined));
    expect(provider.line('door', 'rs485-2', undefined)).not.toBe(provider.line('board-1', 'rs485-1', undefined));
    expect(made.map(({ id }) => id)).toEqual(['rs485-1', 'rs485-2']);
    expect(made[1]?.discardEcho).toBe(true);
  });

  it('a device with a link of its own gets a line of its own, once', () => {
    const { provider, made } = setUp();
    const line = provider.line('door', undefined, tcp(9103));
    expect(provider.line('door', undefined, tcp(9103))).toBe(line);
    expect(provider.line('door-2', undefined, tcp(9104))).not.toBe(line);
    expect(made.slice(2)).toEqual([
      { id: 'door', link: tcp(9103) },
      { id: 'door-2', link: tcp(9104) },
    ]);
  });

  it('a device that is called like a bus does not get into it', () => {
    const { provider } = setUp();
    expect(provider.line('rs485-1', undefined, tcp(1))).not.toBe(provider.line('board-1', 'rs485-1', undefined));
  });

  it.each([
    ['nothing', undefined],
    ['a HID device', hid],
    ['a port at which a device calls', listen],
  ] as const)('%s is no line', (_what, link) => {
    expect(() => setUp().provider.line('door', undefined, link)).toThrow(/door has no link that its driver can use/);
  });

  it('all are closed together', async () => {
    const { provider, log } = setUp();
    provider.line('door', undefined, tcp(9103));
    await provider.close();
    expect(log.sort()).toEqual(['door closed', 'rs485-1 closed', 'rs485-2 closed']);
  });

  it('streams and HID devices are not mixed up', async () => {
    const { provider } = setUp();
    const { signal } = new AbortController();
    await expect(provider.openStream('pad', hid, signal)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(provider.openHid('pad', tcp(1), signal)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(provider.openHid('pad', hid, signal)).rejects.toMatchObject({ code: 'TRANSPORT_PORT_NOT_FOUND' });
    expect((await provider.openStream('door', tcp(1), signal)).name).toBe('cable a');
    await expect(provider.openStream('door', listen, signal)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(provider.openPort('door', tcp(1), signal)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect((await provider.openPort('door', listen, signal)).name).toBe('door port');
  });
});

describe('what a session stands on', () => {
  const { signal } = new AbortController();
  const device = (linkKind: AnyDriver['linkKind'], rest: { link?: LinkSettings; busId?: string } = {}) => ({
    id: 'dev',
    driver: { linkKind } as AnyDriver,
    admin: 'enabled' as const,
    options: {},
    ...rest,
  });

  it('nothing, for a probe', async () => {
    const footing = await openFooting(device('none'), setUp().provider, signal);
    expect(footing.link).toBeUndefined();
    await footing.release();
  });

  it('a place on a line, given back at the end', async () => {
    const { provider, log } = setUp();
    const footing = await openFooting(device('bus', { busId: 'rs485-1' }), provider, signal);
    expect((footing.link as BusMember).name).toBe('rs485-1/dev');
    await footing.release();
    expect(log).toEqual(['dev leaves rs485-1']);
  });

  it('a stream of its own, closed at the end, whose loss is told with its name', async () => {
    const { provider, opened } = setUp();
    const footing = await openFooting(device('stream', { link: tcp(9100) }), provider, signal);
    await footing.release();
    expect(await footing.lost).toBe('cable a: closed by us');
    expect(await opened[0]?.closed).toEqual({ kind: 'local', detail: 'closed by us' });
  });

  it('a port at which it calls, closed at the end, whose loss is told with its name', async () => {
    const footing = await openFooting(device('listen', { link: listen }), setUp().provider, signal);
    await footing.release();
    expect(await footing.lost).toBe('door port: closed by us');
  });

  it('without a link there is nothing to stand on', async () => {
    await expect(openFooting(device('stream'), setUp().provider, signal)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      deviceId: 'dev',
    });
  });

  it('what a session says after its end is not heard, events and memory aside', () => {
    const heard: string[] = [];
    let current = true;
    const context = guardContext(
      {
        state: () => void heard.push('state'),
        alarm: () => void heard.push('alarm'),
        suppress: () => void heard.push('suppress'),
        measurement: () => void heard.push('measurement'),
        memory: { records: {} },
      } as unknown as DriverContext,
      () => current,
    );
    const speak = () => {
      context.state({});
      context.alarm({ type: 'x', active: true });
      context.suppress('exchange', 'cash');
      context.measurement({});
    };
    speak();
    current = false;
    speak();
    expect(heard).toEqual(['state', 'alarm', 'suppress', 'measurement']);
  });

  it('what a session says has no card number in it, wherever it goes', async () => {
    const card = '4111111111111111';
    const { context, seen } = recordingContext({ options: {}, link: undefined });
    const kept: unknown[] = [];
    const logged: unknown[] = [];
    const note = (message: string, details?: Record<string, unknown>) => logged.push(message, details);
    const records = { load: () => new Map(), put: async (...all: unknown[]) => void kept.push(...all) };
    const guarded = guardContext(
      { ...context, logger: { debug: note, info: note, warn: note }, memory: { ...context.memory, records } },
      () => true,
    );
    guarded.state({ note: card, [card]: Number(card), modules: { reader: { detail: `card ${card}` } } });
    guarded.suppress('exchange', `card ${card}`);
    guarded.measurement({ counters: { [card]: card } });
    await guarded.event('swallowed', { text: card });
    await guarded.memory.save({ last: card }, { event: { name: 'kept', data: { card } }, measurement: { card } });
    await guarded.memory.records.put('ticket-1', { note: card });
    guarded.logger.warn('strange', { bytes: card, number: Number(card) });
    const told = JSON.stringify([seen, kept, logged]);
    expect(told).not.toContain('41111');
    expect(told.match(/\*{12}1111/g)).toHaveLength(14);
  });
});

it('a HID device behind a relay is a HID device, no stream and no line', async () => {
  const { provider } = setUp();
  const { signal } = new AbortController();
  const relay: LinkSettings = { type: 'hid-tcp', host: '10.0.0.9', port: 9120 };
  await expect(provider.openHid('pad', relay, signal)).rejects.toMatchObject({ code: 'TRANSPORT_PORT_NOT_FOUND' });
  await expect(provider.openStream('pad', relay, signal)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  expect(() => provider.line('pad', undefined, relay)).toThrow(/has no link that its driver can use/);
});
