import { describe, expect, it } from 'vitest';
import { SendWindow } from '../../../../gateway/uplink/drain/window.js';
import { seededRandom } from '../../../support/random.js';

/** A line with a round trip and a server that takes so long for each message, one after the other. */
class Line {
  readonly window: SendWindow;
  roundTripMs: number;
  serviceMs: number;
  now = 0;
  #freeAt = 0;
  readonly #answers: { readonly at: number; readonly sentAt: number }[] = [];

  constructor(most: number, { roundTripMs, serviceMs }: { roundTripMs: number; serviceMs: number }) {
    this.window = new SendWindow(most);
    this.roundTripMs = roundTripMs;
    this.serviceMs = serviceMs;
  }

  /** Keeps the window full until so many answers have come; resolves with the largest one seen. */
  run(answers: number): number {
    let largest = 0;
    for (let index = 0; index < answers; index++) {
      while (this.window.hasRoom) this.#send();
      largest = Math.max(largest, this.window.inFlight);
      const answer = this.#answers.shift();
      if (!answer) throw new Error('nothing in flight');
      this.now = Math.max(this.now, answer.at);
      this.window.answered();
      this.window.measured(this.now - answer.sentAt, this.now);
    }
    return largest;
  }

  #send(): void {
    this.window.sent();
    this.#freeAt = Math.max(this.#freeAt, this.now + this.roundTripMs / 2) + this.serviceMs;
    this.#answers.push({ at: this.#freeAt + this.roundTripMs / 2, sentAt: this.now });
  }
}

describe('the send window', () => {
  it('grows to all the server takes on a long line that is not filled', () => {
    const line = new Line(2_000, { roundTripMs: 50, serviceMs: 0.001 });
    line.run(20_000);
    expect(line.window.size).toBe(2_000);
    expect(line.window.roundTripMs).toBeCloseTo(50, 0);
  });

  it('shrinks until little queues in front of a server that takes one message per millisecond', () => {
    const line = new Line(2_000, { roundTripMs: 2, serviceMs: 1 });
    line.run(20_000);
    expect(line.window.size).toBeLessThan(12);
    expect(line.window.size).toBeGreaterThanOrEqual(4);
    // What is made now waits for a few messages and not for hundreds.
    expect(line.window.roundTripMs).toBeLessThan(12);
  });

  it('finds its way back when a slow server becomes a fast one', () => {
    const line = new Line(1_000, { roundTripMs: 20, serviceMs: 2 });
    line.run(5_000);
    const slow = line.window.size;
    expect(slow).toBeLessThan(40);
    line.serviceMs = 0.01;
    line.run(40_000);
    expect(line.window.size).toBe(1_000);
  });

  it('finds a new shortest round trip within a minute when the route has become longer', () => {
    const line = new Line(1_000, { roundTripMs: 5, serviceMs: 0.001 });
    line.run(20_000);
    line.roundTripMs = 200;
    const since = line.now;
    while (line.now - since < 120_000) line.run(100);
    expect(line.window.size).toBe(1_000);
  });

  it.each([1, 2, 5, 20, 128, 1_000])(
    'never lets more than %i be in flight, which is the seed too, nor stops',
    (most) => {
      const random = seededRandom(most);
      const line = new Line(most, { roundTripMs: 10, serviceMs: 1 });
      for (let round = 0; round < 200; round++) {
        line.serviceMs = random() ** 3 * 5;
        line.roundTripMs = random() ** 3 * 200;
        expect(line.run(50)).toBeLessThanOrEqual(most);
        expect(line.window.size).toBeGreaterThanOrEqual(Math.min(4, most));
        expect(line.window.size).toBeLessThanOrEqual(most);
      }
    },
  );
});
