import { pduName, peekMessage, type SnmpPdu } from './snmp-ber.js';
import { find, next, type SnmpObject, type SortedObject, snmpTypes, sorted } from './snmp-objects.js';
import type { SnmpOptions, SnmpUser } from './snmp-options.js';

/** A datagram as the agent understood it. */
export interface SnmpRequest {
  readonly version: 'v1' | 'v2c' | 'v3' | 'none';
  /** `undeciphered`: encrypted, and no key of ours opens it; `unreadable`: no SNMP message. */
  readonly pdu: SnmpPdu | 'undeciphered' | 'unreadable';
}

export interface SnmpAgent {
  /** Takes a datagram; `reply` is called at most once, before it returns, and never for a community or key that is wrong. */
  take(datagram: Uint8Array, reply: (answer: Uint8Array) => void): SnmpRequest;
  /** A restart as v3 managers see it: the engine has booted once more. */
  reboot(): void;
}

interface Varbind {
  readonly oid: string;
  readonly type?: number;
  readonly value?: unknown;
}
interface RequestPdu {
  readonly varbinds: readonly Varbind[];
  readonly nonRepeaters?: number;
  readonly maxRepetitions?: number;
  getResponsePduForRequest(): { varbinds: Varbind[]; errorStatus?: number; errorIndex?: number };
}
type Handler = (socket: unknown, message: { readonly pdu: RequestPdu }, rinfo: unknown) => void;

/** What is used of the package's agent; its types do not tell it. */
interface PackageAgent {
  getRequest: Handler;
  getNextRequest: Handler;
  getBulkRequest: Handler;
  setRequest: Handler;
  sendResponse(rinfo: unknown, ...rest: unknown[]): void;
  getAuthorizer(): { addCommunity(community: string): void; addUser(user: unknown): void };
  readonly engine: { engineBoots: number };
}

const endOfMibView = 130;
const noSuchInstance = 129;
const notWritable = 17;
/** Values in one answer, so that it stays one datagram. */
const mostValues = 100;
const versions: Readonly<Record<number, SnmpRequest['version']>> = { 0: 'v1', 1: 'v2c', 3: 'v3' };
/** RFC 3411 engine ID of a fixed text: the same device is the same engine after a restart. */
export const engineId = `0x8000b98304${Buffer.from('branch-sim').toString('hex')}`;

/**
 * The agent of the net-snmp package as codec and gatekeeper (communities, v3 users), in front of a tree of our own: what
 * stands in `objects` when a request comes is what there is. It is read-only.
 */
export async function createAgent(options: SnmpOptions, objects: () => SnmpObject[]): Promise<SnmpAgent> {
  const snmp = await import('net-snmp');
  let receive: (buffer: Buffer, rinfo: unknown) => void = () => {};
  let reply: (answer: Uint8Array) => void = () => {};
  let deciphered: SnmpRequest['pdu'] | undefined;

  // The package listens on what it takes for a socket; datagrams come from and go to whoever calls `take`.
  const socket = {
    on(event: string, listener: (...args: never[]) => void) {
      if (event === 'message') receive = listener as unknown as typeof receive;
    },
    bind() {},
    close() {},
    send: (
      buffer: Buffer,
      _offset: number,
      _length: number,
      _port: number,
      _host: string,
      done: (error: null) => void,
    ) => {
      reply(buffer);
      done(null);
    },
  };
  const onOutcome = (error: Error | null) => {
    const strange = /PDU type (\d+)/.exec(error?.message ?? '')?.[1];
    if (strange !== undefined) deciphered = pduName(Number(strange));
  };
  const agent = snmp.createAgent(
    { port: 161, engineID: engineId, dgramModule: { createSocket: () => socket } },
    onOutcome,
  ) as PackageAgent;
  agent.getAuthorizer().addCommunity(options.community);
  for (const user of options.users) agent.getAuthorizer().addUser(packageUser(snmp, user));

  const varbind = (oid: string, object: SnmpObject | undefined, missing: number): Varbind =>
    object
      ? { oid: object.oid, type: snmpTypes[object.type], value: wireValue(object) }
      : { oid, type: missing, value: null };
  const answer =
    (pdu: SnmpPdu, values: (request: RequestPdu, tree: SortedObject[]) => Varbind[]): Handler =>
    (from, message, rinfo) => {
      deciphered = pdu;
      const response = message.pdu.getResponsePduForRequest();
      response.varbinds.push(...values(message.pdu, sorted(objects())));
      agent.sendResponse(from, rinfo, message, response);
    };
  agent.getRequest = answer('get', ({ varbinds }, tree) =>
    varbinds.map(({ oid }) => varbind(oid, find(tree, oid), noSuchInstance)),
  );
  agent.getNextRequest = answer('get-next', ({ varbinds }, tree) =>
    varbinds.map(({ oid }) => varbind(oid, next(tree, oid), endOfMibView)),
  );
  agent.getBulkRequest = answer('get-bulk', (request, tree) =>
    bulk(request, (oid) => varbind(oid, next(tree, oid), endOfMibView)),
  );
  agent.setRequest = (from, message, rinfo) => {
    deciphered = 'set';
    const response = message.pdu.getResponsePduForRequest();
    response.varbinds.push(...message.pdu.varbinds);
    agent.sendResponse(from, rinfo, message, Object.assign(response, { errorStatus: notWritable, errorIndex: 1 }));
  };

  return {
    take(datagram, answerTo) {
      const peeked = peekMessage(datagram);
      deciphered = undefined;
      reply = answerTo;
      // Version 1 is not spoken: an answer would not tell a manager what it does wrong.
      if (peeked && peeked.version !== 0) receive(Buffer.from(datagram), { address: '0.0.0.0', port: 0 });
      reply = () => {};
      if (!peeked) return { version: 'none', pdu: 'unreadable' };
      const pdu = peeked.pdu === 'encrypted' ? (deciphered ?? 'undeciphered') : peeked.pdu;
      return { version: versions[peeked.version] ?? 'none', pdu };
    },
    reboot() {
      agent.engine.engineBoots++;
    },
  };
}

/** The package's idea of a user of ours; also for sending traps. */
export function packageUser(snmp: typeof import('net-snmp'), { name, auth, priv }: SnmpUser) {
  const level = priv ? 'authPriv' : auth ? 'authNoPriv' : 'noAuthNoPriv';
  return {
    name,
    level: snmp.SecurityLevel[level],
    ...(auth && { authProtocol: snmp.AuthProtocols[auth.protocol], authKey: auth.key }),
    ...(priv && { privProtocol: snmp.PrivProtocols[priv.protocol], privKey: priv.key }),
  };
}

export function wireValue({ value }: SnmpObject): number | string | Buffer {
  return value instanceof Uint8Array ? Buffer.from(value) : value;
}

/** GETBULK (RFC 3416 section 4.2.3): once for each of the first, repeated in rounds for the others. */
function bulk(request: RequestPdu, after: (oid: string) => Varbind): Varbind[] {
  const nonRepeaters = Math.max(0, request.nonRepeaters ?? 0);
  const values = request.varbinds.slice(0, nonRepeaters).map(({ oid }) => after(oid));
  let round = request.varbinds.slice(nonRepeaters).map(({ oid }) => oid);
  for (let left = request.maxRepetitions ?? 0; left > 0 && round.length > 0; left--) {
    const found = round.map(after);
    if (values.length + found.length > mostValues) break;
    values.push(...found);
    if (found.every(({ type }) => type === endOfMibView)) break;
    round = found.map(({ oid }) => oid);
  }
  return values;
}
