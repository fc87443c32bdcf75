/** PDU types by tag (RFC 3416 section 3). */
const pduNames = {
  160: 'get',
  161: 'get-next',
  162: 'response',
  163: 'set',
  164: 'trap-v1',
  165: 'get-bulk',
  166: 'inform',
  167: 'trap',
  168: 'report',
} as const;
export type SnmpPdu = (typeof pduNames)[keyof typeof pduNames];

export interface PeekedMessage {
  /** 0 = v1, 1 = v2c, 3 = v3, as on the wire. */
  readonly version: number;
  /** `encrypted`: a v3 message whose PDU nobody can see without the key. */
  readonly pdu: SnmpPdu | 'encrypted';
}

interface Element {
  readonly tag: number;
  readonly body: Uint8Array;
  readonly rest: Uint8Array;
}

export function pduName(tag: number): SnmpPdu | undefined {
  return (pduNames as Readonly<Record<number, SnmpPdu>>)[tag];
}

/** What kind of message a datagram is, read by the tags alone (RFC 3416, RFC 3412); undefined when it is none. */
export function peekMessage(datagram: Uint8Array): PeekedMessage | undefined {
  const version = element(element(datagram, 0x30)?.body, 0x02);
  const number = version?.body.length === 1 ? version.body[0] : undefined;
  if (version === undefined || number === undefined) return undefined;
  if (number !== 3) return named(number, element(element(version.rest, 0x04)?.rest));
  const scoped = element(element(element(version.rest, 0x30)?.rest, 0x04)?.rest);
  if (scoped?.tag === 0x04) return { version: number, pdu: 'encrypted' };
  if (scoped?.tag !== 0x30) return undefined;
  return named(number, element(element(element(scoped.body, 0x04)?.rest, 0x04)?.rest));
}

function named(version: number, pdu: Element | undefined): PeekedMessage | undefined {
  const name = pdu && pduName(pdu.tag);
  return name && { version, pdu: name };
}

/** The first element of some bytes, when it is complete and has that tag; lengths of up to four bytes. */
function element(bytes: Uint8Array | undefined, wanted?: number): Element | undefined {
  const tag = bytes?.[0];
  const first = bytes?.[1];
  if (!bytes || tag === undefined || first === undefined || (wanted !== undefined && tag !== wanted)) return undefined;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (more > 4 || first === 0x80 || bytes.length < 2 + more) return undefined;
  const length = more === 0 ? first : bytes.subarray(2, 2 + more).reduce((sum, byte) => sum * 256 + byte, 0);
  const start = 2 + more;
  if (bytes.length < start + length) return undefined;
  return { tag, body: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}
