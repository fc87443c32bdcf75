import type { Session, Varbind } from 'net-snmp';
import { GatewayError } from '../../error.js';
import { pduTags } from './message.js';

/** A session that can do nothing but ask. Callers give OIDs in numbers; the package's errors come through as they are. */
export interface AskingSession {
  get(oids: readonly string[]): Promise<Varbind[]>;
  getNext(oids: readonly string[]): Promise<Varbind[]>;
  /** For each OID the next `maxRepetitions` objects. */
  getBulk(oids: readonly string[], maxRepetitions: number): Promise<Varbind[][]>;
  /** Ends what is being asked. */
  cancel(): void;
  /** Releases the socket. Idempotent. */
  close(): void;
}

const questions: ReadonlySet<number> = new Set([pduTags.get, pduTags.getNext, pduTags.getBulk]);

type Done<T> = (error: Error | null, value?: T) => void;

/**
 * Everything the package sends, repeats and discoveries included, goes through `send` of its session with the PDU not yet
 * encrypted: here a PDU that is no question ends, whoever called for it.
 */
export function guardSession(session: Session): AskingSession {
  const send = session.send.bind(session);
  session.send = (request, noWait) => {
    if (questions.has(request.message.pdu.type)) return send(request, noWait);
    request.responseCb(
      new GatewayError('PROTOCOL_UNSUPPORTED', 'only questions are ever sent to an SNMP agent') as never,
    );
    return session;
  };
  // Without a listener a damaged answer would end the process.
  session.on('error', () => {});
  let open = true;
  const ask = <T>(start: (done: Done<T>) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      if (!open) return reject(new GatewayError('TRANSPORT_CLOSED', 'the SNMP session is closed'));
      start((error, value) => {
        if (error || value === undefined) reject(error ?? new Error('an answer without content'));
        else resolve(value);
      });
    });
  return {
    get: (oids) => ask((done) => session.get([...oids], done)),
    getNext: (oids) => ask((done) => session.getNext([...oids], done)),
    getBulk: (oids, maxRepetitions) =>
      ask<Varbind[][]>((done) => session.getBulk([...oids], 0, maxRepetitions, done as never)),
    cancel: () => session.cancelRequests(new Error('nobody waits any more')),
    close() {
      if (!open) return;
      open = false;
      session.close();
    },
  };
}
