import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { serveTcp } from '../../../../simulators/server.js';
import { createNut, type NutView } from '../../../../simulators/terminal/nut.js';
import { createWorld } from '../../../../simulators/world.js';
import { centralAuthority, centralCertificate, centralKey } from '../../../support/central-certificates.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve() {
  const nut = createNut(createWorld({ seed: 1 }), { tls: { key: centralKey, cert: centralCertificate } });
  const server = await serveTcp(nut, { port: 0 });
  cleanups.push(
    () => server.close(),
    () => nut.close(),
  );
  const socket = connectTcp(server.port, '127.0.0.1');
  cleanups.push(() => socket.destroy());
  await once(socket, 'connect');
  return { nut, socket, view: () => nut.view() as NutView };
}

async function ask(socket: Socket, line: string): Promise<string> {
  socket.write(`${line}\n`);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return bytes.toString('utf8').trimEnd();
}

describe('a UPS server with TLS', () => {
  it('changes over on STARTTLS, with its own certificate, and goes on inside', async () => {
    const { nut, socket, view } = await serve();
    expect(await ask(socket, 'PROTVER')).toBe('1.3');
    expect(await ask(socket, 'STARTTLS')).toBe('OK STARTTLS');
    const secure = connectTls({ socket, ca: centralAuthority, host: '127.0.0.1' });
    await once(secure, 'secureConnect');
    expect(secure.authorized).toBe(true);
    expect(await ask(secure, 'GET VAR ups1 ups.status')).toBe('VAR ups1 ups.status "OL"');
    expect(await ask(secure, 'STARTTLS')).toBe('ERR ALREADY-SSL-MODE');
    expect(nut.requests.map(({ text, secure: inTls }) => [text, inTls])).toEqual([
      ['PROTVER', false],
      ['STARTTLS', false],
      ['GET VAR ups1 ups.status', true],
      ['STARTTLS', true],
    ]);
    expect(view()).toMatchObject({ clients: 1, secureClients: 1 });
    nut.restart();
    await once(secure, 'close').catch(() => undefined);
    expect(view()).toMatchObject({ clients: 0, secureClients: 0 });
  });

  it('survives a client that speaks no TLS after all', async () => {
    const { socket, view } = await serve();
    socket.on('error', () => undefined);
    expect(await ask(socket, 'STARTTLS')).toBe('OK STARTTLS');
    socket.write('LIST UPS\n'.repeat(10));
    await once(socket, 'close').catch(() => undefined);
    expect(view().clients).toBe(0);
  });
});
