import type { Clock } from '../../clock.js';
import type { ByteLink, ListenPort } from '../../transport/link.js';
import { type Frame, frameDecoder } from './frame.js';

/** ms for which a connection may stand without a word that shows that the counter is at its other end. */
const strangerMs = 60_000;
/** Frames that may wait for their turn; a counter waits for each answer before it goes on. */
const mostWaiting = 64;

export interface CallersOptions {
  readonly port: ListenPort;
  readonly clock: Clock;
  /** One frame after the other; resolves when it is done with. `caller.known()` once the counter has shown itself. */
  readonly onFrame: (frame: Frame, caller: Caller) => Promise<void>;
}

/** A connection to the port. */
export interface Caller {
  readonly name: string;
  /** The counter is at its other end: a connection it had before is closed, as it may have gone without a word. */
  known(): void;
  /** Says something; what does not arrive is nobody's loss, because the counter asks again. */
  answer(bytes: Uint8Array): Promise<void>;
  hangUp(): void;
}

/** The connections at the port of one counter, of which the newest that is known to be the counter's is kept. */
export class Callers {
  readonly #options: CallersOptions;
  #current: ByteLink | undefined;
  #turn: Promise<void> = Promise.resolve();
  #waiting = 0;
  #frames = { intact: 0, damaged: 0 };

  constructor(options: CallersOptions) {
    this.#options = options;
    options.port.onConnection((link) => this.#called(link));
  }

  /** Frames since the last call. */
  takeFrames(): { readonly intact: number; readonly damaged: number } {
    const frames = this.#frames;
    this.#frames = { intact: 0, damaged: 0 };
    return frames;
  }

  /** Resolves when everything that has come is done with. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  #called(link: ByteLink): void {
    const { clock } = this.#options;
    const caller: Caller = {
      name: link.name,
      known: () => this.#known(link),
      answer: (bytes) => link.write(bytes).catch(() => undefined),
      hangUp: () => void link.close(),
    };
    const patience = clock.setTimeout(() => {
      if (this.#current !== link) void link.close();
    }, strangerMs);
    link.closed.then(() => {
      patience.cancel();
      if (this.#current === link) this.#current = undefined;
    });
    const decoder = frameDecoder();
    link.onData((bytes) => {
      const { intact, damaged } = decoder;
      const frames = decoder.push(bytes);
      this.#frames.intact += decoder.intact - intact;
      this.#frames.damaged += decoder.damaged - damaged;
      if (this.#waiting + frames.length > mostWaiting) return void link.close();
      for (const frame of frames) this.#handle(frame, caller);
    });
  }

  #known(link: ByteLink): void {
    if (this.#current === link) return;
    void this.#current?.close();
    this.#current = link;
  }

  #handle(frame: Frame, caller: Caller): void {
    this.#waiting += 1;
    this.#turn = this.#turn.then(async () => {
      await this.#options.onFrame(frame, caller).catch(() => undefined);
      this.#waiting -= 1;
    });
  }
}
