import { request } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveTcp } from '../../../../simulators/server.js';
import { createXfs4iot } from '../../../../simulators/terminal/xfs4iot.js';
import { freePort } from '../../../support/free-port.js';
import { seededRandom } from '../../../support/random.js';
import { settle, VirtualClock } from '../../../support/virtual-clock.js';
import { dial, refusal } from './xfs4iot-client.js';
import { stand } from './xfs4iot-stand.js';

const status2021 = (name: string, requestId = 1) => ({
  header: { type: 'command', name, requestId },
  payload: { timeout: 5000 },
});

describe('where a terminal is found', () => {
  it('takes the first free port of those it may have', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    onTestFinished(() => void taken.close());
    const first = (taken.address() as { port: number }).port;
    const second = await freePort();
    const terminal = createXfs4iot({ clock: new VirtualClock(), random: seededRandom(1) });
    onTestFinished(() => terminal.close());
    expect(await terminal.listen({ host: '127.0.0.1', ports: [first, second] })).toBe(second);
    const other = createXfs4iot({ clock: new VirtualClock(), random: seededRandom(1) });
    await expect(other.listen({ host: '127.0.0.1', ports: [first, second] })).rejects.toThrow('EADDRINUSE');
  });

  it('answers a plain GET with 400 and no body', async () => {
    const { port } = await stand();
    const answer = await new Promise<{ status: number; body: string }>((resolve) => {
      request({ host: '127.0.0.1', port, path: '/xfs4iot/v1.0', agent: false }, async (response) => {
        let body = '';
        for await (const chunk of response) body += chunk;
        resolve({ status: response.statusCode ?? 0, body });
      }).end();
    });
    expect(answer).toEqual({ status: 400, body: '' });
  });

  it.each(['', '/', '/CardReader', '/CardReader/'])('upgrades at "%s"', async (path) => {
    const { client } = await stand();
    const answer = await (await client(path)).ask('Common.Capabilities');
    expect(answer.header).toMatchObject({ name: 'Common.Capabilities', completionCode: 'success' });
  });

  it.each(['/Toaster', '/Card Reader', '/CardReader/more'])('refuses "%s"', async (path) => {
    const { at } = await stand();
    expect(await refusal(at(path))).toBe(404);
  });

  it('names its services by the host the client has used', async () => {
    const { client, act, port } = await stand({ services: ['Printer', 'PinPad'] });
    const publisher = await client();
    const uris = ['Printer', 'PinPad'].map((name) => ({ serviceURI: `ws://127.0.0.1:${port}/xfs4iot/v1.0/${name}` }));
    expect((await publisher.ask('ServicePublisher.GetServices')).payload).toEqual({
      vendorName: 'Simulated terminals',
      services: uris,
    });
    act('advertise', { host: 'ATM-7:5846' });
    expect(JSON.stringify(await publisher.ask('ServicePublisher.GetServices'))).toContain('ws://ATM-7:5846/xfs4iot');
    act('services-null', { on: true });
    expect((await publisher.ask('ServicePublisher.GetServices')).payload).toEqual({
      vendorName: 'Simulated terminals',
    });
  });

  it('may tell of its services in an event before the completion', async () => {
    const { client } = await stand({ serviceDetailEvent: true });
    const publisher = await client();
    const { payload } = await publisher.ask('ServicePublisher.GetServices');
    expect(publisher.heard.map(({ header }) => header['type'])).toEqual(['acknowledge', 'event', 'completion']);
    expect(publisher.heard[1]).toMatchObject({
      header: { name: 'ServicePublisher.ServiceDetailEvent', version: '2.0', requestId: 1 },
      payload,
    });
  });

  it('is served over any line as well', async () => {
    const { terminal } = await stand();
    const server = await serveTcp(terminal, { port: 0 });
    onTestFinished(() => server.close());
    const client = await dial(`ws://127.0.0.1:${server.port}/xfs4iot/v1.0/Printer`);
    onTestFinished(() => client.end());
    expect((await client.ask('Common.Status')).payload).toMatchObject({ printer: { media: 'notPresent' } });
  });
});

