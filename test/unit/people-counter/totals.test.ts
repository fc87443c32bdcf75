import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { account, type Counts, type Step, type Totals } from '../../../drivers/people-counter/totals.js';

const range = 2 ** 32;
const at = (device: Counts, total: Counts = { in: 1000, out: 900 }): Totals => ({ device, total });

describe('accounting one reading', () => {
  it('takes the very first reading as a baseline and counts nobody', () => {
    expect(account(undefined, { in: 4711, out: 4000 })).toEqual({
      next: { device: { in: 4711, out: 4000 }, total: { in: 0, out: 0 } },
      delta: { in: 0, out: 0 },
      quality: 'first',
    });
  });

  it('adds what the counter counted since the last reading', () => {
    expect(account(at({ in: 10, out: 8 }), { in: 13, out: 8 })).toEqual({
      next: { device: { in: 13, out: 8 }, total: { in: 1003, out: 900 } },
      delta: { in: 3, out: 0 },
      quality: 'good',
    });
  });

  it('adds nothing when the same reading comes twice', () => {
    const { next, delta } = account(at({ in: 10, out: 8 }), { in: 10, out: 8 });
    expect(delta).toEqual({ in: 0, out: 0 });
    expect(next).toEqual(at({ in: 10, out: 8 }));
  });

  it('counts from zero after a restart instead of going backwards', () => {
    const { next, delta, quality } = account(at({ in: 500, out: 480 }), { in: 7, out: 2 });
    expect(quality).toBe('restart');
    expect(delta).toEqual({ in: 7, out: 2 });
    expect(next.total).toEqual({ in: 1007, out: 902 });
  });

  it('knows that a restart zeroes both values although only one of them is lower now', () => {
    const { delta, quality } = account(at({ in: 500, out: 3 }), { in: 40, out: 35 });
    expect(quality).toBe('restart');
    expect(delta).toEqual({ in: 40, out: 35 });
  });

  it('reports a restart even when nobody has passed since', () => {
    expect(account(at({ in: 1, out: 0 }), { in: 0, out: 0 })).toMatchObject({
      quality: 'restart',
      delta: { in: 0, out: 0 },
    });
  });

  it('tells a 32-bit roll-over from a restart', () => {
    const { next, delta, quality } = account(at({ in: range - 2, out: 77 }), { in: 5, out: 78 });
    expect(quality).toBe('good');
    expect(delta).toEqual({ in: 7, out: 1 });
    expect(next.device).toEqual({ in: 5, out: 78 });
  });

  it.each([
    ['the last value before the window', { before: range - 2 ** 20, after: 0 }, 'restart'],
    ['the first value of the window', { before: range - 2 ** 20 + 1, after: 0 }, 'good'],
    ['the last small value', { before: range - 1, after: 2 ** 20 - 1 }, 'good'],
    ['the first value that is not small', { before: range - 1, after: 2 ** 20 }, 'restart'],
  ])('draws the line between both at %s', (_name, { before, after }, quality) => {
    expect(account(at({ in: before, out: 0 }), { in: after, out: 0 }).quality).toBe(quality);
  });

  it('believes in a restart when one value could have rolled over but the other cannot', () => {
    const { delta, quality } = account(at({ in: range - 2, out: 77 }), { in: 5, out: 4 });
    expect(quality).toBe('restart');
    expect(delta).toEqual({ in: 5, out: 4 });
  });
});

type Walk =
  | { readonly do: 'pass'; readonly in: number; readonly out: number }
  | { readonly do: 'poll' | 'device restarts' | 'gateway restarts' };

const passing = fc.record({ do: fc.constant('pass' as const), in: fc.nat(40), out: fc.nat(40) });
const polling = fc.constant<Walk>({ do: 'poll' });
const gatewayRestart = fc.constant<Walk>({ do: 'gateway restarts' });
const deviceRestart = fc.constant<Walk>({ do: 'device restarts' });

