import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { action, parse } from '../../../simulators/action.js';

const wave = action({ times: z.int().min(1).max(5).default(2), hand: z.enum(['left', 'right']) }, (args) => args);

describe('an action', () => {
  it('gets its arguments checked and the defaults filled in, and gives back what it returns', () => {
    expect(wave({ hand: 'left' })).toEqual({ times: 2, hand: 'left' });
    expect(wave({ hand: 'right', times: 5 })).toEqual({ times: 5, hand: 'right' });
  });

  it('does not run with a wrong argument, and the one error names every mistake', () => {
    let ran = 0;
    const counted = action({ count: z.int(), on: z.boolean() }, () => ran++);
    expect(() => counted({ count: 'x', on: 1 })).toThrow(/count: .*; on: /);
    expect(ran).toBe(0);
  });

  it.each([
    [{ hand: 'third' }, 'hand: '],
    [{ hand: 'left', times: 0 }, 'times: '],
    [{ hand: 'left', speed: 3 }, 'speed'],
    [{}, 'hand: '],
  ])('refuses %j', (args, message) => {
    expect(() => wave(args)).toThrow(message);
  });
});

describe('checking a value', () => {
  it('says where in a deep value the mistake is', () => {
    const schema = z.object({ boards: z.array(z.object({ address: z.int() })) });
    expect(() => parse(schema, { boards: [{ address: 1 }, { address: 'two' }] })).toThrow('boards: 1: address: ');
  });

  it('says what is wrong with the value as a whole', () => {
    expect(() => parse(z.object({}), 3)).toThrow(/object/);
  });
});
