import { expect, it } from 'vitest';
import { createTurns } from '../../../../gateway/uplink/drain/turns.js';
import { type Chain, chains } from '../../../../gateway/uplink/outbox/outbox.js';
import { seededRandom } from '../../../support/random.js';

/** Chains that have so many messages each, and whose turn it was. */
function line(amounts: Record<Chain, number>) {
  const left = { ...amounts };
  const next = createTurns<Chain>((chain) => {
    if (left[chain] === 0) return undefined;
    left[chain] -= 1;
    return chain;
  });
  const take = (count: number) => Array.from({ length: count }, () => next());
  const sharesOf = (count: number) => {
    const taken = take(count);
    return chains.map((chain) => taken.filter((each) => each === chain).length);
  };
  return { left, take, sharesOf };
}

it('of eight messages five are critical, two events and one telemetry while all have some', () => {
  const { sharesOf } = line({ critical: 1_000, event: 1_000, telemetry: 1_000 });
  for (let round = 0; round < 100; round++) expect(sharesOf(8)).toEqual([5, 2, 1]);
});

it('a turn that a chain has no use for goes to the most important one that has something', () => {
  const { left, sharesOf } = line({ critical: 0, event: 1_000, telemetry: 1_000 });
  expect(sharesOf(80)).toEqual([0, 70, 10]);
  left.event = 0;
  expect(sharesOf(80)).toEqual([0, 0, 80]);
  left.critical = 1_000;
  expect(sharesOf(80)).toEqual([70, 0, 10]);
});

it('what becomes critical while there is anything else goes within two turns', () => {
  const { left, take } = line({ critical: 0, event: 10_000, telemetry: 10_000 });
  const random = seededRandom(11);
  for (let round = 0; round < 200; round++) {
    take(Math.floor(random() * 20));
    left.critical = 1;
    expect(take(2)).toContain('critical');
  }
});

it('nobody starves and nothing is left, whatever comes in between (seed 12)', () => {
  const { left, take } = line({ critical: 0, event: 0, telemetry: 0 });
  const random = seededRandom(12);
  let put = 0;
  let taken = 0;
  for (let round = 0; round < 2_000; round++) {
    for (const chain of chains) {
      const more = Math.floor(random() * 5);
      left[chain] += more;
      put += more;
    }
    const wanted = Math.floor(random() * 12);
    const before = { ...left };
    const got = take(wanted);
    const there = before.critical + before.event + before.telemetry;
    expect(got.filter((each) => each !== undefined)).toHaveLength(Math.min(wanted, there));
    taken += got.filter((each) => each !== undefined).length;
    if (wanted >= 8) for (const chain of chains) expect(before[chain] === 0 || got.includes(chain)).toBe(true);
  }
  taken += take(put).filter((each) => each !== undefined).length;
  expect(taken).toBe(put);
  expect(take(3)).toEqual([undefined, undefined, undefined]);
});
