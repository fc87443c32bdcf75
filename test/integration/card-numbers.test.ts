import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKiosk, type Kiosk } from '../../simulators/terminal/kiosk.js';
import { createWorld } from '../../simulators/world.js';
import { root } from '../support/branch.js';
import { cardsIn, checkDigit, madeCards, publishedCards } from '../support/card-numbers.js';
import { type Centre, startCentre } from '../support/centre.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { type Observer, observe } from '../support/observer.js';
import { type Receiver, startReceiver } from '../support/receiver.js';

/** terminal-health.md 9.5, test 11: 50 test numbers, planted wherever somebody can write something. */
const seed = 11;
const made = 50 - publishedCards.length;
const cards = [...publishedCards, ...madeCards(made, seed)];
/** One per identifier; those have to look like somebody's card. */
const identifiers = publishedCards.slice(0, 8);
/** A time in ms with a right check digit: an identifier that nobody may alter. */
const innocent = `176411234567${checkDigit('176411234567')}`;

const folder = temporaryFolder();
const heard: { topic: string; payload: string }[] = [];
let gateway: GatewayProcess;
let stdout = '';
let centre: Centre;
let receiver: Receiver;
let kiosk: Kiosk;
let observer: Observer;
let port: number;
let httpPort: number;
const clients: MqttClient[] = [];

const connect = async (clientId: string) => {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4, reconnectPeriod: 0, clientId });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
};

