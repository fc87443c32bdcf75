/** First byte of a PUBACK (MQTT 5.0 section 3.4.1). */
const pubackHeader = 0x40;
/** A PUBACK with a reason string and user properties may be longer; one beyond this is left to the general parser. */
const mostPubackBytes = 4_096;
/** Most bytes of a fixed header: type and four bytes of length. */
const mostHeaderBytes = 5;
const success = 0;

/**
 * Takes the PUBACKs out of what a server sends and leaves everything else as it came. They are nearly all there is while
 * a backlog drains, and a general parser makes an object and several calls of each.
 */
export class PubackSplitter {
  readonly #onPuback: (packetId: number, reasonCode: number) => void;
  readonly #onOther: (bytes: number) => void;
  /** Begin of a packet that has not come whole. */
  #begun: Buffer | undefined;
  /** Bytes of the packet under way that belong to the rest; infinite when the stream cannot be read as packets. */
  #passing = 0;

  /** `onOther`: a packet that is none has begun, with its length. */
  constructor(
    onPuback: (packetId: number, reasonCode: number) => void,
    onOther: (bytes: number) => void = () => undefined,
  ) {
    this.#onPuback = onPuback;
    this.#onOther = onOther;
  }

  /** The parts of `chunk`, and of what was kept of earlier ones, that are no PUBACKs, in order. */
  take(chunk: Buffer): Buffer[] {
    const rest: Buffer[] = [];
    const bytes = this.#begun ? Buffer.concat([this.#begun, chunk]) : chunk;
    this.#begun = undefined;
    let restFrom = 0;
    let at = Math.min(this.#passing, bytes.length);
    this.#passing -= at;
    while (at < bytes.length) {
      const end = packetEnd(bytes, at);
      const isPuback = bytes[at] === pubackHeader && (end === undefined || isReadable(end - at));
      if (end === undefined || (isPuback && end > bytes.length)) {
        // The header, or a PUBACK, has not come whole: it waits for the next chunk.
        if (restFrom < at) rest.push(bytes.subarray(restFrom, at));
        this.#begun = bytes.subarray(at);
        return rest;
      }
      if (isPuback) {
        if (restFrom < at) rest.push(bytes.subarray(restFrom, at));
        this.#puback(bytes, at, end);
        at = end;
        restFrom = end;
        continue;
      }
      if (end !== Number.POSITIVE_INFINITY) this.#onOther(end - at);
      this.#passing = Math.max(0, end - bytes.length);
      at = Math.min(end, bytes.length);
    }
    if (restFrom < at) rest.push(bytes.subarray(restFrom, at));
    return rest;
  }

  #puback(bytes: Buffer, at: number, end: number): void {
    let idAt = at + 2;
    while ((bytes[idAt - 1] ?? 0) > 127) idAt += 1;
    this.#onPuback(bytes.readUInt16BE(idAt), idAt + 2 < end ? (bytes[idAt + 2] ?? success) : success);
  }
}

function isReadable(packetBytes: number): boolean {
  return packetBytes >= 4 && packetBytes <= mostPubackBytes;
}

/** Where the packet at `at` ends; undefined when its header has not come whole; infinite when it is none. */
function packetEnd(bytes: Buffer, at: number): number | undefined {
  let length = 0;
  for (let index = 1; index < mostHeaderBytes; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    length += (byte & 127) * 128 ** (index - 1);
    if (byte < 128) return at + index + 1 + length;
  }
  return Number.POSITIVE_INFINITY;
}
