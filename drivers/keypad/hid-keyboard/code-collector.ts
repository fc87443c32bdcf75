import type { Clock, Timer } from '../../clock.js';
import { type CodeEnd, characterOf, endsCode } from './typed.js';

/** Longest code, characters; a scanner that types more is no scanner. */
export const longestCode = 4_096;

export interface CollectorOptions {
  readonly clock: Clock;
  readonly end: CodeEnd;
  /** ms without a key after which a code is over. */
  readonly gapMs: number;
  readonly onCode: (code: string) => void;
  readonly onRefused: (why: 'too-long' | 'incomplete') => void;
}

/** Makes codes of what a scanner in keyboard mode types. */
export class CodeCollector {
  readonly #options: CollectorOptions;
  #text = '';
  #tooLong = false;
  #timer: Timer | undefined;

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  key(code: number, shift: boolean): void {
    if (endsCode(code, this.#options.end)) this.#finish();
    else this.#type(characterOf(code, shift));
  }

  close(): void {
    this.#timer?.cancel();
  }

  #type(character: string | undefined): void {
    if (character === undefined) return;
    if (this.#text.length < longestCode) this.#text += character;
    else this.#tooLong = true;
    this.#timer?.cancel();
    this.#timer = this.#options.clock.setTimeout(() => this.#pause(), this.#options.gapMs);
  }

  #pause(): void {
    if (this.#options.end === 'pause') this.#finish();
    else {
      this.#reset();
      this.#options.onRefused('incomplete');
    }
  }

  #finish(): void {
    const [text, tooLong] = [this.#text, this.#tooLong];
    this.#reset();
    if (tooLong) this.#options.onRefused('too-long');
    else if (text !== '') this.#options.onCode(text);
  }

  #reset(): void {
    this.#timer?.cancel();
    this.#text = '';
    this.#tooLong = false;
  }
}
