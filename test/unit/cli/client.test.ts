import { createServer, type Server } from 'node:net';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alarms } from '../../../gateway/cli/alarms.js';
import { collect, connect, parseMessage } from '../../../gateway/cli/client.js';
import { devices } from '../../../gateway/cli/devices.js';

let aedes: Aedes;
let server: Server;
let broker: string;
let client: MqttClient;
let printed: string[];

/** A broker as central operations have it: any gateways may be on it. */
beforeEach(async () => {
  aedes = await Aedes.createBroker();
  server = createServer(aedes.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  broker = `mqtt://127.0.0.1:${(server.address() as { port: number }).port}`;
  client = await connectAsync(broker, { protocolVersion: 4 });
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await client.endAsync(true);
  await new Promise<void>((resolve) => aedes.close(() => resolve()));
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

const retain = (topic: string, data: unknown) =>
  client.publishAsync(topic, JSON.stringify({ v: 1, data }), { qos: 1, retain: true });

describe('finding the gateway', () => {
  it('is easy when there is one', async () => {
    await retain('branch/b1/gw1/presence', { status: 'online' });
    const connection = await connect({ broker });
    expect(connection.topics.root).toBe('branch/b1/gw1');
    await connection.close();
  });

  it('ends with code 3 when there is none', async () => {
    await expect(connect({ broker })).rejects.toMatchObject({
      code: 3,
      message: expect.stringMatching(/no gateway answers/),
    });
  });

  it('ends with code 2 and their names when there are several, unless one is named', async () => {
    await retain('branch/b1/gw1/presence', {});
    await retain('branch/b2/gw1/presence', {});
    await expect(connect({ broker })).rejects.toMatchObject({
      code: 2,
      message: expect.stringMatching(/--gateway with one of: b1\/gw1, b2\/gw1|--gateway with one of: b2\/gw1, b1\/gw1/),
    });
    const connection = await connect({ broker, gateway: 'b2/gw1' });
    expect(connection.topics.root).toBe('branch/b2/gw1');
    await connection.close();
  });

  it('ends with code 2 when the password file is not there', async () => {
    await expect(connect({ broker, user: 'u', passwordFile: '/nowhere/pw' })).rejects.toMatchObject({ code: 2 });
  });
});

describe('collecting what is retained', () => {
  it('takes all there is, however many, and leaves out what is not a message', async () => {
    for (let i = 0; i < 50; i++) await retain(`a/${i}`, i);
    await client.publishAsync('a/text', 'not JSON', { qos: 1, retain: true });
    const found = await collect(client, ['a/+']);
    expect([...found.keys()].length).toBe(50);
    expect(found.get('a/7')?.data).toBe(7);
  });

  it('is content as soon as it has enough', async () => {
    await retain('a/1', 1);
    const found = await collect(client, ['a/+'], (messages) => messages.size === 1);
    expect(found.size).toBe(1);
  });

  it('finds nothing where there is nothing', async () => {
    expect((await collect(client, ['nothing/#'])).size).toBe(0);
  });

  it.each(['', 'x', '[', 'null', '5', '[1]'])('"%s" is not a message', (text) => {
    expect(parseMessage(Buffer.from(text))).toBeUndefined();
  });
});

describe('devices', () => {
  beforeEach(async () => {
    await retain('branch/b1/gw1/presence', {});
    await retain('branch/b1/gw1/info', {
      devices: [
        { id: 'printer-1', class: 'ticket-printer', driver: 'escpos' },
        { id: 'board-1', class: 'led-board', driver: 'onbon' },
      ],
    });
    await retain('branch/b1/gw1/device/printer-1/state', {
      admin: 'enabled',
      operating: 'offline',
      since: '2026-11-23T01:00:00.000Z',
      reason: 'tcp 10.0.0.9:9100: connection refused',
      paper: 'low',
    });
  });

  it('a line each, with the reason where one is away, and one that has said nothing yet', async () => {
    await devices({ broker });
    const [, printer, board] = printed.join('\n').split('\n');
    expect(printer).toMatch(
      /^printer-1 +ticket-printer +escpos +enabled +offline +\d\d:\d\d:\d\d +\(tcp .*refused\) paper=low$/,
    );
    expect(board).toMatch(/^board-1 +led-board +onbon +\? +\? +\?/);
  });

  it('as JSON for programs', async () => {
    await devices({ broker, json: true });
    expect(JSON.parse(printed.join('\n'))).toEqual([
      expect.objectContaining({ id: 'printer-1', operating: 'offline', paper: 'low' }),
      { id: 'board-1', class: 'led-board', driver: 'onbon' },
    ]);
  });
});

describe('alarms', () => {
  const alarm = (type: string, patch: Record<string, unknown>) =>
    retain(`branch/b1/gw1/alarm/dev/${type}`, {
      resource: 'b1/gw1/dev',
      'alarm-type-id': type,
      'perceived-severity': 'minor',
      'is-cleared': false,
      'last-raised': '2026-11-23T01:00:00.000Z',
      'alarm-text': `text of ${type}`,
      'x-code': 'X-1',
      'x-verified': true,
      ...patch,
    });

  it('the worst first, the cleared last, with who has seen them and what to do', async () => {
    await retain('branch/b1/gw1/presence', {});
    await alarm('cleared', { 'is-cleared': true, 'perceived-severity': 'critical' });
    await alarm('warning', { 'perceived-severity': 'warning', 'proposed-repair-actions': { zh: '换纸', en: 'paper' } });
    const detail = [{ identifier: 'detail', significant: false, information: 'line 2' }];
    await alarm('critical', {
      'perceived-severity': 'critical',
      'x-verified': false,
      'additional-information': detail,
      'proposed-repair-actions': { zh: '更换', en: 'exchange' },
    });
    await alarm('seen', { 'operator-state-change': [{ state: 'ack', operator: '王工' }] });
    await alarms({ broker });
    const [, ...rows] = printed.join('\n').split('\n');
    expect(rows.map((row) => /text of (\w+)/.exec(row)?.[1])).toEqual(['critical', 'seen', 'warning', 'cleared']);
    expect(rows[0]).toContain('未恢复, 未确认, 未核实');
    expect(rows[0]).toContain('text of critical (line 2) → 更换');
    expect(rows[1]).toContain('未恢复, 王工已确认');
    expect(rows[2]).toContain('→ 换纸');
    expect(rows[3]).toContain('已恢复, 未确认');
  });

  it('what something keeps quiet is counted, with the reason, in the language of the gateway', async () => {
    await retain('branch/b1/gw1/presence', {});
    await retain('branch/b1/gw1/info', { gateway: { language: 'en' } });
    await alarm('loud', { 'x-flapping': true });
    await alarm('one', { 'x-suppressed-by': 'maintenance: new roller' });
    await alarm('two', { 'x-suppressed-by': 'maintenance: new roller' });
    await alarm('three', { 'x-suppressed-by': 'parent: uplink-down' });
    await alarms({ broker }).catch((error: Error) => printed.push(error.message));
    const text = printed.join('\n');
    expect(text).toMatch(/SEVERITY.*\n.*raised, new, flapping +text of loud\n\n3 more are not shown: /);
    expect(text).toContain('2 quiet: maintenance: new roller; 1 quiet: parent: uplink-down (--all shows them)');
  });

  it('as JSON for programs', async () => {
    await retain('branch/b1/gw1/presence', {});
    await alarm('one', {});
    await alarms({ broker, json: true });
    expect(JSON.parse(printed.join('\n'))).toMatchObject([{ 'alarm-type-id': 'one' }]);
  });
});
