import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answered, attempting, type Contact, failed, inDoubt, noContactYet } from '../../../gateway/devices/contact.js';

const rule = { alarm: 'x', failures: 3, successes: 2, confirmIntervalMs: 1000 };

/** Plays `a` answered, `f` failed. */
function play(story: string, from: Contact = attempting(noContactYet)): string[] {
  const seen: string[] = [];
  let contact = from;
  for (const step of story) {
    contact = step === 'a' ? answered(contact, rule) : failed(contact, rule);
    seen.push(contact.operating);
  }
  return seen;
}

describe('contact with a device', () => {
  it('starts unknown, and is connecting at the first attempt', () => {
    expect(noContactYet.operating).toBe('unknown');
    expect(attempting(noContactYet).operating).toBe('connecting');
  });

  it.each([
    ['a', ['online']],
    ['ff', ['connecting', 'connecting']],
    ['fff', ['connecting', 'connecting', 'offline']],
    ['af', ['online', 'degraded']],
    ['affa', ['online', 'degraded', 'degraded', 'online']],
    ['afff', ['online', 'degraded', 'degraded', 'offline']],
    ['afffa', ['online', 'degraded', 'degraded', 'offline', 'degraded']],
    ['afffaa', ['online', 'degraded', 'degraded', 'offline', 'degraded', 'online']],
    ['afffaf', ['online', 'degraded', 'degraded', 'offline', 'degraded', 'offline']],
    ['fffaa', ['connecting', 'connecting', 'offline', 'degraded', 'online']],
  ])('%s: %j', (story, states) => {
    expect(play(story)).toEqual(states);
  });

  it('an offline device stays offline while it is tried', () => {
    const offline: Contact = { operating: 'offline', failures: 9, successes: 0 };
    expect(attempting(offline)).toEqual(offline);
  });

  it('is in doubt only while one more attempt can decide', () => {
    const of = (operating: Contact['operating']) => inDoubt({ operating, failures: 0, successes: 0 });
    expect((['unknown', 'connecting', 'online', 'degraded', 'offline'] as const).filter(of)).toEqual([
      'connecting',
      'degraded',
    ]);
  });

  it('never goes offline before the third failure in a row, never online before the second answer after it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'f'), maxLength: 40 }), (story) => {
        const states = play(story);
        states.forEach((state, i) => {
          const before = states[i - 1] ?? 'connecting';
          if (state === 'offline' && before !== 'offline') {
            const returning = before === 'degraded' && states.slice(0, i).lastIndexOf('offline') === i - 2;
            if (!returning) expect(story.slice(i - 2, i + 1)).toBe('fff');
          }
          if (state === 'online' && states.slice(0, i).includes('offline') && before !== 'online') {
            const lost = states.slice(0, i).lastIndexOf('offline') > states.slice(0, i).lastIndexOf('online');
            if (lost) expect(story.slice(i - 1, i + 1)).toBe('aa');
          }
        });
      }),
    );
  });
});
