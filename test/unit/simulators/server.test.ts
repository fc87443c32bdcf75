import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHpc168 } from '../../../simulators/people-counter/hpc168.js';
import { serveTcp } from '../../../simulators/server.js';
import { createSharedLine } from '../../../simulators/shared-line.js';
import { createWorld } from '../../../simulators/world.js';
import { createParrot, line } from './parrot.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function serveParrot() {
  const parrot = createParrot();
  const server = await serveTcp(parrot, { port: 0 });
  cleanups.push(() => server.close());
  return { parrot, server };
}

function dial(port: number): Socket {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => {});
  cleanups.push(() => socket.destroy());
  return socket;
}

/** A reset is an error event as well, which `once` would throw. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.on('close', () => resolve()));
}

async function hear(socket: Socket, length: number): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  while (Buffer.concat(chunks).length < length) chunks.push((await once(socket, 'data'))[0] as Buffer);
  return chunks;
}

describe('a simulator behind TCP', () => {
  it('answers byte for byte on the port it reports', async () => {
    const { server } = await serveParrot();
    expect(server.port).toBeGreaterThan(0);
    const socket = dial(server.port);
    socket.write(line('hello'));
    expect(Buffer.concat(await hear(socket, 5)).toString()).toBe('hello');
  });

  it('hands split answers over as separate reads', async () => {
    const { parrot, server } = await serveParrot();
    parrot.setFaults({ splitBytes: 2 });
    const socket = dial(server.port);
    socket.setNoDelay(true);
    socket.write(line('hello world'));
    const chunks = await hear(socket, 11);
    expect(Buffer.concat(chunks).toString()).toBe('hello world');
    expect(chunks.length).toBeGreaterThan(1);
  });

  it('cuts the connection when it is unplugged and resets new ones until it is back', async () => {
    const { parrot, server } = await serveParrot();
    const socket = dial(server.port);
    socket.write(line('hello'));
    await hear(socket, 5);
    parrot.setFaults({ unplugged: true });
    await closed(socket);
    const refused = dial(server.port);
    await closed(refused);
    parrot.setFaults({ unplugged: false });
    const again = dial(server.port);
    again.write(line('back'));
    expect(Buffer.concat(await hear(again, 4)).toString()).toBe('back');
  });

  it('keeps the other hosts when one breaks off in the middle of a request', async () => {
    const { server } = await serveParrot();
    const [bad, good] = [dial(server.port), dial(server.port)];
    await Promise.all([once(bad, 'connect'), once(good, 'connect')]);
    bad.write('half a requ');
    bad.resetAndDestroy();
    await closed(bad);
    good.write(line('still here'));
    expect(Buffer.concat(await hear(good, 10)).toString()).toBe('still here');
  });

  it('carries the knobs of a whole line: one member gone, the other answers on the same connection', async () => {
    const world = createWorld({ seed: 5 });
    const [first, second] = [createHpc168(world, { id: '0001' }), createHpc168(world, { id: '0002' })];
    const server = await serveTcp(createSharedLine({ world, members: [first, second] }), { port: 0 });
    cleanups.push(() => server.close());
    const socket = dial(server.port);
    first.setFaults({ unplugged: true });
    socket.write('\x020001130014\x03\x020002130015\x03');
    const heard = Buffer.concat(await hear(socket, 42)).toString('latin1');
    expect(heard).toBe(`\x0200029310${'0'.repeat(32)}A5\x03`);
    first.setFaults({ unplugged: false });
    socket.write('\x020001130014\x03');
    expect(Buffer.concat(await hear(socket, 42)).toString('latin1')).toContain('0001');
  });

  it('cuts off a host that asks for ever and reads nothing', async () => {
    const { parrot, server } = await serveParrot();
    parrot.push({
      name: 'talkative',
      onBytes: (_bytes, output) => {
        output.send(new Uint8Array(4_000_000));
        return 'handled';
      },
    });
    const socket = dial(server.port);
    await once(socket, 'connect');
    const cut = closed(socket);
    const feed = () => {
      if (socket.destroyed) return;
      socket.write('more');
      setImmediate(feed);
    };
    feed();
    await cut;
  });

  it('frees the port when it is closed, twice if need be, and cuts who is there', async () => {
    const { parrot, server } = await serveParrot();
    const socket = dial(server.port);
    await once(socket, 'connect');
    await Promise.all([server.close(), server.close(), closed(socket)]);
    const next = await serveTcp(parrot, { port: server.port });
    await next.close();
  });

  it('rejects when the port is taken', async () => {
    const { server } = await serveParrot();
    await expect(serveTcp(createParrot(), { port: server.port })).rejects.toThrow('EADDRINUSE');
  });
});
