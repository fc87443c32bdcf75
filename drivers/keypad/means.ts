import type { Pressed, Scanned, Scored } from './contract.js';

/**
 * Who acts on a keypad. It hears of a key in the tick in which the report came, before anything is on disk: what it does
 * about it is durable by its own means. The event that tells the same on MQTT follows.
 */
export interface KeypadReceiver {
  press(press: Pressed): void;
  score(score: Scored): void;
  scan(scan: Scanned): void;
}

/** What the gateway gives to a keypad beside what every device gets. */
export interface KeypadMeans {
  readonly keypad: KeypadReceiver;
  /** True of a text that is, or contains, the number of a bank card: such a code is told to nobody. */
  hasCardNumber(text: string): boolean;
}
