/**
 * Messages of a HID device behind a TCP relay: `kind u8 | length u16 BE | payload`. Reports are those of node-hid: an input
 * report has its number first only where the device numbers its reports; output and feature reports always have it, 0
 * where there is none.
 */
export const relayKinds = {
  input: 0x01,
  output: 0x02,
  setFeature: 0x03,
  getFeature: 0x04,
  featureReply: 0x05,
  refused: 0x06,
} as const;

/** Longest payload, bytes; longer than any report of USB. */
export const relayPayloadLimit = 4_096;

const headerBytes = 3;

/** Throws a RangeError where the payload is over the limit. */
export function relayFrame(kind: number, payload: Uint8Array): Uint8Array {
  if (payload.length > relayPayloadLimit) {
    throw new RangeError(`a report of ${payload.length} bytes, allowed are at most ${relayPayloadLimit}`);
  }
  return Uint8Array.of(kind, payload.length >> 8, payload.length & 0xff, ...payload);
}

export interface RelayMessage {
  readonly kind: 'input' | 'featureReply' | 'refused';
  readonly payload: Uint8Array;
}

/** What a relay may say; the other kinds are ours. */
const fromDevice = new Map<number, RelayMessage['kind']>([
  [relayKinds.input, 'input'],
  [relayKinds.featureReply, 'featureReply'],
  [relayKinds.refused, 'refused'],
]);

/**
 * Takes the messages of a relay out of its bytes, however they are chunked. TCP loses nothing, so what is no message means
 * that something else is at the other end: from there on nothing is read, and `fault` says why.
 */
export class RelayDecoder {
  #kept: Uint8Array = new Uint8Array(0);
  #fault: string | undefined;

  get fault(): string | undefined {
    return this.#fault;
  }

  push(bytes: Uint8Array): RelayMessage[] {
    if (this.#fault !== undefined) return [];
    const all = Buffer.concat([this.#kept, bytes]);
    const messages: RelayMessage[] = [];
    let at = 0;
    while (all.length - at >= headerBytes) {
      const kind = fromDevice.get(all.readUInt8(at));
      const length = all.readUInt16BE(at + 1);
      if (kind === undefined || length > relayPayloadLimit) {
        this.#fault = `no message of a HID relay: ${all.subarray(at, at + headerBytes).toString('hex')}`;
        this.#kept = new Uint8Array(0);
        return messages;
      }
      const end = at + headerBytes + length;
      if (end > all.length) break;
      messages.push({ kind, payload: Uint8Array.from(all.subarray(at + headerBytes, end)) });
      at = end;
    }
    this.#kept = Uint8Array.from(all.subarray(at));
    return messages;
  }
}
