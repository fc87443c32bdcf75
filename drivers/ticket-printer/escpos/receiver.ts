/** Something a printer said. */
export type Heard =
  /** Answer to DLE EOT; it does not say to which n. */
  | { readonly kind: 'status'; readonly byte: number }
  /** Answer to GS r or to GS I 1 to 3, a single byte outside any block. */
  | { readonly kind: 'queued-status'; readonly byte: number }
  /** Automatic status, four bytes. */
  | { readonly kind: 'automatic-status'; readonly block: readonly number[] }
  /** Answer to DLE EOT 20 of a Custom kiosk unit: paper, user, recoverable and unrecoverable errors. */
  | { readonly kind: 'full-status'; readonly bytes: readonly number[] }
  /** Text of GS I, or the digits of a counter. */
  | { readonly kind: 'text'; readonly text: string }
  /** All before GS ( H 48 with this ID is done. */
  | { readonly kind: 'process-id'; readonly id: string }
  /** DLE DC4 8 has been carried out: nothing of what was sent before will be printed any more. */
  | { readonly kind: 'cleared' }
  /** The printer went offline with data waiting; one byte 40 to 7F per cause, where it tells them. */
  | { readonly kind: 'offline-response'; readonly causes: readonly number[] }
  | { readonly kind: 'power-on' }
  | { readonly kind: 'power-off' }
  /** Blocks nobody asks for, e.g. settings, or of a form nobody knows. */
  | { readonly kind: 'other-block'; readonly header: number; readonly body: readonly number[] };

const blockHeaders: ReadonlySet<number> = new Set([0x35, 0x37, 0x39, 0x3b, 0x3d, 0x5f]);
/** More than any block a printer sends; what grows to this is noise up to its end. */
const maxBlockBytes = 128;
const xon = 0x11;
const xoff = 0x13;
/** How the answer to DLE EOT 20 begins, and how long it is. */
const fullStatus = { lead: 0x10, second: 0x0f, length: 6 } as const;

interface Partial {
  readonly kind: 'automatic-status' | 'full-status' | 'block';
  readonly bytes: number[];
  /** Something fell into it that cannot belong to it: to be dropped at its end. */
  spoiled: boolean;
}

/**
 * Sorts the printer's bytes by class, one by one (ticket-printing.md 3.1). Takes any chunking, never throws. A piece
 * of ambiguous origin is dropped and counted, never handed out as an answer: a ticket's evidence may hang on it. So a
 * torn block costs all of its bytes, where the table would drop the first and read the rest anew.
 */
export class Receiver {
  #partial: Partial | undefined;
  #noise = 0;
  #framingErrors = 0;
  #inNoise = false;
  /** A block was given up: bytes that could be its rest are nobody's until one comes that begins something. */
  #outOfStep = false;
  #fullStatusExpected = false;

  /** Bytes that fit nothing, since the start. Flow control is not among them. */
  get noise(): number {
    return this.#noise;
  }

  /** Runs of such bytes, however long each. */
  get framingErrors(): number {
    return this.#framingErrors;
  }

  push(chunk: Uint8Array): Heard[] {
    const heard: Heard[] = [];
    for (const byte of chunk) {
      const complete = this.#take(byte);
      if (!complete) continue;
      this.#inNoise = false;
      heard.push(complete);
    }
    return heard;
  }

  /** The next 10 0F begins six bytes of any value. Nothing else tells them from an automatic status. */
  expectFullStatus(): void {
    this.#fullStatusExpected = true;
  }

