import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { settle } from '../../../support/virtual-clock.js';
import { dial, refusal } from './xfs4iot-client.js';
import { stand } from './xfs4iot-stand.js';

/** A terminal of which a client asks the receipt printer, unless it says otherwise. */
async function troubled(tls?: { cert: string; key: string }) {
  const scene = await stand(tls ? { tls } : {});
  return {
    ...scene,
    url: scene.at(''),
    trouble: (mode: string) => scene.act('trouble', { mode }),
    client: (path = '/Printer') => scene.client(path),
  };
}

const status = { header: { type: 'command', name: 'Common.Status', version: '2.0', requestId: 99 } };

describe('a terminal that does not answer as it should', () => {
  it.each([
    ['no-acknowledge', []],
    ['no-completion', ['acknowledge']],
  ])('%s', async (mode, types) => {
    const { client, trouble, terminal } = await troubled();
    const printer = await client();
    trouble(mode);
    printer.send(status);
    while (terminal.received.length === 0) await settle();
    trouble('none');
    await printer.ask('Common.Status');
    expect(printer.heard.map(({ header }) => header['type'])).toEqual([...types, 'acknowledge', 'completion']);
  });

  it.each([
    ['close-on-command', 1011],
    ['cut-on-command', 1006],
  ])('%s', async (mode, code) => {
    const { client, trouble } = await troubled();
    const printer = await client();
    trouble(mode);
    printer.send(status);
    expect(await printer.closed).toBe(code);
    expect(printer.heard).toEqual([]);
  });

  it('half-message: the frame is never finished', async () => {
    const { client, trouble, terminal } = await troubled();
    const printer = await client();
    trouble('half-message');
    printer.send(status);
    while (terminal.received.length === 0) await settle();
    printer.socket.ping();
    await new Promise((resolve) => printer.socket.once('pong', resolve));
    expect(printer.raw).toEqual([]);
  });

  it.each([
    ['not-json', false, '<error>'],
    ['not-a-message', false, '[{"header":null}]'],
    ['binary', true, '{"header":'],
  ])('%s', async (mode, isBinary, beginning) => {
    const { client, trouble } = await troubled();
    const printer = await client();
    trouble(mode);
    printer.send(status);
    await printer.until(() => printer.raw.length === 2);
    for (const each of printer.raw) {
      expect(each.isBinary).toBe(isBinary);
      expect(each.data.startsWith(beginning)).toBe(true);
    }
  });

  it('huge-message: more than 2 MiB', async () => {
    const { client, trouble } = await troubled();
    const printer = await client();
    trouble('huge-message');
    printer.send(status);
    await printer.until(() => printer.raw.length === 2);
    expect(printer.raw[1]?.data.length).toBeGreaterThan(2 * 1_048_576);
    expect(printer.heard[1]).toMatchObject({ header: { completionCode: 'success' } });
  });

  it('takes no more than 2 MiB itself', async () => {
    const { client } = await troubled();
    const printer = await client();
    printer.send('x'.repeat(2 * 1_048_576 + 1));
    expect(await printer.closed).toBe(1009);
  });

  it('hang-at-upgrade and refuse-upgrade', async () => {
    const { trouble, url } = await troubled();
    trouble('refuse-upgrade');
    expect(await refusal(url)).toBe(503);
    trouble('hang-at-upgrade');
    expect(await refusal(url, { handshakeTimeout: 50 })).toContain('handshake has timed out');
  });

  it('frozen: not even a ping is answered, and it thaws', async () => {
    const { client, trouble, act } = await troubled();
    const printer = await client();
    trouble('frozen');
    let pongs = 0;
    printer.socket.on('pong', () => pongs++);
    printer.socket.ping();
    act('set', { path: 'printer.paper.upper', value: 'low' });
    for (let turn = 0; turn < 20; turn++) await settle();
    expect([pongs, printer.heard.length]).toEqual([0, 0]);
    trouble('none');
    await printer.ask('Common.Status');
    expect(pongs).toBe(1);
  });

  it('silent says nothing, late says it later, unplugged is gone', async () => {
    const { client, terminal, clock, url } = await troubled();
    const printer = await client();
    terminal.setFaults({ silent: true });
    printer.send(status);
    while (terminal.received.length === 0) await settle();
    terminal.setFaults({ silent: false, lateMs: 300 });
    const asking = printer.ask('Common.Status');
    while (clock.pending < 2) await settle();
    expect(printer.heard).toEqual([]);
    await clock.advance(300);
    await asking;
    expect(printer.heard).toHaveLength(2);
    terminal.setFaults({ unplugged: true });
    expect(await printer.closed).toBe(1006);
    expect(await refusal(url)).toBe('ECONNRESET');
    expect(() => terminal.setFaults({ flipBit: true })).toThrow('knob "flipBit"');
  });
});

