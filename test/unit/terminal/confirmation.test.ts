import { describe, expect, it } from 'vitest';
import { type Confirmation, confirm, inDoubt, nothingKnown } from '../../../drivers/terminal/confirmation.js';

const rule = { failures: 3, successes: 2 };

/** `+` a good result, `-` a bad one; gives a letter per result: G good, B bad, U unknown, small while in doubt. */
function beliefs(results: string): string {
  let belief: Confirmation = nothingKnown;
  return [...results]
    .map((result) => {
      belief = confirm(belief, result === '+', rule);
      const letter = { good: 'G', bad: 'B', unknown: 'U' }[belief.verdict];
      return inDoubt(belief) ? letter.toLowerCase() : letter;
    })
    .join('');
}

describe('confirmation', () => {
  it.each([
    ['believes the first good result', '+', 'G'],
    ['believes in a failure with the third in a row', '+---', 'GggB'],
    ['forgives two failures', '+--+--+', 'GggGggG'],
    ['knows nothing yet while the first results are bad', '---', 'uuB'],
    ['believes a good result at once while nothing is known', '--+', 'uuG'],
    ['takes two good results to forget a failure', '---++', 'uuBbG'],
    ['starts anew when a good result was alone', '---+-++', 'uuBbBbG'],
    ['stays with what it believes', '+++++', 'GGGGG'],
    ['stays with the failure', '------', 'uuBBBB'],
  ])('%s', (_name, results, expected) => {
    expect(beliefs(results)).toBe(expected);
  });
});
