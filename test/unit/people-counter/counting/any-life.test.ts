import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measurementSchema } from '../../../../drivers/people-counter/contract.js';
import type { CounterNature, Counts, TotalsReading } from '../../../../drivers/people-counter/counting/model.js';
import { readSurely } from '../../../../drivers/people-counter/counting/read-surely.js';
import { totalsTally } from '../../../../drivers/people-counter/counting/totals-tally.js';
import { counterWorld, officeHours, VirtualClock } from './world.js';

type Step =
  | { readonly do: 'walk'; readonly in: number; readonly out: number }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'poll' | 'power cut' | 'kill' | 'full disk' | 'noise' };

interface Unit {
  readonly nature: CounterNature;
  readonly tellsUptime: boolean;
  readonly start: Counts;
}

const nobody = { in: 0, out: 0 };

/**
 * A counter with its clock, and a gateway that can be killed; beside them the truth: what the counter still knew whenever
 * it was read. It is written without a look at how the gateway accounts.
 */
class Door {
  /** What the gateway should have counted. */
  readonly known = { ...nobody };
  readonly #unit: Unit;
  readonly #clock = new VirtualClock();
  #seen: ReturnType<typeof counterWorld>['seen'];
  #tally: ReturnType<typeof totalsTally>;
  #device: Counts;
  #startedAt = -100_000_000;
  /** Passages since the last reading that was accounted, as the counter knows them. */
  #fresh = { ...nobody };
  #restarted = false;
  #atReading: Counts;
  #accountedAt = 0;
  #uptimeThen = 0;

  constructor(unit: Unit) {
    this.#unit = unit;
    this.#device = unit.start;
    this.#atReading = unit.start;
    const { seen, tally } = this.#boot();
    this.#seen = seen;
    this.#tally = tally;
  }

  get told() {
    return this.#seen.measurements.filter(({ day }) => day === undefined);
  }

  get total(): Counts {
    const { in: entered, out: left } = this.#seen.state as unknown as Counts;
    return { in: entered, out: left };
  }

  async live(step: Step): Promise<void> {
    if (step.do === 'walk') this.#walk(step);
    else if (step.do === 'wait') this.#clock.leap(step.minutes * 60_000);
    else if (step.do === 'power cut') this.#powerCut();
    else if (step.do === 'kill') this.#kill();
    else await this.poll(step.do);
  }

  async poll(trouble: Step['do'] = 'poll'): Promise<void> {
    this.#clock.leap(5_000);
    this.#seen.diskFull = trouble === 'full disk';
    let noisy = trouble === 'noise';
    const reading = await readSurely(this.#tally, async () => {
      if (!noisy) return this.#read();
      noisy = false;
      return { ...this.#read(), in: 3_000_000_000 % this.#unit.nature.range };
    });
    if (!reading) return;
    const saved = await this.#tally.record(reading).then(
      () => true,
      () => false,
    );
    if (saved) this.#account();
  }

  #boot(seen?: ReturnType<typeof counterWorld>['seen']) {
    const world = counterWorld({ clock: this.#clock, hours: officeHours(), stored: seen?.stored });
    if (seen) world.seen.measurements.push(...seen.measurements);
    return { seen: world.seen, tally: totalsTally(world.context, this.#unit.nature) };
  }

  #kill(): void {
    const { seen, tally } = this.#boot(this.#seen);
    this.#seen = seen;
    this.#tally = tally;
  }

  /** People need their time. */
  #walk({ in: entered, out: left }: Counts): void {
    const { range } = this.#unit.nature;
    this.#clock.leap((entered + left) * 250);
    this.#device = { in: (this.#device.in + entered) % range, out: (this.#device.out + left) % range };
    this.#fresh = { in: this.#fresh.in + entered, out: this.#fresh.out + left };
  }

  #powerCut(): void {
    this.#startedAt = this.#clock.monotonic();
    if (this.#unit.nature.afterPowerCut === 'kept') return;
    this.#device = { ...nobody };
    this.#fresh = { ...nobody };
    this.#restarted = true;
  }

  #read(): TotalsReading {
    if (!this.#unit.tellsUptime) return this.#device;
    return { ...this.#device, uptimeSeconds: this.#uptime() };
  }

  #account(): void {
    // Without an uptime, a restart is invisible once both totals have grown past the last reading.
    const hidden =
      this.#restarted &&
      !this.#isYounger() &&
      this.#device.in >= this.#atReading.in &&
      this.#device.out >= this.#atReading.out;
    const missed = hidden ? this.#atReading : nobody;
    this.known.in += this.#fresh.in - missed.in;
    this.known.out += this.#fresh.out - missed.out;
    this.#fresh = { ...nobody };
    this.#restarted = false;
    this.#atReading = this.#device;
    this.#accountedAt = this.#clock.monotonic();
    this.#uptimeThen = this.#uptime();
  }

  /** Its uptime tells of a restart: it fell, or is too short by more than the clock of a cheap unit may be wrong. */
  #isYounger(): boolean {
    if (!this.#unit.tellsUptime) return false;
    const elapsed = (this.#clock.monotonic() - this.#accountedAt) / 1_000;
    const uptime = this.#uptime();
    return uptime < this.#uptimeThen || this.#uptimeThen + elapsed - uptime > 60 + elapsed / 100;
  }

  #uptime(): number {
    return Math.floor((this.#clock.monotonic() - this.#startedAt) / 1_000);
  }
}

const steps = (extra: readonly fc.Arbitrary<Step>[] = []) =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant('walk' as const), in: fc.nat(30), out: fc.nat(30) }) },
      { weight: 5, arbitrary: fc.constant<Step>({ do: 'poll' }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.nat(900) }) },
      ...(['kill', 'full disk', 'noise'] as const).map((what) => ({
        weight: 1,
        arbitrary: fc.constant<Step>({ do: what }),
      })),
      ...extra.map((arbitrary) => ({ weight: 1, arbitrary })),
    ),
    { maxLength: 60 },
  );
