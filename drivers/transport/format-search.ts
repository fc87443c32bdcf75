import type { LineFormat } from './link.js';

/** Requests in a row that nobody answered, after which the next format is tried. */
const TRIES = 2;

/** ms the first time through the list waits for its first answer at most; later the whole time is given. */
const HURRIED_MS = 1_000;

/** ms the other tries with a format wait; the first one has given a slow device its time. */
const AGAIN_MS = 250;

/**
 * Which of its formats a serial line has. As long as nobody has answered, they are tried in turn; the first answer
 * settles it for good. A line with one format, or none, has nothing to search.
 */
export class FormatSearch {
  readonly #formats: readonly LineFormat[];
  #found: boolean;
  #missed = 0;
  /** Formats given up so far. */
  #givenUp = 0;

  constructor(formats: readonly LineFormat[]) {
    this.#formats = formats;
    this.#found = formats.length <= 1;
  }

  get current(): LineFormat | undefined {
    return this.#formats[this.#givenUp % Math.max(1, this.#formats.length)];
  }

  get found(): boolean {
    return this.#found;
  }

  /** The first time through the list: a few seconds, without any rest between the tries. */
  get hurried(): boolean {
    return !this.#found && this.#givenUp < this.#formats.length;
  }

  /** Every format was given up once, and none twice. */
  get onceThrough(): boolean {
    return this.#givenUp === this.#formats.length;
  }

  /** ms the next answer is waited for, at most `timeoutMs`. */
  patienceMs(timeoutMs: number): number {
    if (this.#missed > 0) return Math.min(timeoutMs, AGAIN_MS);
    return this.hurried ? Math.min(timeoutMs, HURRIED_MS) : timeoutMs;
  }

  /** Nobody answered a request. Returns whether another format is `current` from now on. */
  unanswered(): boolean {
    this.#missed = (this.#missed + 1) % TRIES;
    if (this.#found || this.#missed > 0) return false;
    this.#givenUp++;
    return true;
  }

  /** Somebody answered. Returns whether that ended the search. */
  answered(): boolean {
    const first = !this.#found;
    this.#found = true;
    return first;
  }
}
