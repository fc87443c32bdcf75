import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, suggest } from '../../../gateway/validation/suggest.js';

describe('what was probably meant', () => {
  const keys = ['host', 'port', 'websocketPort', 'users', 'maxPacketBytes', 'maxClients'];

  test.each([
    ['prot', 'port'],
    ['Port', 'port'],
    ['hosts', 'host'],
    ['user', 'users'],
    ['webSocketPort', 'websocketPort'],
    ['maxPacketByte', 'maxPacketBytes'],
    ['maxClient', 'maxClients'],
    ['websocket', 'websocketPort'],
  ])('%s is %s', (found, meant) => {
    expect(suggest(found, keys)).toBe(meant);
  });

  test.each(['uplink', 'x', '', 'tls', 'po', 'best'])('%j resembles nothing', (found) => {
    expect(suggest(found, ['host', 'websocketPort', 'users'])).toBeUndefined();
  });

  test('is the nearest, and the first of equals', () => {
    expect(suggest('board-1', ['board-22', 'board-2', 'board-3'])).toBe('board-2');
  });

  test('is nothing where there is nothing', () => {
    expect(suggest('port', [])).toBeUndefined();
  });
});

describe('the distance of two words', () => {
  test.each([
    ['', '', 0],
    ['abc', '', 3],
    ['port', 'prot', 1],
    ['kitten', 'sitting', 3],
    ['onbom', 'onbon', 1],
  ])('%j to %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  test('is the same both ways, zero only for equals, and never over the longer length', () => {
    const word = fc.string({ maxLength: 20 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });

  test('one typing slip is a distance of one', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2, maxLength: 20 }), fc.nat(), (word, seed) => {
        const at = seed % (word.length - 1);
        const swapped = word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
        expect(editDistance(word, swapped)).toBeLessThanOrEqual(1);
        expect(editDistance(word, word.slice(0, at) + word.slice(at + 1))).toBe(1);
      }),
    );
  });
});