describe('the newer envelope', () => {
  it('answers byte for byte as the reference shows, with absent properties left out', async () => {
    const { client, act } = await stand({ services: ['Printer'] });
    const printer = await client('/Printer');
    act('set', { path: 'printer.paper.upper', value: 'low' });
    await printer.unsolicited();
    printer.send(
      '{"header":{"type":"command","name":"Common.Status","version":"2.0","requestId":17,"timeout":5000},"payload":{}}',
    );
    await printer.until(() => printer.raw.length === 3);
    expect(printer.raw.map(({ data }) => data)).toEqual([
      '{"header":{"type":"unsolicited","name":"Common.StatusChangedEvent","version":"3.0"},"payload":{"printer":{"paper":{"upper":"low"}}}}',
      '{"header":{"type":"acknowledge","name":"Common.Status","version":"2.0","requestId":17}}',
      '{"header":{"type":"completion","name":"Common.Status","version":"3.0","requestId":17,"completionCode":"success"},' +
        '"payload":{"common":{"device":"online","devicePosition":"inPosition","powerSaveRecoveryTime":0},' +
        '"printer":{"media":"notPresent","paper":{"upper":"low"},"paperType":{"upper":"single"},"blackMarkMode":"off"}}}',
    ]);
  });

  it('tells by null in a change that something is gone, and writes null everywhere on wish', async () => {
    const { client, act } = await stand({ services: ['Printer'], explicitNull: true });
    const printer = await client('/Printer');
    act('set', { path: 'printer.paper.upper', value: null });
    expect((await printer.unsolicited()).payload).toEqual({ printer: { paper: { upper: null } } });
    expect((await printer.ask('Common.Status')).payload).toMatchObject({
      printer: { toner: null, paper: { lower: null } },
    });
  });

  it.each([
    ['an unknown command', 'CashDispenser.Dispense', {}, '2.0', 'unsupportedCommand'],
    ['a command of another interface', 'Storage.GetStorage', {}, '2.0', 'unsupportedCommand'],
    ['an old version', 'Common.Status', {}, '1.0', 'invalidCommand'],
    ['a property that is not there', 'Common.Status', { all: true }, '2.0', 'invalidData'],
  ])('completes %s with an error', async (_, name, payload, version, completionCode) => {
    const { client, view } = await stand();
    const answer = await (await client('/PinPad')).ask(name, payload, version);
    expect(answer.header).toMatchObject({ type: 'completion', completionCode });
    expect(view().commands).toEqual({ [name]: 1 });
  });

  it.each([
    ['an event', { header: { type: 'event', name: 'Common.Status', version: '2.0', requestId: 9 } }],
    ['requestId 0', { header: { type: 'command', name: 'Common.Status', version: '2.0', requestId: 0 } }],
    ['a header of its own', { header: { type: 'command', name: 'Common.Status', requestId: 9, colour: 'red' } }],
    ['a payload that is a list', { header: { type: 'command', name: 'Common.Status', requestId: 9 }, payload: [1] }],
    ['a timeout below zero', { header: { type: 'command', name: 'Common.Status', requestId: 9, timeout: -1 } }],
    ['a version of one number', { header: { type: 'command', name: 'Common.Status', requestId: 9, version: '2' } }],
  ])('acknowledges %s as invalid, and completes nothing', async (_, message) => {
    const { client } = await stand();
    const pinPad = await client('/PinPad');
    pinPad.send(message);
    await pinPad.until(() => pinPad.heard.length === 1);
    expect(pinPad.heard[0]?.header).toMatchObject({ type: 'acknowledge', status: 'invalidMessage' });
    await pinPad.ask('Common.Status');
    expect(pinPad.heard).toHaveLength(3);
  });

  it('records what is no message at all, and does not answer it', async () => {
    const { client, terminal, view } = await stand();
    const pinPad = await client('/PinPad');
    for (const noise of ['', '{', '[]', 'null', '{"header":{"name":"x"}}']) pinPad.send(noise);
    await pinPad.ask('Common.Status');
    expect(view().commands).toEqual({ '(none)': 5, 'Common.Status': 1 });
    expect(terminal.received[1]).toEqual({ at: 'PinPad', name: undefined, text: '{' });
    expect(pinPad.heard).toHaveLength(2);
  });

  it('refuses a requestId that is pending and more than it may have pending; a client that leaves takes its own along', async () => {
    const { client, act, clock } = await stand({ maximumRequests: 2 });
    act('answer-time', { ms: 1_000 });
    const reader = await client('/CardReader');
    const ask = (requestId: number) => ({
      header: { type: 'command', name: 'Common.Status', version: '2.0', requestId },
    });
    for (const id of [1, 1, 2, 3]) reader.send(ask(id));
    await reader.until(() => reader.heard.length === 4);
    expect(reader.heard.map(({ header }) => header['status'])).toEqual([
      undefined,
      'invalidRequestID',
      undefined,
      'tooManyRequests',
    ]);
    expect(clock.pending).toBe(2);
    reader.end();
    while (clock.pending > 0) await settle();
    expect(clock.pending).toBe(0);
  });

  it('ends a command at its own timeout', async () => {
    const { client, act, clock } = await stand();
    act('answer-time', { ms: 1_000 });
    const reader = await client('/CardReader');
    const header = { type: 'command', name: 'Common.Status', version: '2.0', requestId: 1, timeout: 500 };
    reader.send({ header });
    await reader.until(() => reader.heard.length === 1);
    await clock.advance(500);
    await reader.until(() => reader.heard.length === 2);
    expect(reader.heard[1]?.header).toMatchObject({ type: 'completion', completionCode: 'timeOut' });
  });

  it('says completion, acknowledge and event in that order when shuffled', async () => {
    const { client } = await stand({ shuffle: true, serviceDetailEvent: true });
    const publisher = await client();
    await publisher.ask('ServicePublisher.GetServices');
    await publisher.until(() => publisher.heard.length === 3);
    expect(publisher.heard.map(({ header }) => header['type'])).toEqual(['completion', 'acknowledge', 'event']);
  });

  it('negotiates the versions it has and no others', async () => {
    const { client } = await stand();
    const reader = await client('/CardReader');
    const wish = (status: number, event: number) => ({
      commands: { 'Common.Status': status },
      events: { 'Common.StatusChangedEvent': event },
    });
    expect((await reader.ask('Common.SetVersions', wish(2, 3))).header['completionCode']).toBe('success');
    expect((await reader.ask('Common.SetVersions', wish(1, 3))).header['completionCode']).toBe('invalidData');
    expect((await reader.ask('Common.SetVersions', wish(2, 1))).header['completionCode']).toBe('invalidData');
    expect((await reader.ask('Common.SetVersions', { commands: 2 })).header['completionCode']).toBe('invalidData');
  });

  it('tells what each interface can', async () => {
    const { client } = await stand();
    const { payload } = await (await client('/CardReader')).ask('Common.Capabilities');
    const interfaces = payload?.['interfaces'] as { name: string; commands: object; events: object }[];
    expect(interfaces.map(({ name }) => name)).toEqual(['Common', 'CardReader', 'Storage']);
    expect(interfaces[0]).toMatchObject({
      commands: { 'Common.Status': { versions: ['2.0'] } },
      events: { 'Common.StatusChangedEvent': { versions: ['3.0'] } },
      maximumRequests: 0,
    });
  });
});

