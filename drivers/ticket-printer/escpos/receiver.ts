/** Something a printer said. */
export type Heard =
  /** Answer to DLE EOT; it does not say to which n. */
  | { readonly kind: 'status'; readonly byte: number }
  /** Answer to GS r, or another single byte outside any block. */
  | { readonly kind: 'queued-status'; readonly byte: number }
  /** Automatic status, four bytes. */
  | { readonly kind: 'automatic-status'; readonly block: readonly number[] }
  /** Text of GS I. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'power-on' }
  | { readonly kind: 'power-off' }
  /** Blocks we did not ask for: process IDs, offline responses, settings. */
  | { readonly kind: 'other-block'; readonly header: number; readonly body: readonly number[] };

const blockHeaders: ReadonlySet<number> = new Set([0x35, 0x37, 0x39, 0x3b, 0x3d, 0x5f]);
/** More than any block a printer sends; what grows to this is noise up to its end. */
const maxBlockBytes = 128;
const xon = 0x11;
const xoff = 0x13;

type Partial = { readonly kind: 'automatic-status' | 'block'; readonly bytes: number[] };

/**
 * Sorts the printer's bytes by class, one by one (ticket-printing.md 3.1). Takes any chunking, never throws. A piece
 * of ambiguous origin is dropped and counted, never handed out as an answer: a ticket's evidence may hang on it.
 */
export class Receiver {
  #partial: Partial | undefined;
  #noise = 0;

  /** Bytes that fit nothing, since the start. Flow control is not among them. */
  get noise(): number {
    return this.#noise;
  }

  push(chunk: Uint8Array): Heard[] {
    const heard: Heard[] = [];
    for (const byte of chunk) {
      const complete = this.#take(byte);
      if (complete) heard.push(complete);
    }
    return heard;
  }

  /** Gives up a piece whose end does not come, so that a stray header cannot swallow later answers. */
  reset(): void {
    this.#noise += this.#partial?.bytes.length ?? 0;
    this.#partial = undefined;
  }

  #take(byte: number): Heard | undefined {
    if (byte === xon || byte === xoff) return undefined;
    if (byte & 0x80) {
      this.#noise += 1;
      return undefined;
    }
    const partial = this.#partial;
    if (partial === undefined) return this.#begin(byte);
    return partial.kind === 'block'
      ? this.#continueBlock(partial.bytes, byte)
      : this.#continueStatus(partial.bytes, byte);
  }

  #begin(byte: number): Heard | undefined {
    if ((byte & 0x93) === 0x12) return { kind: 'status', byte };
    if ((byte & 0x90) === 0) return { kind: 'queued-status', byte };
    if ((byte & 0x93) === 0x10) this.#partial = { kind: 'automatic-status', bytes: [byte] };
    else if (blockHeaders.has(byte)) this.#partial = { kind: 'block', bytes: [byte] };
    else this.#noise += 1;
    return undefined;
  }

  #continueStatus(bytes: number[], byte: number): Heard | undefined {
    if ((byte & 0x90) !== 0) {
      this.reset();
      return this.#begin(byte);
    }
    bytes.push(byte);
    if (bytes.length < 4) return undefined;
    this.#partial = undefined;
    return { kind: 'automatic-status', block: bytes };
  }

  #continueBlock(bytes: number[], byte: number): Heard | undefined {
    // No block carries anything below 20 but its end; this is an answer behind a stray header.
    if (byte !== 0 && byte < 0x20) {
      this.reset();
      return this.#begin(byte);
    }
    if (byte !== 0) {
      if (bytes.length < maxBlockBytes) bytes.push(byte);
      else this.#noise += 1;
      return undefined;
    }
    if (bytes.length < maxBlockBytes) {
      this.#partial = undefined;
      return blockContent(bytes);
    }
    this.reset();
    return undefined;
  }
}

/** ticket-printing.md 3.4. */
function blockContent([header = 0, ...body]: readonly number[]): Heard {
  if (header === 0x5f) return { kind: 'text', text: String.fromCharCode(...body) };
  if (header === 0x3b && body.length === 1) {
    if (body[0] === 0x31) return { kind: 'power-on' };
    if (body[0] === 0x30) return { kind: 'power-off' };
  }
  return { kind: 'other-block', header, body };
}
