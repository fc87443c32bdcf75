import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Xfs4iotOptions, xfs4iotOptions } from '../../../../drivers/terminal/xfs4iot/options.js';
import { Xfs4iotSession } from '../../../../drivers/terminal/xfs4iot/session.js';
import { seededRandom } from '../../../support/random.js';
import { recordingContext } from '../../../support/recording-context.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { timed, until } from './terminal.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Asked {
  readonly name: string;
  readonly requestId: number;
  /** Last part of the path. */
  readonly at: string;
}
type Say = (type: string, more?: object, payload?: object, header?: object) => void;

/** A server that answers as `answer` likes. */
async function serve(answer: (asked: Asked, say: Say, socket: WebSocket, port: number) => void) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let connections = 0;
  server.on('connection', (socket, request) => {
    connections += 1;
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      const { header } = JSON.parse(String(data)) as { header: { name: string; requestId: number } };
      const at = (request.url ?? '').split('/').at(-1) ?? '';
      const say: Say = (type, more = {}, payload = {}, over = {}) =>
        socket.send(
          JSON.stringify({
            header: { type, name: header.name, version: '2.0', requestId: header.requestId, ...more, ...over },
            payload,
          }),
        );
      answer({ ...header, at }, say, socket, port);
    });
  });
  cleanups.push(() => {
    for (const client of server.clients) client.terminate();
    return new Promise((resolve) => server.close(resolve));
  });
  const clock = new VirtualClock();
  const options = xfs4iotOptions.parse({ host: '127.0.0.1', ports: [port], tls: 'never', commandTimeoutMs: 1_000 });
  const { context, seen } = recordingContext<Xfs4iotOptions, 'none'>({ options, link: undefined, clock });
  const session = new Xfs4iotSession({ ...context, unverified: () => undefined }, undefined);
  cleanups.push(() => timed(clock, session.close()));
  return {
    ...{ clock, seen, session, connections: () => connections },
    ready: async () => {
      await timed(clock, session.identify());
      await timed(clock, session.poll());
    },
    services: () => Object.keys((seen.state['xfs4iot'] as { services: object }).services),
    last: (type: string) => seen.alarms.filter((alarm) => alarm.type === type).at(-1),
    server,
  };
}

const success = { completionCode: 'success' };
const uris = (port: number, count: number) => ({
  services: Array.from({ length: count }, (_, index) => ({
    serviceURI: `ws://127.0.0.1:${port}/xfs4iot/v1.0/Printer${index + 1}`,
  })),
});
const capabilities = {
  interfaces: [
    { name: 'Common', commands: { 'Common.Status': { versions: ['2.0'] } } },
    { name: 'Printer', commands: {} },
  ],
};
const well = { common: { device: 'online' }, printer: { paper: { upper: 'full' } } };
const payloadOf = ({ name }: Asked, port: number, count = 1) =>
  name.endsWith('GetServices') ? uris(port, count) : name.endsWith('Capabilities') ? capabilities : well;