const powerCut = fc.constant<Step>({ do: 'power cut' });

async function lived(unit: Unit, life: readonly Step[]): Promise<Door> {
  const door = new Door(unit);
  await door.poll();
  for (const step of life) await door.live(step);
  await door.poll();
  await door.poll();
  return door;
}

/** The intervals as told add up to the totals, whole and in order. */
function addUp(door: Door): void {
  const sum = { ...nobody };
  let told = '';
  for (const each of door.told) {
    const { from, to, in: entered, out: left, totalIn, totalOut } = measurementSchema.parse(each);
    sum.in += entered;
    sum.out += left;
    expect([totalIn, totalOut]).toEqual([sum.in, sum.out]);
    // Where nobody passed, a kill forgets that the interval was told: the next one begins before it again.
    expect(to >= told && to >= from).toBe(true);
    told = to;
  }
  expect(sum).toEqual(door.total);
}

const natures: readonly (readonly [string, Omit<Unit, 'start'>])[] = [
  ['totals that go with the power', { nature: { range: 2 ** 32, afterPowerCut: 'zero' }, tellsUptime: false }],
  ['totals and an uptime', { nature: { range: 2 ** 32, afterPowerCut: 'zero' }, tellsUptime: true }],
  [
    'totals that outlive the power, and an uptime',
    { nature: { range: 2 ** 32, afterPowerCut: 'kept' }, tellsUptime: true },
  ],
];

describe('whatever becomes of counter, line, disk and gateway', () => {
  const start = fc.record({ in: fc.nat(2 ** 24), out: fc.nat(2 ** 24) });

  it.each(natures)(
    '%s: nobody is counted twice, and nobody is lost whom the counter still knew',
    async (_name, unit) => {
      await fc.assert(
        fc.asyncProperty(start, steps([powerCut]), async (begin, life) => {
          const door = await lived({ ...unit, start: begin }, life);
          expect(door.total).toEqual(door.known);
          addUp(door);
        }),
        { numRuns: 150 },
      );
    },
  );

  it.each([
    ['32', 2 ** 32],
    ['16', 2 ** 16],
  ] as const)('everybody is counted while totals of %s bits roll over', async (_bits, range) => {
    const nearTheEnd = fc.record({ in: fc.nat(150), out: fc.nat(150) });
    const briefly = steps().map((life) => life.filter((step) => step.do !== 'wait'));
    await fc.assert(
      fc.asyncProperty(nearTheEnd, briefly, async (left, life) => {
        const begin = { in: range - 1 - left.in, out: range - 1 - left.out };
        const door = await lived({ nature: { range, afterPowerCut: 'zero' }, tellsUptime: false, start: begin }, life);
        expect(door.total).toEqual(door.known);
        addUp(door);
      }),
      { numRuns: 100 },
    );
  });

  it('intervals are never negative, whatever a broken counter shows, and what is not certain says why', async () => {
    const reading = fc.record({ in: fc.nat(2 ** 32 - 1), out: fc.nat(2 ** 32 - 1) });
    await fc.assert(
      fc.asyncProperty(fc.array(reading, { minLength: 1, maxLength: 30 }), async (readings) => {
        const { context, seen } = counterWorld();
        const tally = totalsTally(context);
        for (const each of readings) await tally.record(each);
        for (const { in: entered, out: left, quality, why } of seen.measurements) {
          expect(Math.min(Number(entered), Number(left))).toBeGreaterThanOrEqual(0);
          expect(quality === 'uncertain').toBe(why !== undefined);
        }
      }),
      { numRuns: 100 },
    );
  });
});