describe('a terminal that comes and goes', () => {
  it('a service that has ended is neither named nor reachable, and comes back', async () => {
    const { client, act, url } = await troubled();
    const printer = await client();
    act('drop-service', { service: 'Printer' });
    expect(await printer.closed).toBe(1006);
    expect(await refusal(`${url}/Printer`)).toBe(404);
    const publisher = await client('');
    expect(JSON.stringify(await publisher.ask('ServicePublisher.GetServices'))).not.toContain('Printer');
    act('drop-service', { service: 'Printer', listed: true });
    expect(JSON.stringify(await publisher.ask('ServicePublisher.GetServices'))).toContain('Printer');
    act('bring-service', { service: 'Printer' });
    await (await client()).ask('Common.Status');
  });

  it.each([
    ['close-publisher', 'open-publisher', 'on'],
    ['power-off', 'power-on', 'off'],
  ])('after %s nobody listens; %s brings the same port back', async (away, back, power) => {
    const { client, act, url, view } = await troubled();
    const printer = await client();
    await act(away);
    expect(await printer.closed).toBe(1006);
    expect(await refusal(url)).toBe('ECONNREFUSED');
    expect(view()).toMatchObject({ power, publisher: 'closed' });
    await act(back);
    expect((await (await client()).ask('Common.Status')).header['completionCode']).toBe('success');
  });

  it('a power cycle takes its time and forgets registrations, but not how the doors are', async () => {
    const { client, act, clock, url } = await troubled();
    const sensors = await client('/Auxiliaries');
    await sensors.ask('Auxiliaries.Register', { cabinetDoor: 'register' });
    act('door', { state: 'open' });
    await act('power-cycle', { offMs: 5_000 });
    expect(await refusal(url)).toBe('ECONNREFUSED');
    await clock.advance(5_000);
    while ((await refusal(url)) !== 'open') await settle();
    const again = await client('/Auxiliaries');
    act('door', { state: 'closed' });
    expect((await again.ask('Common.Status')).payload).toMatchObject({ auxiliaries: { cabinetDoor: 'closed' } });
    expect(again.heard).toHaveLength(2);
  });

  it('after a restart its devices are starting for a while', async () => {
    const { client, act, clock } = await troubled();
    act('set', { path: 'common.device', value: 'hardwareError', service: 'PinPad' });
    const before = await client();
    act('restart', { startingMs: 20_000 });
    expect(await before.closed).toBe(1006);
    const printer = await client();
    expect((await printer.ask('Common.Status')).payload).toMatchObject({ common: { device: 'starting' } });
    await clock.advance(20_000);
    expect((await printer.unsolicited()).payload).toEqual({ common: { device: 'online' } });
    expect((await (await client('/PinPad')).ask('Common.Status')).payload).toMatchObject({
      common: { device: 'hardwareError' },
    });
  });

  it('recover puts everything right', async () => {
    const { client, act, view } = await troubled();
    act('set', { path: 'printer.media', value: 'jammed' });
    act('storage', { unit: 'unitBox', status: 'missing' });
    act('trouble', { mode: 'refuse-upgrade' });
    await act('power-off');
    await act('recover');
    expect((await (await client()).ask('Common.Status')).payload).toMatchObject({ printer: { media: 'notPresent' } });
    expect(view().services).toMatchObject({ CashAcceptor: { units: { unitBox: { status: 'ok' } } } });
  });

  it('leaves nothing behind when it is closed', async () => {
    const { client, act, clock, terminal, url } = await troubled();
    act('answer-time', { ms: 1_000 });
    const printer = await client();
    printer.send(status);
    await printer.until(() => printer.heard.length === 1);
    terminal.close();
    expect(await printer.closed).toBe(1006);
    expect(clock.pending).toBe(0);
    while ((await refusal(url)) !== 'ECONNREFUSED') await settle();
  });
});

describe('an action of a terminal', () => {
  it.each([
    ['set', { path: 'printer.paper.upper', value: 'wet' }, 'allowed is unknown, full, low, out, jammed or null'],
    ['set', { path: 'printer.colour', value: 'red' }, 'no such property of a status'],
    ['set', { path: 'common.device', value: 'offline' }, 'is ambiguous: name a service of CardReader, Printer'],
    ['set', { path: 'textTerminal.keyboard', value: 'on' }, 'nobody’s'],
    ['set', { path: 'cardReader.media', value: 'jammed', service: 'Printer' }, 'Printer has common, printer'],
    ['set', { path: 'cashAcceptor.positions.4.shutter', value: 'open' }, 'there are 1, counted from 0'],
    ['set', { path: 'cashManagement.safeDoor', value: 'doorOpen', service: 'CashAcceptor' }, 'only release 2021-1'],
    ['set', { path: 'auxiliaries.UPS.low', value: 'yes' }, 'true or false'],
    ['storage', { unit: 'unitNine', status: 'ok' }, 'unit "unitNine": allowed are unitRetain'],
    ['storage', { unit: 'unitBox', status: 'gone' }, 'status'],
    ['drop-service', { service: 'Toaster' }, 'service "Toaster": allowed are CardReader'],
    ['trouble', { mode: 'sulk' }, 'mode'],
    ['door', { state: 'ajar' }, 'allowed is closed, open, locked, bolted, tampered'],
  ])('%s %j says what is allowed', async (name, args, message) => {
    const { act } = await troubled();
    expect(() => act(name, args)).toThrow(message);
  });
});

describe('a terminal behind TLS', () => {
  it('speaks wss only, and gives wss addresses', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'xfs4iot-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
    const subject = ['-subj', '/CN=kiosk', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', [...made, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
    const pem = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
    const { url, port } = await troubled(pem);
    const client = await dial(url, { ca: pem.cert });
    onTestFinished(() => client.end());
    const { payload } = await client.ask('ServicePublisher.GetServices');
    expect(JSON.stringify(payload)).toContain(`wss://127.0.0.1:${port}/xfs4iot/v1.0/CardReader`);
    expect(await refusal(url)).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await refusal(url.replace('wss', 'ws'))).not.toBe('open');
  });
});