describe('a peer that does as it likes', () => {
  it('names 1 000 services: 64 are followed, and it is logged', async () => {
    const stand = await serve((asked, say, _socket, port) => say('completion', success, payloadOf(asked, port, 1_000)));
    await stand.ready();
    expect(stand.services()).toHaveLength(64);
    expect(stand.connections()).toBe(65);
    expect(stand.seen.log).toContain('service left out: 1000 services, 64 are followed');
  });

  it('polls and commands at once connect once', async () => {
    const stand = await serve((asked, say, _socket, port) => say('completion', success, payloadOf(asked, port)));
    const { session } = stand;
    const answers = [session.identify(), session.commands.probe(), session.commands.probe(), session.poll()];
    await timed(stand.clock, Promise.all(answers));
    expect(stand.connections()).toBe(2);
    expect(await timed(stand.clock, session.commands.probe())).toEqual({ reachable: true, service: 'in-service' });
  });

  it('lists what is no list', async () => {
    const lists: unknown[] = [
      7,
      'x',
      { a: 1 },
      [null, 1, 'ws://127.0.0.1/', { serviceURI: 7 }, { serviceURI: null }, []],
    ];
    for (const services of lists) {
      const stand = await serve((_asked, say) => say('completion', success, { services }));
      await stand.ready();
      expect(stand.services()).toEqual([]);
      expect(stand.last('terminal-heartbeat-lost')?.active).toBe(false);
    }
  });

  it('completes twice, answers nobody’s requests, and acknowledges last', async () => {
    const stand = await serve((asked, say, _socket, port) => {
      say('completion', success, { common: { device: 'hardwareError' } }, { requestId: asked.requestId + 1_000 });
      say('event', {}, {}, { requestId: 4_711 });
      say('completion', success, payloadOf(asked, port));
      say('completion', success, { common: { device: 'hardwareError' } });
      say('completion', { completionCode: 'hardwareError' });
      say('acknowledge');
    });
    await stand.ready();
    expect(stand.services()).toEqual(['Printer1']);
    expect(stand.last('printer-hardware-fault')?.active).toBe(false);
  });

  it.each([1, 2, 3])('says garbage around every answer (seed %d)', async (seed) => {
    const random = seededRandom(seed);
    const mangled = (text: string) => {
      const at = Math.floor(random() * text.length);
      const kinds = [
        text.slice(0, at),
        text.slice(at),
        `${text.slice(0, at)}\u0000${text.slice(at + 1)}`,
        text.replace('"', ''),
        `[${text}]`,
        '',
        '{}',
      ];
      return kinds[Math.floor(random() * kinds.length)] as string;
    };
    const stand = await serve((asked, say, socket, port) => {
      const right = JSON.stringify({
        header: { type: 'unsolicited', name: 'Common.StatusChangedEvent' },
        payload: { printer: { paper: { upper: 'full' } } },
      });
      for (let count = 0; count < 30; count++)
        socket.send(random() < 0.5 ? mangled(right) : Buffer.from(mangled(right)));
      say('completion', success, payloadOf(asked, port));
    });
    await stand.ready();
    expect(stand.seen.state).toMatchObject({ service: 'in-service', reachable: true });
    for (const socket of stand.server.clients) {
      socket.send(
        JSON.stringify({
          header: { type: 'unsolicited', name: 'Common.StatusChangedEvent' },
          payload: { printer: { paper: { upper: 'out' } } },
        }),
      );
    }
    await until(stand.clock, () => stand.last('printer-paper-out')?.active === true);
  });

  it('pours 5 000 changes: told in a few reports, and the last one is right', async () => {
    const stand = await serve((asked, say, _socket, port) => say('completion', success, payloadOf(asked, port)));
    await stand.ready();
    const before = stand.seen.alarms.length;
    const change = (upper: string) =>
      JSON.stringify({
        header: { type: 'unsolicited', name: 'Common.StatusChangedEvent' },
        payload: { printer: { paper: { upper } } },
      });
    for (const socket of stand.server.clients)
      for (let count = 0; count <= 5_000; count++) socket.send(change(count % 2 === 0 ? 'out' : 'full'));
    await until(stand.clock, () => stand.last('printer-paper-out')?.active === true);
    await stand.clock.advance(1_000);
    await timed(stand.clock, stand.session.poll());
    expect(stand.last('printer-paper-out')?.active).toBe(true);
    expect(stand.seen.alarms.length - before).toBeLessThan(2_000);
  });

  it('a change that comes while the full status is under way is not lost, whichever is newer', async () => {
    let asked = 0;
    const stand = await serve((command, say, socket, port) => {
      if (command.name !== 'Common.Status') return say('completion', success, payloadOf(command, port));
      asked += 1;
      // The first status was taken before the paper ran out; its completion comes after the change.
      if (asked > 1) return say('completion', success, { ...well, printer: { paper: { upper: 'out' } } });
      socket.send(
        JSON.stringify({
          header: { type: 'unsolicited', name: 'Common.StatusChangedEvent' },
          payload: { printer: { paper: { upper: 'out' } } },
        }),
      );
      say('completion', success, well);
    });
    await stand.ready();
    expect(asked).toBe(2);
    expect(stand.last('printer-paper-out')?.active).toBe(true);
    expect(stand.seen.alarms.filter(({ type, active }) => type === 'printer-paper-out' && !active)).toEqual([]);
  });

  it('is too busy twice: asked again', async () => {
    let refused = 0;
    const stand = await serve((asked, say, _socket, port) => {
      if (asked.name === 'Common.Status' && refused < 2) {
        refused += 1;
        return say('acknowledge', { status: 'tooManyRequests' });
      }
      say('completion', success, payloadOf(asked, port));
    });
    await stand.ready();
    expect(refused).toBe(2);
    expect(stand.seen.state).toMatchObject({ service: 'in-service' });
  });

  it('asks us for something: nothing is answered', async () => {
    const heard: string[] = [];
    const stand = await serve((asked, say, socket, port) => {
      heard.push(asked.name);
      socket.send(JSON.stringify({ header: { type: 'command', name: 'Common.Status', requestId: 1 }, payload: {} }));
      say('completion', success, payloadOf(asked, port));
    });
    await stand.ready();
    expect([...new Set(heard)].sort()).toEqual([
      'Common.Capabilities',
      'Common.Status',
      'ServicePublisher.GetServices',
    ]);
  });

  it('has newer messages than we know: the older ones are asked for', async () => {
    const heard: string[] = [];
    const versions = {
      interfaces: [
        {
          name: 'Common',
          commands: { 'Common.Status': { versions: ['2.0'] } },
          events: { 'Common.StatusChangedEvent': { versions: ['3.0', '4.0'] } },
        },
        { name: 'Printer' },
      ],
    };
    const stand = await serve((asked, say, _socket, port) => {
      heard.push(asked.name);
      say('completion', success, asked.name === 'Common.Capabilities' ? versions : payloadOf(asked, port));
    });
    await stand.ready();
    expect(heard).toContain('Common.SetVersions');
    expect(stand.services()).toEqual(['Printer1']);
  });
});