beforeAll(async () => {
  [port, httpPort] = [await freePort(), await freePort()];
  centre = await startCentre();
  receiver = await startReceiver();
  writeFileSync(join(folder.path, 'webhook.secret'), 'a secret of a test\n', { mode: 0o600 });
  kiosk = createKiosk(createWorld({ seed: 1 }));
  const kioskPort = await kiosk.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${kioskPort}`;
  // What a terminal is expected to say is quoted in alarms: a place where a card can get into a driver's report.
  const expecting = (card: string) =>
    `options: { http: { url: "${url}/${card}", bodyContains: "card ${card}" }, pollIntervalMs: 1000 }`;
  gateway = await startGatewayProcess({
    folder: folder.path,
    yaml: `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1, language: zh }
broker: { host: 127.0.0.1, port: ${port} }
http: { host: 127.0.0.1, port: ${httpPort} }
uplink:
  url: mqtt://127.0.0.1:${centre.port}
  forward: [{ filter: queue/ticket, chain: critical }, queue/#]
webhooks:
  - { id: duty, url: "http://127.0.0.1:${receiver.port}/", secretFile: webhook.secret, allowPlaintext: true, about: [alarm-event, notification] }
devices:
${cards
  .slice(0, 3)
  .map((card, n) => `  - { id: kiosk-${n}, class: terminal, driver: probe, ${expecting(card)} }`)
  .join('\n')}
  - { id: kiosk-well, class: terminal, driver: probe, options: { tcp: { host: 127.0.0.1, port: ${kioskPort} }, pollIntervalMs: 1000 } }
  - { id: agent-1, class: terminal, driver: heartbeat, options: { periodSeconds: 5 } }
  - { id: printer-1, class: ticket-printer, driver: escpos, link: { type: tcp, host: 127.0.0.1, port: 1 }, options: { profile: epson-tm } }
`,
  });
  gateway.child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  observer = await observe(port, root);
  const everything = await connect('listener');
  everything.on('message', (topic, payload) => heard.push({ topic, payload: payload.toString() }));
  await everything.subscribeAsync('#', { qos: 1 });
});

afterAll(async () => {
  for (const client of clients) await client.endAsync(true);
  await observer?.close();
  await gateway?.stop();
  kiosk?.close();
  await receiver?.close();
  await centre?.goAway();
  folder.remove();
});

/** Texts of a card as people write it: alone, in groups, in a sentence, in JSON, full-width, as on a track. */
const writings = (card: string): string[] => [
  card,
  `吞卡 ${card.replace(/\d{4}(?=\d)/g, '$& ')}`,
  card.replace(/\d{4}(?=\d)/g, '$&-'),
  JSON.stringify({ pan: card }),
  card.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
  `;${card}=2512101?`,
];
const written = (card: string, n: number) => writings(card)[n % writings(card).length] ?? card;

it('50 card numbers in every text that anybody can send are in no message, log or file', async () => {
  const quoting = (data: Record<string, unknown>) => JSON.stringify(data).includes('terminal-heartbeat-lost');
  await observer.expect('/alarm-event', (data) => data['change'] === 'raise' && quoting(data), 15_000);
  const clerk = await connect('clerk');
  const command = (device: string, name: string, args: Record<string, unknown>) => observer.command(device, name, args);

  // Notes and reasons of people; each card in one of the places.
  await Promise.all(
    cards.map(async (card, n) => {
      const text = written(card, n);
      const of = { deviceId: 'kiosk-0', operator: n % 7 === 0 ? text.slice(0, 60) : '王工' };
      const replies = [
        await command('gateway', 'device-file-note', { ...of, text }),
        await command('kiosk-well', 'maintenance', { on: n % 2 === 0, minutes: 5, reason: text }),
        await command('gateway', 'alarm-acknowledge', { ...of, alarmType: 'terminal-heartbeat-lost', note: text }),
      ];
      expect(replies.map(({ status }) => status)).toContain('succeeded');
    }),
  );

  // Commands that are wrong, and what their refusals quote.
  for (const [n, card] of cards.entries()) {
    const payload = [
      { id: `wrong-${n}`, args: { on: card, reason: 5, [card]: card } },
      { id: `number-${n}`, args: { on: true, reason: 'x', minutes: '#' } },
      { id: `field-${n}`, [card]: 1, args: {} },
      // An identifier, by the rule for those.
      { id: `blank ${publishedCards[n % publishedCards.length]}`, args: {} },
    ][n % 4];
    // As digits in JSON, of which the last would be lost beyond 2^53.
    const text = JSON.stringify(payload).replace('"#"', card);
    await clerk.publishAsync(`${root}/command/kiosk-well/maintenance`, text, { qos: 1 });
    await clerk.publishAsync(`${root}/command/kiosk-well/maintenance`, `{"id": "cut-${n}", "note": "${card}`, {
      qos: 1,
    });
    // What goes to the centre, in JSON, in text and as a number.
    const forwarded = [text, written(card, n), `{"pan":${card},"note":"${card}"}`][n % 3] ?? '';
    await clerk.publishAsync(n % 2 === 0 ? 'queue/ticket' : 'queue/other', forwarded, { qos: 1 });
  }
  const refusal = await observer.expect(`/reply/number-1`);
  expect(JSON.stringify(refusal.message)).toMatch(/minutes/);

  // What the agent of a kiosk tells, over MQTT and over HTTP.
  for (const [n, card] of cards.slice(0, 12).entries()) {
    const beat = {
      ...{ 'terminal-id': 'agent-1', seq: n + 1, 'boot-id': n % 3 === 0 ? card : 'boot-1', 'in-service': false },
      ...{ 'app-version': card, modules: { printer: { status: 'fail', code: card } } },
    };
    const text = JSON.stringify(n % 4 === 0 ? { ...beat, 'app-version': '1', [card]: card } : beat);
    if (n % 2 === 0) await clerk.publishAsync(`${root}/heartbeat/agent-1`, text, { qos: 1 });
    const posted = { method: 'POST', body: text, headers: { 'content-type': 'application/json' } };
    const answered = await fetch(`http://127.0.0.1:${httpPort}/heartbeat/agent-1`, posted);
    expect(cardsIn(await answered.text(), cards)).toEqual([]);
  }

  // Identifiers with a card are refused, and told so; others stay to the letter.
  for (const card of identifiers) {
    await clerk.publishAsync(`${root}/command/printer-1/print`, JSON.stringify({ id: card, args: {} }), { qos: 1 });
    const reply = await command('printer-1', 'print', { ticketId: `t-${card}`, number: 'A1', service: 'x' });
    expect(reply).toMatchObject({
      status: 'rejected',
      error: { code: 'COMMAND_ARGS_INVALID', field: 'args.ticketId' },
    });
    const masked = '*'.repeat(card.length - 4) + card.slice(-4);
    const answer = await observer.expect(`/reply/${masked}`);
    expect(answer.message?.data['error']).toMatchObject({ code: 'COMMAND_MALFORMED', field: 'id' });
    // The broker cuts who publishes there.
    const lost = await connect(`wrong-topic-${identifiers.indexOf(card)}`);
    const cut = new Promise<void>((resolve) => lost.once('close', () => resolve()));
    lost.publish(`queue/${card}/x`, 'x', { qos: 1 }, () => undefined);
    await cut;
    await expect(connect(card)).rejects.toThrow(/identifier/i);
    await connectAsync(`mqtt://127.0.0.1:${port}`, {
      clientId: `u-${cards.indexOf(card)}`,
      username: card,
      password: card,
      reconnectPeriod: 0,
    })
      .then((client) => client.endAsync(true))
      .catch(() => undefined);
    await fetch(`http://127.0.0.1:${httpPort}/${card}`).then(async (answered) =>
      expect(cardsIn(await answered.text(), cards)).toEqual([]),
    );
    // One without an id, so that only the log tells of it.
    centre.send(`${root}/command/${card}/${card}`, { args: {} });
    centre.send(`${root}/command/${card}/${card}`, { id: `from-centre-${card.slice(-4)}`, args: { note: card } });
    centre.send(
      `${root}/command/gateway/device-file-note`,
      { id: `asked-${card.slice(-4)}`, args: { deviceId: 'kiosk-0', operator: 'x', text: card } },
      { properties: { responseTopic: `answers/${card}`, correlationData: Buffer.from(card) } },
    );
  }
  const stays = await observer.command(
    'printer-1',
    'resolve',
    { ticketId: innocent, outcome: 'printed' },
    { id: innocent },
  );
  expect(stays.commandId).toBe(innocent);

  // Everything has been said and written.
  await command('gateway', 'device-file-note', { deviceId: 'kiosk-0', operator: 'x', text: 'the end' });
  await clerk.publishAsync('queue/other', 'the end', { qos: 1 });
  await centre.expect('the end', ({ payload }) => payload === 'the end');
  await centre.expect('the end', ({ payload }) => payload.includes('asked-'));
  const file = await command('gateway', 'device-file', { deviceId: 'kiosk-0', limit: 100 });
  expect(await gateway.stop()).toBe(0);

  const places: Record<string, string> = {
    'local messages': heard.map(({ topic, payload }) => `${topic} ${payload}`).join('\n'),
    'messages to the centre': centre.arrivals
      .map(({ topic, payload, properties }) => `${topic} ${payload} ${String(properties.correlationData ?? '')}`)
      .join('\n'),
    'what the centre keeps': [...centre.retained].join('\n'),
    webhooks: receiver.seen.map(({ body }) => body).join('\n'),
    'the log': stdout + JSON.stringify(gateway.log),
    'the device file': JSON.stringify(file),
    ...Object.fromEntries(
      filesOf(join(folder.path, 'state')).map((name) => [
        name,
        readFileSync(name, 'latin1') + readFileSync(name, 'utf8'),
      ]),
    ),
  };
  const found = Object.entries(places).flatMap(([place, text]) =>
    cardsIn(text, cards).map((card) => `${card} in ${place}`),
  );
  expect(found).toEqual([]);

  // It was looked at where the planted texts are, and they are there, masked.
  for (const place of ['local messages', 'messages to the centre', 'the log', 'the device file']) {
    expect(places[place], place).toMatch(/\*{9,15}\d{4}/);
  }
  expect(Object.keys(places).length).toBeGreaterThan(10);
}, 60_000);

function filesOf(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesOf(path) : [path];
  });
}
