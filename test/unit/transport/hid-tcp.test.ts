import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../drivers/clock.js';
import { hidOverRelay } from '../../../drivers/transport/hid-tcp.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
import { createHidOpener } from '../../../drivers/transport/open.js';
import { hex, toHex } from '../../support/hex.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { follow } from './bus-line.js';

const servers: Server[] = [];
const never = new AbortController().signal;

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A link over a real connection, and the relay's socket at its other end. */
async function connected() {
  const server = createServer();
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const open = createHidOpener({ clock: systemClock });
  const link = await open({ type: 'hid-tcp', host: '127.0.0.1', port }, never);
  const [relay] = await accepted;
  relay.on('error', () => {});
  return { link, relay, port };
}

/** A link over a pair in memory, in virtual time; `heard` is what the relay got. */
function wired() {
  const clock = new VirtualClock();
  const [host, far] = memoryPair('relay');
  const link = hidOverRelay(host, clock);
  const heard: string[] = [];
  far.onData((bytes) => heard.push(toHex(bytes)));
  return { clock, link, far, heard, say: (bytes: string) => far.write(hex(bytes)) };
}

describe('over a real connection', () => {
  test('reports go both ways, those from before anybody listened too', async () => {
    const { link, relay, port } = await connected();
    expect(link.name).toBe(`hid over tcp 127.0.0.1:${port}`);
    relay.write(hex('01 00 08 00 00 5B 00 00 00 00 00 01 00'));
    await link.write(Uint8Array.of(0, 1, 255));
    const [written] = (await once(relay, 'data')) as [Buffer];
    expect(toHex(written)).toBe('02 00 03 00 01 FF');
    const reports: string[] = [];
    const second = new Promise<void>((resolve) => {
      link.onReport((report) => reports.push(toHex(report)) === 2 && resolve());
    });
    relay.write(hex('08 00 00 00 00 00 00 00 00'));
    await second;
    expect(reports).toEqual(['00 00 5B 00 00 00 00 00', '00 00 00 00 00 00 00 00']);
    await link.close();
    expect(await link.closed).toEqual({ kind: 'local', detail: 'closed by us' });
  });

  test('the end of the connection is the unplug', async () => {
    const { link, relay } = await connected();
    relay.end();
    expect(await link.closed).toEqual({ kind: 'lost', detail: 'closed by the peer' });
    await expect(link.write(Uint8Array.of(0))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    await expect(link.setFeature(Uint8Array.of(0))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    await expect(link.getFeature(1, 1)).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
  });

  test('a relay that is not there', async () => {
    const { link, port } = await connected();
    await link.close();
    servers.splice(0)[0]?.close();
    const open = createHidOpener({ clock: systemClock });
    await expect(open({ type: 'hid-tcp', host: '127.0.0.1', port }, never)).rejects.toMatchObject({
      code: 'TRANSPORT_OPEN_FAILED',
    });
  });
});

describe('feature reports', () => {
  test('are set, and asked for one after the other', async () => {
    const { link, heard, say } = wired();
    await link.setFeature(hex('65 02 FE'));
    const asked = [link.getFeature(0x64, 8), link.getFeature(8, 2)];
    await new Promise(setImmediate);
    expect(heard).toEqual(['03 00 03 65 02 FE', '04 00 03 64 00 08']);
    await say('05 00 03 FF 01 FE');
    expect(toHex((await asked[0]) ?? new Uint8Array())).toBe('FF 01 FE');
    await new Promise(setImmediate);
    expect(heard.at(-1)).toBe('04 00 03 08 00 02');
    await say('05 00 04 08 01 02 03');
    // Never longer than was asked for.
    expect(toHex((await asked[1]) ?? new Uint8Array())).toBe('08 01');
  });

  test('one the device refuses is an error with its reason, and the link stays', async () => {
    const { link, say } = wired();
    const asked = follow(link.getFeature(9, 8));
    await new Promise(setImmediate);
    await say(`06 00 09 ${Buffer.from('no report').toString('hex')}`);
    await new Promise(setImmediate);
    expect(asked.outcome).toBe('PROTOCOL_REJECTED');
    await link.write(Uint8Array.of(0));
  });

  test('an answer nobody waits for changes nothing', async () => {
    const { link, say } = wired();
    await say('05 00 01 09 06 00 01 41');
    const asked = link.getFeature(8, 2);
    await new Promise(setImmediate);
    await say('05 00 02 08 01');
    expect(toHex(await asked)).toBe('08 01');
  });

  test('one that is not answered ends the link: its answer would pass for the next one', async () => {
    const { link, clock } = wired();
    const asked = follow(link.getFeature(8, 2));
    await clock.advance(4_999);
    expect(asked.outcome).toBe('pending');
    await clock.advance(1);
    expect(asked.outcome).toBe('TRANSPORT_REPLY_TIMEOUT');
    expect(await link.closed).toEqual({ kind: 'lost', detail: 'no answer to feature report 8 within 5000 ms' });
    expect(clock.pending).toBe(0);
  });

  test('a question that waits when the device is unplugged ends with it', async () => {
    const { link, far, clock } = wired();
    const asked = follow(link.getFeature(8, 2));
    await clock.advance(1);
    far.unplug('pulled');
    await clock.advance(1);
    expect(asked.outcome).toBe('TRANSPORT_CLOSED');
    expect(clock.pending).toBe(0);
  });
});

test('what is no relay ends the link, with what came', async () => {
  const { link, say } = wired();
  const reports: Uint8Array[] = [];
  link.onReport((report) => reports.push(report));
  await say(`01 00 01 AA ${Buffer.from('SSH-2.0').toString('hex')} 01 00 01 BB`);
  expect(await link.closed).toEqual({ kind: 'lost', detail: 'no message of a HID relay: 535348' });
  expect(reports).toEqual([Uint8Array.of(0xaa)]);
});

test('a receiver that throws costs this link and nothing else', async () => {
  const { link, say } = wired();
  link.onReport(() => {
    throw new Error('cannot read this');
  });
  await say('01 00 01 AA');
  expect(await link.closed).toMatchObject({ kind: 'lost', detail: expect.stringContaining('cannot read this') });
});
