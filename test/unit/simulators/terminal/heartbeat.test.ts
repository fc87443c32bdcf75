import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHeartbeat, type HeartbeatView } from '../../../../simulators/terminal/heartbeat.js';
import { garbageKinds } from '../../../../simulators/terminal/heartbeat-garbage.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { openBroker } from '../../broker/broker-harness.js';

type Beat = Record<string, unknown>;

/** An agent whose messages are kept; `answer` is what each gets. */
function createAgent(options: Parameters<typeof createHeartbeat>[1] = {}) {
  const clock = new VirtualClock();
  const messages: (string | Uint8Array)[] = [];
  const agent = createHeartbeat({ clock, random: seededRandom(1) }, options, {
    async send(message) {
      messages.push(message);
      return '204';
    },
    close: async () => {},
  });
  onTestFinished(() => agent.close());
  const beats = () => messages.map((message) => JSON.parse(String(message)) as Beat);
  const act = async (name: string, args: Record<string, unknown> = {}) => agent.actions[name]!(args);
  return { agent, clock, messages, act, beats, last: () => beats().at(-1)!, view: () => agent.view() as HeartbeatView };
}

describe('a kiosk with an agent of its own', () => {
  it('beats at its start and then once a period, with the names of 4.5', async () => {
    const { clock, beats, last } = createAgent({ deviceId: 'kiosk-7' });
    await clock.advance(0);
    expect(beats()).toHaveLength(1);
    await clock.advance(180_000);
    expect(beats().map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(last()).toEqual({
      'terminal-id': 'kiosk-7',
      seq: 4,
      'boot-id': expect.stringMatching(/^[0-9a-f]{4}(-[0-9a-f]{4}){3}$/),
      'app-version': '3.1.4',
      'uptime-s': 180,
      'in-service': true,
      modules: Object.fromEntries(
        ['printer', 'card-reader', 'cash-acceptor', 'pin-pad', 'sim-dispenser'].map((name) => [name, { status: 'ok' }]),
      ),
      counters: { transactions: 4, 'receipts-printed': 4, 'paper-mm': 4 * 150 },
      'last-transaction-at': new Date(clock.now()).toISOString(),
    });
  });

  it('hangs and comes back, counting on', async () => {
    const { clock, act, beats, view } = createAgent();
    await clock.advance(60_000);
    await act('stop');
    await clock.advance(600_000);
    expect(beats()).toHaveLength(2);
    expect(view().beating).toBe(false);
    await act('resume');
    expect(beats().map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('boots under another id and counts from the beginning', async () => {
    const { clock, act, beats } = createAgent();
    await clock.advance(120_000);
    await act('restart');
    const [first, , third, fourth] = beats();
    expect([third!['uptime-s'], fourth!['uptime-s'], fourth!['seq']]).toEqual([120, 0, 1]);
    expect(fourth!['boot-id']).not.toBe(first!['boot-id']);
  });

  it.each([
    ['out-of-service', {}, { 'in-service': false }],
    [
      'module',
      { name: 'printer', status: 'fail', code: 'paper-out' },
      { modules: { printer: { status: 'fail', code: 'paper-out' } } },
    ],
    ['skip-seq', { count: 10 }, { seq: 12 }],
    ['recount', {}, { seq: 1 }],
    ['set-clock', { offsetSeconds: 3_600 }, { 'last-transaction-at': '2026-11-23T02:00:00.000Z' }],
  ])('%s shows in the next beat', async (name, args, expected) => {
    const { clock, act, last } = createAgent();
    await clock.advance(0);
    await act(name, args);
    await act('beat');
    expect(last()).toMatchObject(expected);
  });

  it('sends a beat twice, byte for byte', async () => {
    const { clock, act, messages } = createAgent();
    await clock.advance(0);
    await act('repeat');
    expect(messages).toHaveLength(2);
    expect(messages[1]).toBe(messages[0]);
  });

  it('serves nobody while it is frozen, but for who is asked for', async () => {
    const { clock, act, last } = createAgent();
    await clock.advance(60_000);
    await act('freeze-transactions');
    await clock.advance(3_600_000);
    expect(last()['last-transaction-at']).toBe('2026-11-23T01:01:00.000Z');
    await act('transact');
    await act('beat');
    expect(last()['last-transaction-at']).toBe('2026-11-23T02:01:00.000Z');
    await act('freeze-transactions', { on: false });
    await clock.advance(60_000);
    expect(last()['last-transaction-at']).toBe('2026-11-23T02:02:00.000Z');
  });

  it.each(garbageKinds)('garbage %s is no healthy beat', async (kind) => {
    const { clock, act, messages } = createAgent();
    await clock.advance(0);
    await act('send-garbage', { kind });
    expect(messages).toHaveLength(2);
    const healthy = JSON.stringify({ ...(JSON.parse(String(messages[0])) as Beat), seq: 2 });
    expect(Buffer.from(messages[1]!).toString()).not.toBe(healthy);
  });

  it.each([
    ['silent', { silent: true }],
    ['unplugged', { unplugged: true }],
  ])('%s: nothing leaves, and it comes back', async (_name, knobs) => {
    const { agent, clock, beats } = createAgent();
    agent.setFaults(knobs);
    await clock.advance(300_000);
    expect(beats()).toEqual([]);
    agent.setFaults({ silent: false, unplugged: false });
    await clock.advance(60_000);
    expect(beats()).toHaveLength(1);
  });

  it('refuses knobs and arguments that mean nothing to it', async () => {
    const { agent, act } = createAgent();
    expect(() => agent.setFaults({ flipBit: true })).toThrow('knob "flipBit": a kiosk has none');
    await expect(act('module', { name: 'printer', status: 'tired' })).rejects.toThrow('status');
    expect(() => createHeartbeat({ clock: new VirtualClock(), random: Math.random }, { url: 'ftp://x' })).toThrow(
      'url',
    );
  });

  it('leaves no timer behind', async () => {
    const { agent, clock } = createAgent();
    agent.close();
    expect(clock.pending).toBe(0);
  });
});

describe('its ways to the gateway', () => {
  it('POSTs to the path of its terminal with its token, and keeps the answer', async () => {
    const seen: {
      url?: string | undefined;
      method?: string | undefined;
      headers: Record<string, unknown>;
      body: string;
    }[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      seen.push({ url: request.url, method: request.method, headers: request.headers, body });
      response.writeHead(400).end('{"error":"no"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const agent = createHeartbeat(
      { clock: new VirtualClock(), random: seededRandom(1) },
      { url: `http://127.0.0.1:${port}`, deviceId: 'kiosk-1', token: 'of-this-kiosk' },
    );
    onTestFinished(() => agent.close());
    await agent.actions['beat']!({});
    expect(seen).toMatchObject([
      {
        url: '/heartbeat/kiosk-1',
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer of-this-kiosk' },
      },
    ]);
    expect(JSON.parse(seen[0]!.body)).toMatchObject({ seq: 1 });
    expect(agent.view()).toMatchObject({ sent: 1, lost: 0, lastAnswer: '400 {"error":"no"}' });
  });

  it('counts what does not get there', async () => {
    const agent = createHeartbeat(
      { clock: new VirtualClock(), random: seededRandom(1) },
      { url: 'http://127.0.0.1:1' },
    );
    onTestFinished(() => agent.close());
    await agent.actions['beat']!({});
    expect(agent.view()).toMatchObject({ sent: 0, lost: 1, lastAnswer: expect.stringContaining('ECONNREFUSED') });
  });

  it('publishes over one connection of its own, retained only when asked', async () => {
    const broker = await openBroker();
    onTestFinished(() => broker.close());
    const hall = await broker.listener('hall/#');
    const agent = createHeartbeat(
      { clock: new VirtualClock(), random: seededRandom(1) },
      { url: `mqtt://127.0.0.1:${broker.broker.port}`, deviceId: 'kiosk-1', root: 'hall' },
    );
    onTestFinished(() => agent.close());
    await agent.actions['beat']!({});
    await agent.actions['beat']!({});
    await agent.actions['send-retained']!({});
    await hall.until(3);
    expect(hall.heard.map(({ topic, text }) => [topic, (JSON.parse(text) as Beat)['seq']])).toEqual([
      ['hall/heartbeat/kiosk-1', 1],
      ['hall/heartbeat/kiosk-1', 2],
      ['hall/heartbeat/kiosk-1', 3],
    ]);
    expect((await broker.listener('hall/#')).heard).toHaveLength(0);
    expect(agent.view()).toMatchObject({ sent: 3, lastAnswer: 'acknowledged' });
    expect(broker.broker.stats().clients).toBe(3);
  });
});

describe("its computer's port", () => {
  const dial = (port: number) =>
    new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve('taken'));
      socket.on('error', () => resolve('refused'));
      const timer = setTimeout(() => resolve('silent'), 150);
      onTestFinished(() => {
        clearTimeout(timer);
        socket.destroy();
      });
    });

  it('is silent without the cable and open with it; the agent goes on', async () => {
    const { agent, act, clock, beats } = createAgent();
    const port = await agent.listen({ host: '127.0.0.1', port: 0 });
    expect(await dial(port)).toBe('taken');
    await act('pull-cable');
    expect(await dial(port)).toBe('silent');
    await clock.advance(60_000);
    expect(beats()).toEqual([]);
    await act('recover');
    expect(await dial(port)).toBe('taken');
    expect(beats()).toHaveLength(1);
  });
});
