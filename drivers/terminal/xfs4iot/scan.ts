import { publisherUrls } from './address.js';
import type { Xfs4iotOptions } from './options.js';
import { type Opening, type OpenOptions, openSocket, type XfsSocket } from './socket.js';

/** ms for all ports together, dead ones among them (terminal-health.md 9.5 test 2: below 5 s). */
const scanLimitMs = 4_500;

/** What one port said: the socket where it upgraded. */
export interface PortResult {
  readonly port: number;
  readonly kind: Opening['kind'];
  /** Of the attempt that says most, with its address. */
  readonly detail: string;
  readonly socket?: XfsSocket;
}

export type ScanOptions = Omit<OpenOptions, 'timeoutMs'> & Pick<Xfs4iotOptions, 'host' | 'tls' | 'connectTimeoutMs'>;

/** Tries every port at once; never rejects, and ends in time whoever stays silent. */
export async function scanPorts(ports: readonly number[], options: ScanOptions): Promise<PortResult[]> {
  const { clock, signal } = options;
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const limit = clock.setTimeout(() => over.abort(), scanLimitMs);
  try {
    return await Promise.all(ports.map((port) => tryPort(port, { ...options, signal: both })));
  } finally {
    limit.cancel();
    over.abort();
  }
}

/** One address after the other, until one upgrades or TCP itself says that there is no use in the next. */
async function tryPort(port: number, options: ScanOptions): Promise<PortResult> {
  let best: PortResult = { port, kind: 'silent', detail: `port ${port}: not tried` };
  let refusedScheme = '';
  for (const url of publisherUrls(options.host, port, options.tls)) {
    const scheme = url.slice(0, url.indexOf(':'));
    if (scheme === refusedScheme) continue;
    if (options.signal.aborted) break;
    const opening = await openSocket(url, { ...options, timeoutMs: options.connectTimeoutMs });
    if (opening.kind === 'open') return { port, kind: 'open', detail: url, socket: opening.socket };
    best = { port, kind: opening.kind, detail: `${url}: ${opening.detail}` };
    if (opening.kind !== 'answered') break;
    // Another path helps only where HTTP was spoken.
    if (!opening.detail.startsWith('HTTP')) refusedScheme = scheme;
  }
  return best;
}
