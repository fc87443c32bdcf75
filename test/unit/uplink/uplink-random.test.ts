import { expect, it } from 'vitest';
import { chains } from '../../../gateway/uplink/outbox/outbox.js';
import { seededRandom } from '../../support/random.js';
import { settle } from '../../support/virtual-clock.js';
import { firstArrivals } from './arrival.js';
import { type Edge, eventually, fastClock, openEdge, topics } from './edge.js';

const turns = 40;
const seeds = [1, 2, 3, 4];
const keptCodes = [0x80, 0x83, 0x87, 0x91, 0x97];

/** A branch that says all kinds of things; remembers what the centre must have in the end. */
class Talk {
  readonly counts = { audit: 0, event: 0, measurement: 0 };
  readonly states = new Map<string, number | undefined>();
  readonly #edge: Edge;
  readonly #random: () => number;

  constructor(edge: Edge, random: () => number) {
    this.#edge = edge;
    this.#random = random;
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  some(): void {
    const { publisher } = this.#edge;
    for (let left = this.below(60); left > 0; left--) publisher.stage.audit({ n: ++this.counts.audit }).say();
    for (let left = this.below(60); left > 0; left--) {
      publisher.stage.intervalCounts('door', { count: ++this.counts.event }).say();
    }
    for (let left = this.below(100); left > 0; left--) {
      publisher.deviceMeasurement('door', { n: ++this.counts.measurement });
    }
    for (let left = this.below(6); left > 0; left--) this.#state();
  }

  /** As after a restart: what stands is said again, and nothing is said of what does not. */
  again(): void {
    for (const [type, n] of this.states) if (n !== undefined) this.#say(type, n);
  }

  #state(): void {
    const type = `type-${this.below(5)}`;
    this.#say(type, this.below(3) === 0 ? undefined : this.below(1_000));
  }

  #say(type: string, n: number | undefined): void {
    this.states.set(type, n);
    this.#edge.publisher.alarm({ deviceId: 'door', type, qualifier: '' }, n === undefined ? undefined : { n });
  }
}

/** One odd thing of the centre or the line, or a restart of the gateway. */
async function upset(edge: Edge, talk: Talk): Promise<void> {
  const { centre } = edge;
  const fate = talk.below(8);
  if (fate === 0) centre.cut();
  if (fate === 1) {
    await centre.goAway();
    talk.some();
    await centre.comeBack();
  }
  if (fate === 2) {
    await edge.restart();
    talk.again();
    edge.uplink.start();
  }
  if (fate === 3) centre.delayMs = talk.below(3) * 5;
  if (fate === 4) centre.answer = () => (talk.below(20) === 0 ? (keptCodes[talk.below(5)] ?? 0) : 0);
  if (fate === 5) centre.answer = (_, nth) => (nth % 150 === 149 ? 'close' : 0);
  if (fate === 6) centre.answer = () => 0;
  if (fate === 7) for (let round = talk.below(10); round > 0; round--) await settle();
}

function ascending(numbers: readonly number[]): boolean {
  return numbers.every((n, index) => index === 0 || n > (numbers[index - 1] ?? 0));
}

it.each(seeds)(
  'whatever the centre and the line do, everything arrives in order and the present is right (seed %i)',
  async (seed) => {
    const random = seededRandom(seed);
    const edge = await openEdge({
      clock: fastClock(100),
      random: seededRandom(seed + 1_000),
      limits: { receiveMaximum: 40 },
      settings: { protocolVersion: 5 },
    });
    const talk = new Talk(edge, random);
    edge.uplink.start();
    for (let turn = 0; turn < turns; turn++) {
      talk.some();
      await upset(edge, talk);
      await settle();
    }
    const { centre } = edge;
    centre.answer = () => 0;
    centre.delayMs = 0;
    talk.some();
    const standing = () =>
      [...talk.states].filter(([, n]) => n !== undefined).map(([type, n]) => [topics.alarm('door', type, ''), n]);
    const shown = () =>
      [...centre.retained]
        .filter(([topic]) => topic.includes('/alarm/'))
        .map(([topic, text]) => [topic, JSON.parse(text).data.n]);
    const seen = (key: 'n' | 'count', topic: string) => [
      ...new Set(
        centre.arrivals
          .filter((a) => a.topic === topic && a.data[key] !== undefined)
          .map(({ data }) => data[key] as number),
      ),
    ];
    const measurement = topics.deviceMeasurement('door');
    const arrived = () => [
      seen('n', topics.audit).length,
      seen('count', measurement).length,
      seen('n', measurement).length,
    ];
    await eventually(() => expect(arrived()).toEqual(Object.values(talk.counts)));
    await edge.drained();
    await eventually(() => expect(shown().sort()).toEqual(standing().sort()));

    expect(centre.faults.join()).toBe('');
    expect(centre.mostUnanswered).toBeLessThanOrEqual(40);
    for (const chain of chains)
      expect(ascending(firstArrivals(centre.arrivals, chain).map(({ seq }) => seq))).toBe(true);
    expect(ascending(seen('n', topics.audit))).toBe(true);
    expect(ascending(seen('count', measurement))).toBe(true);
    expect(ascending(seen('n', measurement))).toBe(true);
    expect(centre.arrivals.filter(({ topic }) => topic === topics.gap)).toEqual([]);
  },
);
