import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { kioskStand } from './kiosk-stand.js';

/** A relay to the kiosk that keeps what each connection from the gateway has sent. */
async function recordingRelay() {
  const connections: Buffer[] = [];
  const sockets = new Set<Socket>();
  let kioskPort = 0;
  const server = createServer((near) => {
    const index = connections.push(Buffer.alloc(0)) - 1;
    const far = connect(kioskPort, '127.0.0.1');
    near.on('data', (bytes) => {
      connections[index] = Buffer.concat([connections[index] as Buffer, bytes]);
    });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.resetAndDestroy();
      });
      from.pipe(to);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    leadTo: (port: number) => {
      kioskPort = port;
    },
  };
}

const troubles: readonly (readonly [name: string, args?: Record<string, unknown>])[] = [
  ['crash'],
  ['reset'],
  ['error', { status: 500 }],
  ['error', { status: 404 }],
  ['wrong-body'],
  ['refuse-websockets'],
  ['slow', { ms: 2_900 }],
  ['power-off'],
];

test('an hour with every trouble in turn: a GET, an upgrade and its close leave the gateway, and nothing else', async () => {
  const relay = await recordingRelay();
  const stand = await kioskStand({
    options: (port) => {
      relay.leadTo(port);
      return {
        tcp: { host: '127.0.0.1', port: relay.port },
        http: { url: `http://127.0.0.1:${relay.port}/health`, bodyContains: 'ok' },
        websocket: { url: `ws://127.0.0.1:${relay.port}/ws` },
      };
    },
  });
  onTestFinished(() => stand.end());
  const rounds = 3_600 / (troubles.length * 2 * 90);
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of troubles) {
      await stand.act(name, args);
      await stand.pass(90);
      await stand.act('recover');
      await stand.pass(90);
    }
  }

  const sent = relay.connections.map((bytes) => bytes.toString('latin1'));
  const said = new Map<string, number>();
  for (const text of sent) {
    const [head = '', ...rest] = text.split('\r\n\r\n');
    const [first = '', ...headers] = head.split('\r\n');
    said.set(first, (said.get(first) ?? 0) + 1);
    const names = headers.map((line) => line.split(':')[0]?.toLowerCase());
    const upgrade = ['upgrade', 'sec-websocket-key', 'sec-websocket-version'];
    for (const name of names) expect(['host', 'connection', ...upgrade]).toContain(name);
    // What follows the upgrade is one close frame (RFC 6455 section 5.5.1), masked, with a code.
    if (first.startsWith('GET /ws') && (rest[0] ?? '') !== '') expect(rest[0]).toMatch(/^\x88\x82[\s\S]{6}$/);
    else expect(rest.join('')).toBe('');
  }
  expect([...said.keys()].sort()).toEqual(['', 'GET /health HTTP/1.1', 'GET /ws HTTP/1.1']);
  for (const count of said.values()) expect(count).toBeGreaterThan(20);
});