describe('the envelope of 2021-1', () => {
  it('has its codes in the payload and spells what is absent', async () => {
    const { client } = await stand({ envelope: '2021-1' });
    const printer = await client('/Printer');
    printer.send(status2021('Common.Status', 17));
    await printer.until(() => printer.heard.length === 2);
    expect(printer.heard[0]).toEqual({
      header: { type: 'acknowledge', name: 'Common.Status', version: '1.0', requestId: 17 },
      payload: { status: 'ok' },
    });
    expect(printer.heard[1]).toEqual({
      header: { type: 'completion', name: 'Common.Status', version: '1.0', requestId: 17 },
      payload: {
        completionCode: 'success',
        errorDescription: '',
        common: {
          device: 'online',
          devicePosition: 'inPosition',
          powerSaveRecoveryTime: 0,
          antiFraudModule: 'notSupported',
          exchange: 'notSupported',
          endToEndSecurity: 'notSupported',
        },
        printer: {
          media: 'notPresent',
          paper: {
            upper: 'full',
            lower: 'notSupported',
            external: 'notSupported',
            aux: 'notSupported',
            aux2: 'notSupported',
            park: 'notSupported',
          },
          toner: 'notSupported',
          ink: 'notSupported',
          lamp: 'notSupported',
          paperType: { upper: 'single' },
          blackMarkMode: 'off',
          retractBins: [{ state: 'ok', count: 0 }],
        },
      },
    });
  });

  it('names auxiliaries as it did then, with notAvailable, and what it had before it became a unit', async () => {
    const { client, act } = await stand({ envelope: '2021-1' });
    const sensors = await client('/Auxiliaries');
    const { payload } = await sensors.ask('Common.Status', {}, '1.0');
    expect(payload?.['auxiliaries']).toMatchObject({
      displaySensor: 'on',
      vandalShield: 'notAvailable',
      tamperSensor: 'off',
    });
    expect(payload?.['auxiliaries']).not.toHaveProperty('consumerDisplaySensor');
    expect((await sensors.ask('Auxiliaries.Register', { displaySensor: 'register' }, '1.0')).payload).toMatchObject({
      completionCode: 'success',
    });
    act('set', { path: 'auxiliaries.consumerDisplaySensor', value: 'displayError' });
    expect(await sensors.unsolicited()).toEqual({
      header: { type: 'unsolicited', name: 'Common.StatusChangedEvent', version: '1.0', requestId: 0 },
      payload: { auxiliaries: { displaySensor: 'displayError' } },
    });
    act('set', { path: 'cashManagement.safeDoor', value: 'doorOpen', service: 'CashAcceptor' });
    const acceptor = await (await client('/CashAcceptor')).ask('Common.Status', {}, '1.0');
    expect(acceptor.payload).toMatchObject({ cashManagement: { safeDoor: 'doorOpen', dispenser: 'notSupported' } });
    const bins = await (await client('/Printer')).ask('Storage.GetStorage', {}, '1.0');
    expect(bins.payload).toEqual({ completionCode: 'success', errorDescription: '', storage: {} });
  });

  it('answers a client of the newer releases in its own way', async () => {
    const { client } = await stand({ envelope: '2021-1' });
    const publisher = await client();
    publisher.send({
      header: { type: 'command', name: 'ServicePublisher.GetServices', version: '2.0', requestId: 1, timeout: 5 },
    });
    await publisher.until(() => publisher.heard.length === 2);
    expect(publisher.heard.map(({ payload }) => payload)).toMatchObject([
      { status: 'ok' },
      { completionCode: 'invalidCommand' },
    ]);
  });

  it('takes no code in the header', async () => {
    const { client } = await stand({ envelope: '2021-1' });
    const publisher = await client();
    publisher.send({ header: { type: 'command', name: 'ServicePublisher.GetServices', requestId: 1, timeout: 5 } });
    await publisher.until(() => publisher.heard.length === 1);
    expect(publisher.heard[0]?.payload).toEqual({ status: 'invalidMessage' });
  });
});
