/** What can be seen of an SNMP message from outside (RFC 3416, RFC 3412). */
export interface MessageOutline {
  /** 0 is v1, 1 is v2c, 3 is v3. */
  readonly version: number;
  /** Of v3. */
  readonly authenticated: boolean;
  readonly encrypted: boolean;
  /** Tag of the PDU, e.g. A0; undefined where it is encrypted. */
  readonly pdu: number | undefined;
}

/** Tags of PDUs. */
export const pduTags = { get: 0xa0, getNext: 0xa1, response: 0xa2, set: 0xa3, getBulk: 0xa5, report: 0xa8 } as const;

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  /** What follows it. */
  readonly rest: Uint8Array;
}

/** The outline of a datagram; undefined when it is no SNMP message. Never throws. */
export function outlineOf(datagram: Uint8Array): MessageOutline | undefined {
  const message = element(datagram);
  const version = message?.tag === 0x30 ? element(message.content) : undefined;
  if (version?.tag !== 0x02 || version.content.length !== 1) return undefined;
  const number = version.content[0] as number;
  if (number !== 3) {
    const pdu = element(element(version.rest)?.rest);
    return pdu && { version: number, authenticated: false, encrypted: false, pdu: pdu.tag };
  }
  const header = element(version.rest);
  const flags = element(element(element(header?.content)?.rest)?.rest)?.content[0];
  const data = element(element(header?.rest)?.rest);
  if (flags === undefined || !data) return undefined;
  const encrypted = (flags & 2) !== 0;
  const pdu = encrypted ? undefined : element(element(element(data.content)?.rest)?.rest);
  if (!encrypted && !pdu) return undefined;
  return { version: number, authenticated: (flags & 1) !== 0, encrypted, pdu: pdu?.tag };
}

/** The first BER element with a length that fits. */
function element(bytes: Uint8Array | undefined): Element | undefined {
  if (!bytes || bytes.length < 2) return undefined;
  const [tag = 0, first = 0] = bytes;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || lengthBytes > 4 || bytes.length < 2 + lengthBytes) return undefined;
  const long = bytes.subarray(2, 2 + lengthBytes).reduce((length, byte) => length * 256 + byte, 0);
  const length = lengthBytes === 0 ? first : long;
  const start = 2 + lengthBytes;
  if (bytes.length < start + length) return undefined;
  return { tag, content: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}
