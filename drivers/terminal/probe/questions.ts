import type { DriverContext } from '../../driver.js';
import type { CheckContext } from './attempt.js';
import type { Certificate } from './certificate.js';
import { httpCheck } from './http-check.js';
import { authorityOf, type ProbeOptions, type Securable } from './options.js';
import type { Outcome } from './outcome.js';
import { pingCheck } from './ping-check.js';
import { tcpCheck } from './tcp-check.js';
import type { Checks } from './verdict.js';
import { webSocketCheck } from './websocket-check.js';

/** What a round of questions found. */
export interface Findings {
  readonly checks: Checks;
  /** By layer. */
  readonly certificates: ReadonlyMap<Securable, Certificate>;
}

type World = Pick<DriverContext<ProbeOptions>, 'clock' | 'options' | 'file'> & { readonly signal: AbortSignal };
type Made = { -readonly [Layer in keyof Checks]: Checks[Layer] };

/**
 * Asks a terminal once, the lowest layer first; a layer above one that failed is not asked. Ping goes beside them, so that
 * it costs no time. Never rejects.
 */
export async function askAll(world: World): Promise<Findings> {
  const { clock, signal, options } = world;
  const { ping, tcp, tls, http, websocket, timeoutMs } = options;
  const certificates = new Map<Securable, Certificate>();
  const plain: CheckContext = { clock, signal, timeoutMs };
  const watching = (layer: Securable): CheckContext => ({
    ...plain,
    onCertificate: (certificate) => certificates.set(layer, certificate),
  });
  /** Nobody can be trusted by a file that cannot be read. */
  const trusting = async <T>(layer: Securable, ask: (ca: string | undefined) => Promise<T>): Promise<T | Outcome> => {
    const file = authorityOf(options, layer);
    try {
      return await ask(file && (await world.file(file)));
    } catch (error) {
      return { kind: 'untrusted', reason: error instanceof Error ? error.message : String(error) };
    }
  };

  const made: Made = {};
  const pinged = ping && pingCheck(ping, plain);
  const connections: (() => Promise<boolean>)[] = [];
  if (tcp) {
    connections.push(async () => {
      made.tcp = { name: `tcp ${tcp.host}:${tcp.port}`, outcome: await tcpCheck(tcp, plain) };
      return made.tcp.outcome.kind === 'open';
    });
  }
  if (tls) {
    connections.push(async () => {
      const { host, port } = tls;
      const outcome = await trusting('tls', (ca) =>
        tcpCheck({ host, port, security: { ...tls, ca } }, watching('tls')),
      );
      made.tls = { name: `tls ${host}:${port}`, outcome };
      return outcome.kind === 'open';
    });
  }
  if (http) {
    connections.push(async () => {
      const outcome = await trusting('http', (ca) => httpCheck({ ...http, ca }, watching('http')));
      made.http = { name: `http ${http.method} ${addressOf(http.url)}`, outcome };
      return outcome.kind === 'answered' && outcome.unmet === undefined;
    });
  }
  if (websocket) {
    connections.push(async () => {
      const outcome = await trusting('websocket', (ca) => webSocketCheck({ ...websocket, ca }, watching('websocket')));
      made.websocket = { name: `websocket ${addressOf(websocket.url)}`, outcome };
      return outcome.kind === 'open';
    });
  }
  for (const ask of connections) if (!(await ask())) break;
  if (ping && pinged) made.ping = { name: `ping ${ping.host}`, outcome: await pinged };
  return { checks: made, certificates };
}

/** Without the query, which may hold a token. */
function addressOf(text: string): string {
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname}`;
}
