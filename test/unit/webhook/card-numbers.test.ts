import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutCardNumbers } from '../../../gateway/webhook/card-numbers.js';

describe('card numbers', () => {
  it.each([
    // Test numbers of the schemes, 13 to 19 digits.
    ['card 4111111111111111 stuck', 'card ************1111 stuck'],
    ['4222222222222', '*********2222'],
    ['5500-0000-0000-0004', '****-****-****-0004'],
    ['顾客卡号 6212 3456 7890 1232，吞卡', '顾客卡号 **** **** **** 1232，吞卡'],
    ['6304000000000000000', '***************0000'],
    ['counter 12 4111 1111 1111 1111 today', 'counter 12 **** **** **** 1111 today'],
    ['378282246310005,4111111111111111', '***********0005,************1111'],
  ])('%s', (text, masked) => {
    expect(withoutCardNumbers(text)).toBe(masked);
  });

  it.each([
    ['one digit wrong', '4111111111111112'],
    ['12 digits', '411111111116'],
    ['20 digits that end in a card number', '00004111111111111111'],
    ['a time', '2026-11-23T01:00:00.000Z'],
    ['an address', '10.20.23.61:443'],
    ['an envelope id', 'b1.gw1.mwxx0xs7-1y67fa5.10'],
    ['letters between', '41111111x11111111'],
  ])('%s is none', (_what, text) => {
    expect(withoutCardNumbers(text)).toBe(text);
  });

  it('are found at any depth; numbers, keys and everything else stay', () => {
    const value = {
      a: [{ note: 'x 4111111111111111' }],
      at: 4111111111111111,
      none: null,
      yes: true,
      '4111111111111111': 1,
    };
    expect(withoutCardNumbers(value)).toEqual({ ...value, a: [{ note: 'x ************1111' }] });
  });

  it('no text makes it throw, grow or change without digits', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('4', '1', '0', ' ', '-', 'x', '票'), maxLength: 80 }), (text) => {
        const masked = withoutCardNumbers(text);
        expect(masked).toHaveLength(text.length);
        expect(masked.replace(/[\d*]/g, '#')).toBe(text.replace(/\d/g, '#'));
      }),
    );
  });
});