/** A counter of 32 bits that loses its values with its power, and a gateway that keeps its memory as JSON. */
class Branch {
  device: Counts;
  /** Everybody who passed since the first reading. */
  passed = { in: 0, out: 0 };
  /** Who passed unseen: counted after the last reading and wiped by a restart. */
  unseen = { in: 0, out: 0 };
  steps: Step[] = [];
  #read: Counts;
  #restarted = false;
  #memory: string;

  constructor(start: Counts) {
    this.device = start;
    this.#read = start;
    this.#memory = JSON.stringify(account(undefined, start).next);
  }

  get total(): Counts {
    return (JSON.parse(this.#memory) as Totals).total;
  }

  walk(step: Walk): void {
    if (step.do === 'pass') {
      this.device = { in: (this.device.in + step.in) % range, out: (this.device.out + step.out) % range };
      this.passed = { in: this.passed.in + step.in, out: this.passed.out + step.out };
    } else if (step.do === 'device restarts') {
      const base = this.#restarted ? { in: 0, out: 0 } : this.#read;
      this.#miss({ in: this.device.in - base.in, out: this.device.out - base.out });
      this.device = { in: 0, out: 0 };
      this.#restarted = true;
    } else if (step.do === 'gateway restarts') {
      this.#memory = JSON.stringify(JSON.parse(this.#memory));
    } else {
      this.#poll();
    }
  }

  #poll(): void {
    // A restart is invisible once both values have grown past the last reading: then as many are missed as it held.
    const hidden = this.#restarted && this.device.in >= this.#read.in && this.device.out >= this.#read.out;
    if (hidden) this.#miss(this.#read);
    const step = account(JSON.parse(this.#memory) as Totals, this.device);
    this.#memory = JSON.stringify(step.next);
    this.steps.push(step);
    this.#read = this.device;
    this.#restarted = false;
  }

  #miss({ in: entered, out: left }: Counts): void {
    this.unseen = { in: this.unseen.in + entered, out: this.unseen.out + left };
  }
}

describe('a random day at the door', () => {
  const start = fc.record({ in: fc.nat(2 ** 24), out: fc.nat(2 ** 24) });

  it('never counts anybody twice and never loses what the counter still knew', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: passing },
      { weight: 4, arbitrary: polling },
      { weight: 1, arbitrary: deviceRestart },
      { weight: 1, arbitrary: gatewayRestart },
    );
    fc.assert(
      fc.property(start, fc.array(step, { maxLength: 60 }), (begin, steps) => {
        const branch = new Branch(begin);
        for (const each of [...steps, { do: 'poll' } as const]) branch.walk(each);
        expect(branch.total).toEqual({
          in: branch.passed.in - branch.unseen.in,
          out: branch.passed.out - branch.unseen.out,
        });
      }),
      { numRuns: 500 },
    );
  });

  it('counts everybody while the counter rolls over', () => {
    const nearTheEnd = fc.record({ in: fc.nat(200), out: fc.nat(200) }).map((left) => ({
      in: range - 1 - left.in,
      out: range - 1 - left.out,
    }));
    fc.assert(
      fc.property(
        nearTheEnd,
        fc.array(fc.oneof(passing, polling, gatewayRestart), { maxLength: 40 }),
        (begin, steps) => {
          const branch = new Branch(begin);
          for (const each of [...steps, { do: 'poll' } as const]) branch.walk(each);
          expect(branch.total).toEqual(branch.passed);
          expect(branch.steps.every(({ quality }) => quality === 'good')).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives deltas that add up to the totals and are never negative', () => {
    const reading = fc.record({ in: fc.nat(range - 1), out: fc.nat(range - 1) });
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 30 }), (readings) => {
        let totals: Totals | undefined;
        const sum = { in: 0, out: 0 };
        for (const each of readings) {
          const { next, delta } = account(totals, each);
          expect(Math.min(delta.in, delta.out)).toBeGreaterThanOrEqual(0);
          sum.in += delta.in;
          sum.out += delta.out;
          totals = next;
        }
        expect(totals?.total).toEqual(sum);
      }),
    );
  });
});
