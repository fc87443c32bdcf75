import type { DriverContext } from '../driver.js';
import type { Pressed, Scanned, Scored } from './contract.js';
import type { KeypadMeans } from './means.js';

type DeskContext = Pick<DriverContext, 'clock' | 'event' | 'logger' | 'state'> & KeypadMeans;

/**
 * Where what a keypad heard goes: first to who acts on it, in the same tick, then into the device's events and state. The
 * number of a bank card goes nowhere, and no code is ever logged.
 */
export class KeypadDesk {
  readonly #context: DeskContext;
  readonly #told = new Set<Promise<void>>();

  constructor(context: DeskContext) {
    this.#context = context;
  }

  press(press: Pressed): void {
    this.#context.keypad.press(press);
    this.#tell('pressed', press);
  }

  score(score: Scored): void {
    this.#context.keypad.score(score);
    this.#tell('scored', score);
  }

  scan(scan: Scanned): void {
    this.#context.state({ lastKeyAt: this.now() });
    if (this.#context.hasCardNumber(scan.code)) {
      this.refuse('card-number', scan.counter);
      return;
    }
    this.#context.keypad.scan(scan);
    this.#tell('scanned', scan);
  }

  /** Something was read that is not told. */
  refuse(why: 'card-number' | 'too-long' | 'incomplete', counter: string | undefined): void {
    this.#tell('scan-refused', { why, ...(counter === undefined ? {} : { counter }) });
  }

  /** RFC 3339. */
  now(): string {
    return new Date(this.#context.clock.now()).toISOString();
  }

  /** Resolves when everything that was told is on disk, or was refused there. */
  async settled(): Promise<void> {
    await Promise.all(this.#told);
  }

  #tell(name: string, data: Readonly<Record<string, unknown>>): void {
    const told = this.#context.event(name, { ...data }).catch((error: unknown) => {
      this.#context.logger.warn(`the event ${name} is not on disk`, { error: String(error) });
    });
    this.#told.add(told);
    void told.then(() => this.#told.delete(told));
  }
}
