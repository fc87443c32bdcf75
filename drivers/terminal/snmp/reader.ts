import type { Varbind } from 'net-snmp';
import type { Clock } from '../../clock.js';
import { GatewayError } from '../../error.js';
import { addressOf, openSession } from './connect.js';
import { type Credentials, readCredentials } from './credentials.js';
import { failureOf, hasAnswered, silence } from './failure.js';
import type { AskingSession } from './guard.js';
import type { SnmpOptions } from './options.js';
import { type Row, readColumns } from './table.js';
import { isMissing, type Value } from './value.js';

/** What an agent tells; every method rejects with a GatewayError when it does not. */
export interface SnmpReader {
  /** The objects that are there, by OID. */
  get(oids: readonly string[]): Promise<ReadonlyMap<string, Value>>;
  /** The rows of a table by index, with the columns that are there. */
  table<Column extends string>(columns: Readonly<Record<Column, string>>): Promise<ReadonlyMap<string, Row<Column>>>;
  /** The next round of questions has this long altogether, ms. */
  allow(ms: number): void;
  /** Forgets the session: the next question begins anew, with the address and the secrets of then. */
  reset(): void;
}

/** Objects asked for at once: a small agent's answer must fit into one datagram. */
const objectsAtOnce = 20;
/** Values of a table asked for at once: fragments of a larger answer are lost on many a branch's network. */
const valuesAtOnce = 60;

export function createReader(world: {
  readonly options: SnmpOptions;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly file: Parameters<typeof readCredentials>[1];
}): SnmpReader {
  const { options, clock, signal, file } = world;
  const { host, port, timeoutMs, retries, maxRepetitions } = options;
  const place = `SNMP udp ${host}:${port}`;
  let open: { readonly session: AskingSession; readonly credentials: Credentials } | undefined;
  let endsAt = Number.POSITIVE_INFINITY;

  const reset = () => {
    open?.session.close();
    open = undefined;
  };
  signal.addEventListener('abort', reset, { once: true });
  const connected = async () => {
    if (open) return open;
    const credentials = await readCredentials(options, file);
    const session = await openSession({ address: await addressOf(host), port }, credentials);
    open = { session, credentials };
    if (signal.aborted) reset();
    return { session, credentials };
  };
  const once = <T>(session: AskingSession, start: (session: AskingSession) => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => {
        reject(silence(place, retries + 1, timeoutMs));
        session.cancel();
      }, timeoutMs);
      start(session)
        .finally(() => timer.cancel())
        .then(resolve, reject);
    });
  const ask = async <T>(start: (session: AskingSession) => Promise<T>): Promise<T> => {
    const { session, credentials } = await connected();
    for (let tries = 0; ; tries++) {
      if (signal.aborted) throw new GatewayError('TRANSPORT_CLOSED', 'the SNMP session was ended');
      if (clock.monotonic() > endsAt) {
        reset();
        throw new GatewayError('PROTOCOL_BUSY', `${place}: the agent answers, but too slowly for all it is asked`);
      }
      try {
        return await once(session, start);
      } catch (error) {
        const failure = failureOf(error, place, credentials);
        if (failure.code === 'TRANSPORT_REPLY_TIMEOUT' && tries < retries) continue;
        // What the agent refuses it refuses in any session; anything else may be this one's fault.
        if (!(hasAnswered(failure) && isRefusal(error))) reset();
        throw failure;
      }
    }
  };
  return {
    async get(oids) {
      const found = new Map<string, Value>();
      for (let at = 0; at < oids.length; at += objectsAtOnce) {
        const some = oids.slice(at, at + objectsAtOnce);
        const answer = await ask((session) => session.get(some));
        for (const varbind of answer) if (!isMissing(varbind)) found.set(varbind.oid, contentOf(varbind));
      }
      return found;
    },
    table: (columns) =>
      readColumns(columns, (oids) => {
        const rows = Math.max(1, Math.min(maxRepetitions, Math.floor(valuesAtOnce / oids.length)));
        return ask((session) => session.getBulk(oids, rows));
      }),
    allow(ms) {
      endsAt = clock.monotonic() + ms;
    },
    reset,
  };
}

function contentOf({ value }: Varbind): Value {
  return value as Value;
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'RequestFailedError';
}
