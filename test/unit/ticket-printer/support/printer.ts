import type { MemoryEnd } from '../../../../drivers/transport/memory.js';
import { hex, toHex } from '../../../support/hex.js';
import type { VirtualClock } from '../../../support/virtual-clock.js';

/** DLE EOT 1 to 4 of a printer that is well. */
export const idle = '12 12 12 12';

/** The far end of the cable: says what the test tells it to, and keeps what it was sent. */
export class ScriptedPrinter {
  /** Every piece the host wrote, in order. */
  readonly heard: Uint8Array[] = [];
  /** Pieces that are no request: what would be on paper. */
  readonly jobs: Uint8Array[] = [];
  /** Answers to DLE EOT 1 to 4, hex. */
  status = idle;
  /** Answers to GS r 1, hex; empty for silence. */
  fence = '00';
  /** ms until GS r 1 is answered. */
  fenceMs = 0;
  /** Answers to GS I, by its parameter, hex. */
  texts: Readonly<Record<number, string>> = {};
  /** Answer to GS a, hex; empty for a printer that does not report by itself. */
  automatic = '';
  /** Answers to any other request, by its bytes, hex; such a request is no job. */
  replies: Readonly<Record<string, string>> = {};
  /** ms until DLE EOT is answered. */
  statusMs = 0;
  silent = false;
  /** Strips that were cut off before a paper. */
  strips = 0;
  /** Called when a job has come in, before its fence. */
  onJob: (job: Uint8Array) => void = () => undefined;
  /** Called when GS r 1 has come in, before it is answered. */
  onFence: () => void = () => undefined;
  /** Called before DLE EOT n is answered. */
  onStatus: (n: number) => void = () => undefined;
  readonly #end: MemoryEnd;
  readonly #clock: VirtualClock;

  constructor(end: MemoryEnd, clock: VirtualClock) {
    this.#end = end;
    this.#clock = clock;
    end.onData((bytes) => this.#take(bytes));
  }

  /** Unasked bytes. */
  say(text: string): void {
    void this.#end.write(hex(text)).catch(() => undefined);
  }

  unplug(detail?: string): void {
    this.#end.unplug(detail);
  }

  /** The requests DLE EOT n heard so far, as their n. */
  get asked(): number[] {
    return this.heard.filter((bytes) => bytes[0] === 0x10 && bytes[1] === 0x04).map((bytes) => bytes[2]!);
  }

  #take(bytes: Uint8Array): void {
    this.heard.push(bytes);
    const [first, second, third = 0] = bytes;
    const reply = this.replies[toHex(bytes)];
    if (reply !== undefined) {
      this.#answer(reply, 0);
    } else if (first === 0x10 && second === 0x04 && bytes.length === 3) {
      this.onStatus(third);
      this.#answer(this.status.split(' ')[third - 1] ?? '', this.statusMs);
    } else if (first === 0x1d && second === 0x72 && bytes.length === 3) {
      this.onFence();
      this.#answer(this.fence, this.fenceMs);
    } else if (first === 0x1d && second === 0x61 && bytes.length === 3) {
      this.#answer(this.automatic, 0);
    } else if (first === 0x1d && second === 0x49 && bytes.length === 3) {
      this.#answer(this.texts[third] ?? '', 0);
    } else if (first === 0x0a) {
      this.strips += 1;
    } else if (!(first === 0x1b && second === 0x40) && first !== 0x00) {
      this.jobs.push(bytes);
      this.onJob(bytes);
    }
  }

  #answer(text: string, ms: number): void {
    if (this.silent || text === '') return;
    if (ms === 0) this.say(text);
    else this.#clock.setTimeout(() => this.say(text), ms);
  }
}
