import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { hidKeyboardOptions, keyTable } from '../../../../drivers/keypad/hid-keyboard/options.js';

const mistakes = (yaml: string) => {
  const result = hidKeyboardOptions.safeParse(parse(yaml));
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('what is right', () => {
  test.each([
    ['a call keypad', '{ counter: 3 }'],
    ['an evaluator', '{ use: evaluation, counter: VIP, keys: { 1: 5, kp-2: 3, "0x5B": 1 } }'],
    ['a scanner without a counter', '{ use: scan, codeEnd: pause, codeGapMs: 100 }'],
    ['keys as a person writes them', '{ counter: 1, keys: { 0: finish, n: next, kp-enter: { transfer: loans } } }'],
  ])('%s', (_what, yaml) => {
    expect(mistakes(yaml)).toEqual([]);
  });

  test('a counter may be a number and is told as a text', () => {
    expect(hidKeyboardOptions.parse({ counter: 3 }).counter).toBe('3');
  });

  test('keys given replace the usual ones', () => {
    expect([...keyTable(hidKeyboardOptions.parse({ counter: 1, keys: { 'kp-3': 'next' } }))]).toEqual([[0x5b, 'next']]);
    expect(keyTable(hidKeyboardOptions.parse({ counter: 1 })).size).toBe(7);
    expect(keyTable(hidKeyboardOptions.parse({ counter: 1, use: 'evaluation' })).size).toBe(10);
    expect(keyTable(hidKeyboardOptions.parse({ use: 'scan' })).size).toBe(0);
  });
});

describe('what is wrong is said with its place and what is allowed', () => {
  test.each([
    ['{}', /^counter: required for use call$/],
    ['{ use: evaluation }', /^counter: required for use evaluation$/],
    ['{ counter: 1, keys: { kp-1: 5 } }', /^keys\.kp-1: next, recall.*for use call$/],
    ['{ use: evaluation, counter: 1, keys: { kp-1: next } }', /^keys\.kp-1: a score from 1 to 5/],
    ['{ use: evaluation, counter: 1, keys: { kp-1: 6 } }', /^keys\.kp-1/],
    ['{ use: scan, keys: { kp-1: next } }', /^keys\.kp-1: no keys for use scan/],
    ['{ counter: 1, keys: { kp-3: next, "0x5B": recall } }', /^keys\.0x5B: .*kp-3 is the same one$/],
    ['{ counter: 1, keys: { kp-enter: { transfer: "Loans!" } } }', /^keys\.kp-enter/],
    ['{ counter: 1, keys: { space bar: next } }', /^keys\.space bar: /],
    // Without quotes YAML makes 91 of it.
    ['{ counter: 1, keys: { 0x5B: next } }', /^keys\.91: /],
    ['{ counter: 1, key: {} }', /key/],
    ['{ counter: 1, repeatMs: -1 }', /^repeatMs/],
  ])('%s', (yaml, expected) => {
    expect(mistakes(yaml)).toEqual([expect.stringMatching(expected)]);
  });
});