  /** Gives up a piece whose end does not come, so that a stray header cannot swallow later answers. */
  reset(): void {
    this.#fullStatusExpected = false;
    if (this.#partial === undefined) return;
    this.#drop(this.#partial.bytes.length);
    this.#partial = undefined;
    this.#outOfStep = true;
  }

  #drop(bytes: number): undefined {
    if (!this.#inNoise) this.#framingErrors += 1;
    this.#inNoise = true;
    this.#noise += bytes;
  }

  #take(byte: number): Heard | undefined {
    const partial = this.#partial;
    if (partial?.kind === 'full-status') return this.#continueFullStatus(partial.bytes, byte);
    if (byte === xon || byte === xoff) return undefined;
    if (partial === undefined) return this.#begin(byte);
    return partial.kind === 'block' ? this.#continueBlock(partial, byte) : this.#continueStatus(partial.bytes, byte);
  }

  #begin(byte: number): Heard | undefined {
    const isAnswerOrRest = (byte & 0x90) === 0;
    if (isAnswerOrRest && !this.#outOfStep) return { kind: 'queued-status', byte };
    if (isAnswerOrRest || byte & 0x80) return this.#drop(1);
    this.#outOfStep = false;
    if ((byte & 0x93) === 0x12) return { kind: 'status', byte };
    if (byte === fullStatus.lead && this.#fullStatusExpected) this.#open('full-status', byte);
    else if ((byte & 0x93) === 0x10) this.#open('automatic-status', byte);
    else if (blockHeaders.has(byte)) this.#open('block', byte);
    else this.#drop(1);
    return undefined;
  }

  #open(kind: Partial['kind'], byte: number): void {
    this.#partial = { kind, bytes: [byte], spoiled: false };
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

  /** The bytes are bit fields without a class, so flow control cannot be told from them. */
  #continueFullStatus(bytes: number[], byte: number): Heard | undefined {
    if (bytes.length === 1 && byte !== fullStatus.second) {
      this.#open('automatic-status', fullStatus.lead);
      return this.#take(byte);
    }
    bytes.push(byte);
    if (bytes.length < fullStatus.length) return undefined;
    this.#partial = undefined;
    this.#fullStatusExpected = false;
    return { kind: 'full-status', bytes: bytes.slice(2) };
  }

  #continueBlock(partial: Partial, byte: number): Heard | undefined {
    const { bytes } = partial;
    // No block carries anything below 20 but its end; this is an answer behind a stray header.
    if (byte !== 0 && byte < 0x20) {
      this.reset();
      return this.#begin(byte);
    }
    if (byte !== 0) {
      // One bit is enough to turn a byte into another; then it is not known what the block said.
      if (byte & 0x80) partial.spoiled = true;
      if (bytes.length < maxBlockBytes) bytes.push(byte);
      else this.#drop(1);
      return undefined;
    }
    this.#partial = undefined;
    if (!partial.spoiled && bytes.length < maxBlockBytes) return blockContent(bytes);
    return this.#drop(bytes.length + 1);
  }
}

/** ticket-printing.md 3.4. */
function blockContent([header = 0, ...body]: readonly number[]): Heard {
  const [kind, ...rest] = body;
  if (header === 0x5f) return { kind: 'text', text: String.fromCharCode(...body) };
  if (header === 0x37 && kind === 0x22 && rest.length === 4 && rest.every(isIdCharacter)) {
    return { kind: 'process-id', id: String.fromCharCode(...rest) };
  }
  if (header === 0x37 && kind === 0x23 && rest.length <= 10 && rest.every((byte) => byte >= 0x40)) {
    return { kind: 'offline-response', causes: rest };
  }
  if (header === 0x37 && kind === 0x25 && rest.length === 0) return { kind: 'cleared' };
  if (header === 0x3b && kind === 0x31 && rest.length === 0) return { kind: 'power-on' };
  if (header === 0x3b && kind === 0x30 && rest.length === 0) return { kind: 'power-off' };
  // A block that the loss of power tore off, with the notice that it is back behind it.
  if (header === 0x37 && body.at(-2) === 0x3b && body.at(-1) === 0x31) return { kind: 'power-on' };
  return { kind: 'other-block', header, body };
}

function isIdCharacter(byte: number): boolean {
  return byte >= 0x20 && byte <= 0x7e;
}
