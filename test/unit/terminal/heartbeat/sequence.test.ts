import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Heard, judgeBeat } from '../../../../drivers/terminal/heartbeat/sequence.js';

const periodMs = 60_000;

/** Beats as `boot seq` at their seconds; gives what became of each, with `+n` where n were missed. */
function judged(beats: readonly (readonly [string, number, number])[]): string[] {
  let heard: Heard | undefined;
  return beats.map(([bootId, seq, seconds]) => {
    const judgement = judgeBeat(heard, { bootId, seq }, { now: seconds * 1_000, periodMs });
    heard = judgement.heard;
    if (judgement.kind === 'repeated') return 'repeated';
    const missed = judgement.missed > 0 ? ` +${judgement.missed}` : '';
    return `${judgement.restarted ? 'restart' : 'counts'}${missed}`;
  });
}

describe('whether a beat counts', () => {
  it('the first does, and each with a higher number', () => {
    expect(
      judged([
        ['a', 7, 0],
        ['a', 8, 60],
        ['a', 9, 120],
      ]),
    ).toEqual(['counts', 'counts', 'counts']);
  });

  it('a repeat and one that was overtaken do not', () => {
    expect(
      judged([
        ['a', 7, 0],
        ['a', 7, 1],
        ['a', 9, 60],
        ['a', 8, 61],
        ['a', 9, 62],
      ]),
    ).toEqual([...['counts', 'repeated', 'counts +1', 'repeated', 'repeated']]);
  });

  it('a gap is counted, but never more beats than there were periods', () => {
    expect(
      judged([
        ['a', 1, 0],
        ['a', 4, 180],
      ])[1],
    ).toBe('counts +2');
    expect(
      judged([
        ['a', 1, 0],
        ['a', 3, 119],
      ])[1],
    ).toBe('counts +1');
    expect(
      judged([
        ['a', 1, 0],
        ['a', 50_000, 120],
      ])[1],
    ).toBe('counts +2');
    expect(
      judged([
        ['a', 1, 0],
        ['a', 50_000, 5],
      ])[1],
    ).toBe('counts');
  });

  it('another boot counts from its own beginning', () => {
    expect(
      judged([
        ['a', 900, 0],
        ['b', 1, 60],
        ['b', 2, 120],
      ]),
    ).toEqual(['counts', 'restart', 'counts']);
  });

  it('a late beat of an earlier boot is no restart', () => {
    expect(
      judged([
        ['a', 900, 0],
        ['b', 1, 60],
        ['a', 901, 61],
        ['b', 2, 120],
      ]),
    ).toEqual([...['counts', 'restart', 'repeated', 'counts']]);
  });

  it('an agent that was started anew on a running computer is believed with its second beat', () => {
    expect(
      judged([
        ['a', 900, 0],
        ['a', 1, 60],
        ['a', 2, 120],
        ['a', 3, 180],
      ]),
    ).toEqual([...['counts', 'repeated', 'counts', 'counts']]);
  });

  it('two that the network held up are not', () => {
    expect(
      judged([
        ['a', 10, 0],
        ['a', 8, 1],
        ['a', 9, 2],
        ['a', 11, 60],
      ]),
    ).toEqual([...['counts', 'repeated', 'repeated', 'counts']]);
  });

  it('nor is the last one that counted, when it comes again behind an older one', () => {
    const beats = [['a', 10, 0] as const, ['a', 8, 60] as const, ['a', 10, 120] as const];
    expect(judged(beats)).toEqual(['counts', 'repeated', 'repeated']);
  });

  it('one that comes again and again is not', () => {
    expect(
      judged([
        ['a', 10, 0],
        ['a', 8, 60],
        ['a', 8, 120],
        ['a', 8, 180],
      ]),
    ).toEqual([...['counts', 'repeated', 'repeated', 'repeated']]);
  });

  it('whatever the network does with them, repeating, losing, a healthy agent is never taken for a restarted one', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(2)), { minLength: 1, maxLength: 60 }), (steps) => {
        let seq = 0;
        let now = 0;
        const beats = steps.flatMap(([lost, copies]) => {
          seq += 1 + lost;
          now += 60 * (1 + lost);
          return Array.from({ length: 1 + copies }, () => ['a', seq, now] as const);
        });
        const outcomes = judged(beats);
        expect(outcomes.filter((outcome) => outcome !== 'repeated')).toHaveLength(steps.length);
        expect(outcomes).not.toContain('restart');
        const missed = outcomes.reduce((sum, outcome) => sum + Number(outcome.split('+')[1] ?? 0), 0);
        // What was lost before the first one that came, nobody knows of.
        expect(missed).toBe(seq - 1 - steps[0]![0] - (steps.length - 1));
      }),
      { numRuns: 200 },
    );
  });

  it('remembers no more than a few boots', () => {
    const beats = Array.from({ length: 40 }, (_, index) => [`b${index}`, 1, index * 60] as const);
    let heard: Heard | undefined;
    for (const [bootId, seq, seconds] of beats) {
      heard = judgeBeat(heard, { bootId, seq }, { now: seconds * 1_000, periodMs }).heard;
    }
    expect(heard?.former).toEqual(['b38', 'b37', 'b36', 'b35', 'b34', 'b33', 'b32', 'b31']);
  });
});
