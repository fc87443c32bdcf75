import { connect, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';
import type { CheckContext } from './attempt.js';
import { distrust, endOf } from './certificate.js';
import { connectFailure, type Outcome } from './outcome.js';

/** Whom to trust at the other end. */
export interface Security {
  /** Name that must be in the certificate; undefined = the host. */
  readonly serverName?: string | undefined;
  readonly verifyCertificate: boolean;
  /** PEM of the authorities to trust instead of the public ones. */
  readonly ca?: string | undefined;
}

/** Where to connect to. */
export interface Place {
  readonly host: string;
  /** 1..65535. */
  readonly port: number;
  /** Absent = without TLS. */
  readonly security?: Security | undefined;
}

/** A connection being made. */
export interface Dialled {
  readonly socket: Socket;
  /** What a time-out means now. */
  readonly late: () => Outcome;
}

export interface DialEvents {
  /** It stands, with TLS where that is wanted and with a certificate that is trusted. Nothing has been sent on it. */
  readonly ready: (socket: Socket) => void;
  /** It did not come to stand, or broke off later. */
  readonly failed: (outcome: Outcome) => void;
}

/** Connects; events come later, each failure at most once. */
export function dial({ host, port, security }: Place, context: CheckContext, { ready, failed }: DialEvents): Dialled {
  const { timeoutMs } = context;
  let stage: 'connecting' | 'handshake' | 'ready' = 'connecting';
  const socket = security ? connectTls(tlsOptions(host, port, security)) : connect({ host, port });
  socket.on('error', (error) => {
    if (stage === 'connecting') failed(connectFailure(error));
    else failed({ kind: 'broken', reason: stage === 'handshake' ? `no TLS: ${error.message}` : error.message });
  });
  socket.once('close', () => {
    if (stage === 'handshake') failed({ kind: 'broken', reason: 'no TLS: the connection ended in the handshake' });
  });
  socket.once('connect', () => {
    stage = security ? 'handshake' : 'ready';
    if (!security) ready(socket);
  });
  socket.once('secureConnect', () => {
    stage = 'ready';
    const tls = socket as TLSSocket;
    // Node gives it once.
    const peer = tls.getPeerX509Certificate();
    const certificate = endOf(peer);
    if (certificate) context.onCertificate?.(certificate);
    // The types say Error, Node gives the code.
    const code = tls.authorizationError as unknown as string | null;
    const fault = security?.verifyCertificate ? distrust(code, peer, security.serverName ?? host) : undefined;
    if (fault === undefined) ready(socket);
    else failed({ kind: 'untrusted', reason: fault });
  });
  return {
    socket,
    late: () => {
      if (stage === 'connecting')
        return { kind: 'no-answer', reason: `no answer to the connection within ${timeoutMs} ms` };
      const missing = stage === 'handshake' ? 'no TLS handshake' : 'no complete answer';
      return { kind: 'silent', reason: `connected, but ${missing} within ${timeoutMs} ms` };
    },
  };
}

/** The certificate is judged after the handshake: one that is wrong can still be read. */
function tlsOptions(host: string, port: number, { serverName = host, ca }: Security): ConnectionOptions {
  return {
    host,
    port,
    // An address is no name to ask for.
    servername: isIP(serverName) ? '' : serverName,
    rejectUnauthorized: false,
    checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate),
    ...(ca === undefined ? {} : { ca }),
  };
}
