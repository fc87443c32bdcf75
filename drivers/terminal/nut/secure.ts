import type { TLSSocket } from 'node:tls';
import { type Clock, withTimeout } from '../../clock.js';
import { GatewayError } from '../../error.js';
import type { ByteLink } from '../../transport/link.js';
import { linkStream } from '../../transport/link-stream.js';
import type { Wire } from './dialogue.js';

export interface SecureOptions {
  readonly link: ByteLink;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** PEM certificates of who may have signed the server's; undefined = any certificate will do. */
  readonly ca: string | undefined;
  /** Name the certificate has to be for; undefined = any. */
  readonly serverName: string | undefined;
}

/** TLS over a link whose server has said `OK STARTTLS`. Rejects with TRANSPORT_OPEN_FAILED and what was wrong. */
export async function secure({ link, clock, timeoutMs, ca, serverName }: SecureOptions): Promise<Wire> {
  const { connect, checkServerIdentity } = await import('node:tls');
  const socket = connect({
    socket: linkStream(link),
    rejectUnauthorized: ca !== undefined,
    ...(ca === undefined ? {} : { ca }),
    checkServerIdentity: (_host, certificate) =>
      serverName === undefined ? undefined : checkServerIdentity(serverName, certificate),
  });
  const failed = (why: string) =>
    new GatewayError('TRANSPORT_OPEN_FAILED', `${link.name} offers TLS, but it does not come about: ${why}`);
  const ready = new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    // Stays for good: an 'error' nobody hears ends the process.
    socket.on('error', (error) => reject(failed(error.message)));
    socket.once('close', () => reject(failed('the connection was closed')));
  });
  try {
    await withTimeout(clock, ready, timeoutMs, () => failed(`no handshake within ${timeoutMs} ms`));
  } catch (error) {
    socket.destroy();
    throw error;
  }
  // Without TLS the link is of no use any more.
  const useless = () => void link.close();
  if (socket.destroyed) useless();
  else socket.once('close', useless);
  return wireOver(socket, link);
}

function wireOver(socket: TLSSocket, link: ByteLink): Wire {
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        const closed = () => new GatewayError('TRANSPORT_CLOSED', `TLS over ${link.name} has ended`);
        if (socket.destroyed) return reject(closed());
        socket.write(bytes, (error) => (error ? reject(closed()) : resolve()));
      }),
    onData: (receiver) => void socket.on('data', receiver),
  };
}
