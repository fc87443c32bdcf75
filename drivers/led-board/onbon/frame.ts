/**
 * Outermost layer of the Onbon protocol: eight `A5`, the escaped content with its checksum, one `5A`
 * (led-boards-counters-hid.md 2.2 and 2.4). What is inside does not matter here.
 */
const head = 0xa5;
const tail = 0x5a;
const headLength = 8;
const checksumLength = 2;

/** A frame that is still open after this many bytes is noise. */
const bufferLimit = 4_096;

const escaped: ReadonlyMap<number, readonly [number, number]> = new Map([
  [0xa5, [0xa6, 0x02]],
  [0xa6, [0xa6, 0x01]],
  [0x5a, [0x5b, 0x02]],
  [0x5b, [0x5b, 0x01]],
]);

/** CRC-16/ARC: polynomial 8005 reflected, start 0, no final xor; BB3D for ASCII `123456789`. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

/** Head, escaped content and checksum, tail. */
export function encodeFrame(content: Uint8Array): Uint8Array {
  const crc = crc16(content);
  const wire = Array<number>(headLength).fill(head);
  for (const byte of [...content, crc & 0xff, crc >>> 8]) wire.push(...(escaped.get(byte) ?? [byte]));
  wire.push(tail);
  return Uint8Array.from(wire);
}

/**
 * Takes the stream in any pieces and gives the content of each frame whose checksum fits. Any `A5` begins a frame
 * anew, because inside a frame there is none; everything outside is noise.
 */
export class FrameDecoder {
  #body: number[] = [];
  #inFrame = false;
  /** First byte of an escape whose second has not come yet. */
  #escape: number | undefined;

  push(chunk: Uint8Array): Uint8Array[] {
    const contents: Uint8Array[] = [];
    for (const byte of chunk) {
      const content = this.#take(byte);
      if (content) contents.push(content);
    }
    return contents;
  }

  #take(byte: number): Uint8Array | undefined {
    if (byte === head) this.#begin();
    else if (!this.#inFrame) return undefined;
    else if (byte === tail) return this.#end();
    else if (this.#escape !== undefined) this.#append(rawOf(this.#escape, byte));
    else if (byte === 0xa6 || byte === 0x5b) this.#escape = byte;
    else this.#append(byte);
    return undefined;
  }

  #begin(): void {
    this.#inFrame = true;
    this.#escape = undefined;
    this.#body = [];
  }

  /** Drops the frame for an escape that does not exist, or when it grows beyond any real one. */
  #append(raw: number | undefined): void {
    this.#escape = undefined;
    if (raw === undefined || this.#body.length === bufferLimit) this.#drop();
    else this.#body.push(raw);
  }

  #end(): Uint8Array | undefined {
    const cut = this.#escape !== undefined;
    const body = Uint8Array.from(this.#body);
    this.#drop();
    const content = body.subarray(0, Math.max(0, body.length - checksumLength));
    const [low = 0, high = 0] = body.subarray(content.length);
    const intact = content.length > 0 && !cut && crc16(content) === low + high * 256;
    return intact ? content : undefined;
  }

  #drop(): void {
    this.#inFrame = false;
    this.#escape = undefined;
    this.#body = [];
  }
}

function rawOf(first: number, second: number): number | undefined {
  for (const [raw, pair] of escaped) if (pair[0] === first && pair[1] === second) return raw;
  return undefined;
}
