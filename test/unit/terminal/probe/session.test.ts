import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { terminalContract } from '../../../../drivers/terminal/contract.js';
import { terminalProbe } from '../../../../drivers/terminal/probe/index.js';
import { type ProbeOptions, probeOptions } from '../../../../drivers/terminal/probe/options.js';
import { ProbeSession } from '../../../../drivers/terminal/probe/session.js';
import { type Recording, recordingContext } from '../../../support/recording-context.js';
import { closedPort, httpServer, type Listening, tcpServer } from './servers.js';

const host = '127.0.0.1';
const heartbeat = 'terminal-heartbeat-lost';
/** What was said of the one alarm that this is about. */
const heartbeats = ({ alarms }: Recording) => alarms.filter(({ type }) => type === heartbeat);
const servers: Listening[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function probing(options: unknown, random: () => number = () => 0.5) {
  const recorded = recordingContext<ProbeOptions, 'none'>({
    options: probeOptions.parse(options),
    link: undefined,
    random,
  });
  return { ...recorded, session: new ProbeSession(recorded.context) };
}

/** A terminal on loopback whose page answers as told at the moment, with a way to look at what it was asked. */
async function kiosk(options: Record<string, unknown> = {}) {
  let answer: RequestListener = (_request, response) => response.end('in service');
  const server = await httpServer((request, response) => answer(request, response));
  servers.push(server);
  const tcp = { host, port: server.port };
  const probe = probing({ tcp, http: { url: server.url, ...options }, timeoutMs: 200 });
  return {
    ...probe,
    server,
    /** Polls as if the terminal's address led to that place; it may fail. */
    pollAt: async (place: string) => {
      Object.assign(probe.context.options.tcp ?? {}, { host: place });
      await probe.session.poll().catch(() => undefined);
    },
    breakDown: () => {
      answer = (_request, response) => response.writeHead(503).end('out of service');
    },
    repair: () => {
      answer = (_request, response) => response.end('in service');
    },
  };
}

/** A multicast address: no system connects to one, and no packet leaves the machine. */
const noHost = '224.0.0.1';
const nowhere = { tcp: { host: noHost, port: 443 } };

describe('a terminal that is well', () => {
  it('is in service from the first poll on', async () => {
    const { session, seen } = await kiosk();
    expect(await session.identify()).toEqual({ capabilities: ['tcp', 'http'] });
    await session.poll();
    expect(seen.state).toEqual({
      reachable: true,
      service: 'in-service',
      latencyMs: 0,
      modules: { application: { status: 'ok', source: 'probe' } },
      layers: { tcp: { status: 'ok', latencyMs: 0 }, http: { status: 'ok', latencyMs: 0 } },
    });
    expect(heartbeats(seen)).toContainEqual({ type: heartbeat, active: false });
    terminalContract.state.parse(seen.state);
  });

  it('is asked one question per poll on a connection of its own', async () => {
    const { session, server } = await kiosk();
    await session.poll();
    await session.poll();
    expect(server.received().match(/GET \/status HTTP/g)).toHaveLength(2);
    expect(server.connections()).toBe(4);
  });

  it('is asked about every thirty seconds, not in step with the others', () => {
    const paces = [0, 0.5, 0.999].map((random) => probing(nowhere, () => random).session.pollIntervalMs);
    expect(paces).toEqual([30_000, 28_500, 27_003]);
  });
});

describe('a terminal whose application fails', () => {
  it('is out of service with the third failure in a row, and the alarm says what was expected and what came', async () => {
    const { session, seen, breakDown } = await kiosk();
    await session.poll();
    breakDown();
    await session.poll();
    await session.poll();
    expect(seen.state).toMatchObject({ reachable: true, service: 'in-service' });
    expect(seen.state['modules']).toMatchObject({ application: { status: 'warn' } });
    expect(heartbeats(seen)).toEqual([{ type: heartbeat, active: false }]);
    await session.poll();
    expect(seen.state).toMatchObject({ reachable: true, service: 'out-of-service' });
    expect(seen.state).not.toHaveProperty('latencyMs');
    expect(seen.state['modules']).toMatchObject({ application: { status: 'fail' } });
    expect(heartbeats(seen).at(-1)).toEqual({
      type: heartbeat,
      active: true,
      detail: expect.stringMatching(/^http GET http:.*\/status: expected status 200-299, got 503$/),
    });
    terminalContract.state.parse(seen.state);
  });

  it('is asked more often while that is in doubt, and as usual when it is certain', async () => {
    const { session, breakDown, repair } = await kiosk();
    const paces: number[] = [];
    const poll = async () => {
      await session.poll();
      paces.push(session.pollIntervalMs / 1000);
    };
    await poll();
    breakDown();
    await poll();
    await poll();
    await poll();
    repair();
    await poll();
    await poll();
    expect(paces).toEqual([28.5, 5, 5, 28.5, 5, 28.5]);
  });

  it('is never asked less often because there is a doubt', async () => {
    const port = await closedPort();
    const { session } = probing({ tcp: { host, port }, pollIntervalMs: 2_000 });
    await session.poll();
    expect(session.pollIntervalMs).toBe(2_000);
  });

  it('is in service again with the second good answer, and only then the alarm clears', async () => {
    const { session, seen, breakDown, repair } = await kiosk();
    breakDown();
    for (let poll = 0; poll < 3; poll++) await session.poll();
    repair();
    await session.poll();
    expect(seen.state).toMatchObject({ service: 'out-of-service' });
    expect(seen.state['modules']).toEqual({ application: { status: 'warn', source: 'probe' } });
    expect(heartbeats(seen).at(-1)).toMatchObject({ active: true });
    await session.poll();
    expect(seen.state).toMatchObject({ service: 'in-service' });
    expect(heartbeats(seen).at(-1)).toEqual({ type: heartbeat, active: false });
  });

  it('does not clear an alarm from before a restart of the gateway while it still fails', async () => {
    const { session, seen, breakDown } = await kiosk();
    breakDown();
    await session.poll();
    await session.poll();
    expect(heartbeats(seen)).toEqual([]);
    expect(seen.state).toMatchObject({ service: 'unknown' });
    await session.poll();
    expect(heartbeats(seen)).toMatchObject([{ active: true }]);
  });

  it('is in contact: a port nobody listens on is a matter of the application', async () => {
    const port = await closedPort();
    const { session, seen } = probing({ tcp: { host, port } });
    expect(await session.identify()).toEqual({ capabilities: ['tcp'] });
    for (let poll = 0; poll < 3; poll++) await session.poll();
    expect(seen.state).toMatchObject({ reachable: true, service: 'out-of-service' });
    expect(heartbeats(seen)).toEqual([
      {
        type: heartbeat,
        active: true,
        detail: `tcp 127.0.0.1:${port}: the host is alive, but nobody listens on the port`,
      },
    ]);
  });

  it('is not asked for its page while its port is closed', async () => {
    const page = await httpServer((_request, response) => response.end('ok'));
    servers.push(page);
    const { session } = probing({ tcp: { host, port: await closedPort() }, http: { url: page.url } });
    await session.poll();
    expect(page.connections()).toBe(0);
  });

  it('that takes the question and hangs is found with the time-out', async () => {
    const hole = await tcpServer();
    servers.push(hole);
    const { session, seen, clock } = probing({ http: { url: hole.url }, timeoutMs: 200 });
    for (let poll = 0; poll < 3; poll++) {
      const polled = session.poll();
      await hole.heard(hole.received().length + 1);
      await clock.advance(200);
      await polled;
    }
    expect(heartbeats(seen)).toMatchObject([{ active: true, detail: expect.stringContaining('within 200 ms') }]);
  });

  it('tells nothing of its page but what was looked for', async () => {
    const secret = '6222 0212 3456 7890';
    const server = await httpServer((_request, response) => response.end(`last card ${secret}`));
    servers.push(server);
    const url = `${server.url}?token=canary`;
    const { session, seen } = probing({ http: { url, bodyContains: 'in service' } });
    for (let poll = 0; poll < 3; poll++) await session.poll();
    const told = JSON.stringify([seen, await session.commands.probe()]);
    expect(told).toContain('expected the text \\"in service\\"');
    expect(told).not.toContain('6222');
    expect(told).not.toContain('canary');
  });
});

describe('a terminal that cannot be reached', () => {
  it('is a matter of contact, with the reason', async () => {
    const { session, seen } = probing(nowhere);
    const error = { code: 'TRANSPORT_OPEN_FAILED', message: expect.stringContaining('tcp 224.0.0.1:443: ') };
    await expect(session.identify()).rejects.toMatchObject(error);
    await expect(session.poll()).rejects.toMatchObject(error);
    expect(heartbeats(seen)).toEqual([]);
    expect(seen.state).toEqual({ reachable: false, service: 'unknown', layers: { tcp: { status: 'fail' } } });
  });

  it('keeps its service until the loss is confirmed, and gets it back when the return is', async () => {
    const { session, seen, pollAt } = await kiosk();
    await session.poll();
    const services: unknown[] = [];
    for (const place of [noHost, noHost, noHost, host, host]) {
      await pollAt(place);
      services.push(seen.state['service']);
    }
    expect(services).toEqual(['in-service', 'in-service', 'unknown', 'unknown', 'in-service']);
    expect(seen.state).toMatchObject({ reachable: true });
  });

  it('keeps the alarm and the doubt about its application', async () => {
    const { seen, pollAt, breakDown } = await kiosk();
    breakDown();
    for (const place of [host, host, noHost, host]) await pollAt(place);
    expect(heartbeats(seen)).toMatchObject([{ type: heartbeat, active: true }]);
    await pollAt(noHost);
    expect(heartbeats(seen)).toHaveLength(1);
  });
});

describe('the probe command', () => {
  it('tells what is found now', async () => {
    const { session, breakDown } = await kiosk();
    expect(await session.commands.probe()).toMatchObject({
      ...{ reachable: true, service: 'in-service', latencyMs: 0 },
      layers: { tcp: { status: 'ok' }, http: { status: 'ok' } },
    });
    breakDown();
    expect(await session.commands.probe()).toMatchObject({
      reachable: true,
      service: 'out-of-service',
      detail: expect.stringContaining('got 503'),
      layers: { tcp: { status: 'ok' }, http: { status: 'fail' } },
    });
    expect(await probing(nowhere).session.commands.probe()).toEqual({
      reachable: false,
      service: 'unknown',
      detail: expect.stringContaining(noHost),
      layers: { tcp: { status: 'fail' } },
    });
  });

  it('raises no alarm, however often it is given', async () => {
    const { session, seen, breakDown } = await kiosk();
    breakDown();
    for (let click = 0; click < 5; click++) await session.commands.probe();
    expect(heartbeats(seen)).toEqual([]);
    expect(session.pollIntervalMs).toBe(28_500);
  });
});

describe('a probe session', () => {
  it('ends a check that is under way when it is closed, and reports nothing of it', async () => {
    const hole = await tcpServer();
    servers.push(hole);
    const { session, seen, clock } = probing({ http: { url: hole.url } });
    const polled = session.poll();
    await hole.heard(1);
    await session.close();
    await expect(polled).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    expect(seen.state).toEqual({});
    expect(clock.pending).toBe(0);
  });

  it('ends when its world ends', async () => {
    const hole = await tcpServer();
    servers.push(hole);
    const { session, end } = probing({ http: { url: hole.url } });
    const polled = session.poll();
    await hole.heard(1);
    end();
    await expect(polled).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
  });

  it('is what the driver opens; maintenance is not its business', async () => {
    const { context } = probing(nowhere);
    const session = await terminalProbe.open(context as Parameters<typeof terminalProbe.open>[0]);
    expect(session).toBeInstanceOf(ProbeSession);
    expect(Object.keys(session.commands)).toEqual(['probe']);
  });
});

describe('a host that only answers ping', () => {
  // What the program of the system says is in ping-check.test.ts; here it says nothing that can be relied on.
  it('is what a switch or a router is: no port, no page, and no application', () => {
    const { session } = probing({ ping: { host } });
    expect(Object.keys(session.commands)).toEqual(['probe']);
    expect(terminalProbe.networkPlace?.(probeOptions.parse({ ping: { host } }))).toBe('ping 127.0.0.1');
  });

  it('is not known, and not lost, where this gateway cannot ping; that is said once', async () => {
    const { session, seen } = probing({ ping: { host } });
    await withoutPrograms(async () => {
      expect(await session.identify()).toEqual({ capabilities: ['ping'] });
      await session.poll();
      await session.poll();
      expect(await session.commands.probe()).toMatchObject({
        service: 'unknown',
        layers: { ping: { status: 'unknown' } },
      });
    });
    expect(seen.state).toEqual({
      service: 'unknown',
      modules: { host: { status: 'unknown', detail: expect.stringContaining('ENOENT'), source: 'probe' } },
      layers: { ping: { status: 'unknown' } },
    });
    expect(heartbeats(seen)).toEqual([]);
    expect(seen.log).toEqual(['this gateway cannot ping']);
  });

  it('costs a terminal nothing where its port answers', async () => {
    const server = await tcpServer();
    servers.push(server);
    const { session, seen } = probing({ ping: { host }, tcp: { host, port: server.port } });
    await withoutPrograms(() => session.poll());
    expect(seen.state).toMatchObject({
      ...{ reachable: true, service: 'in-service' },
      layers: { ping: { status: 'unknown' }, tcp: { status: 'ok' } },
    });
  });
});

describe('the rest of a probe', () => {
  it('counts from its beginning: a time-out takes nothing from the next one', async () => {
    const hole = await tcpServer();
    servers.push(hole);
    const { session, clock } = probing({ http: { url: hole.url } });
    const polled = session.poll();
    await hole.heard(1);
    await clock.advance(3_000);
    await polled;
    expect(session.pollIntervalMs).toBe(2_000);
  });

  it('is never shorter than half a second', async () => {
    const hole = await tcpServer();
    servers.push(hole);
    const { session, clock } = probing({ http: { url: hole.url }, timeoutMs: 10_000, pollIntervalMs: 1_000 });
    const polled = session.poll();
    await hole.heard(1);
    await clock.advance(10_000);
    await polled;
    expect(session.pollIntervalMs).toBe(500);
  });
});

describe('the files of the options', () => {
  const caFile = 'branch-ca.pem';
  const secure = { verifyCertificate: true, caFile };

  it('are told, so that a missing one is found when the configuration is checked', () => {
    const options = {
      tls: { host, port: 443, ...secure },
      http: { url: 'https://a/', ...secure },
      websocket: { url: 'wss://a/' },
    };
    expect(terminalProbe.files?.(probeOptions.parse(options))).toEqual([
      { field: ['tls', 'caFile'], name: caFile, kind: 'authority' },
      { field: ['http', 'caFile'], name: caFile, kind: 'authority' },
    ]);
  });

  it('that cannot be read are no loss of contact', async () => {
    const { session, seen } = probing({ tls: { host, port: 443, caFile } });
    for (let poll = 0; poll < 3; poll++) await session.poll();
    expect(heartbeats(seen)).toMatchObject([
      { active: true, detail: expect.stringContaining('no file branch-ca.pem') },
    ]);
    expect(seen.state).toMatchObject({ reachable: true, service: 'out-of-service' });
  });
});

/** Runs `work` while no program can be found by its name. */
async function withoutPrograms<T>(work: () => Promise<T>): Promise<T> {
  const path = process.env['PATH'];
  process.env['PATH'] = '/nowhere';
  try {
    return await work();
  } finally {
    process.env['PATH'] = path;
  }
}
