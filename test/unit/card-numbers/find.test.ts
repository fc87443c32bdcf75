import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasCardNumber, maskIdentifier, maskText } from '../../../gateway/card-numbers/mask.js';
import { madeCards, publishedCards } from '../../support/card-numbers.js';

const hidden = (card: string) => '*'.repeat(card.length - 4) + card.slice(-4);
const seed = 20261126;
const cards = [...publishedCards, ...madeCards(50, seed)];
const card = '6212345678901232';

describe(`every test number (those made here from seed ${seed})`, () => {
  it.each(cards)('%s is masked, alone and in every usual writing', (number) => {
    const groups = (size: number, mark: string) => number.replace(new RegExp(`\\d{${size}}(?=\\d)`, 'g'), `$&${mark}`);
    const texts = [
      ...[number, `card ${number}!`, `卡号：${number}，吞卡`, `x${number}y`, `"${number}"`, `{"pan":${number}}`],
      ...[' ', '-', ' - ', '\u00a0', '\u2009', '\u2013', '\u3000', '.', '/', '_', '%20', '+'].map((mark) =>
        groups(4, mark),
      ),
      groups(6, ' '),
      number.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
      `;${number}=25121010000012300000?`,
      `%B${number}^MUSTERMANN/MAX^2512101000?`,
    ];
    for (const text of texts) {
      const masked = maskText(text);
      const digits = (from: string) =>
        from
          .normalize('NFKC')
          .replace(/%20/g, '')
          .replace(/[^\d*]/g, '');
      expect(masked, text).toHaveLength(text.length);
      expect(digits(masked), text).toContain(hidden(number));
      expect(digits(masked), text).not.toContain(number.slice(0, 6));
    }
  });
});

describe('card numbers', () => {
  it.each([
    ['card 4111111111111111 stuck', 'card ************1111 stuck'],
    ['5500-0000-0000-0004', '****-****-****-0004'],
    ['顾客卡号 6212 3456 7890 1232，吞卡', '顾客卡号 **** **** **** 1232，吞卡'],
    ['counter 12 4111 1111 1111 1111 today', 'counter 12 **** **** **** 1111 today'],
    ['378282246310005,4111111111111111', '***********0005,************1111'],
    ['3782 822463 10005', '**** ****** *0005'],
    ['track ;4111111111111111=25121010000012300000?', 'track ;************1111=25121010000012300000?'],
    // A dump of a card reader: packed digits, and digits one by one.
    ['41 11 11 11 11 11 11 11 D2', '** ** ** ** ** ** 11 11 D2'],
    ['4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1', '* * * * * * * * * * * * 1 1 1 1'],
    // Behind zeros.
    ['0004111111111111111', '***************1111'],
    ['000000000000000004111111111111111', '*****************************1111'],
  ])('%s', (text, masked) => {
    expect(maskText(text)).toBe(masked);
    expect(maskText(masked)).toBe(masked);
  });

  it.each([
    ['one digit wrong', '4111111111111112'],
    ['12 digits', '411111111116'],
    ['a time', '2026-11-23T01:00:00.000Z'],
    ['a time as people write it', '2026-11-23 01:00:00'],
    ['an address', '10.20.23.61:443'],
    ['addresses', '192.168.100.101/24 192.168.100.102/24'],
    ['a figure', '1764112345.123'],
    ['an envelope id', 'b1.gw1.mwxx0xs7-1y67fa5.10'],
    ['letters between', '41111111x11111111'],
    ['counts of an hour', '12 5 33 41 15 6 7 8 9 11 2 3 4 5 6'],
    ['bytes that are zero', '00 00 00 00 00 00 00 00'],
    ['zeros', '0000000000000000'],
    ['the number of an order, with that of a card inside', '2026112622004111111111111111'],
    ['that of a payment', '4200001234202611264111111111111111'],
    ['a row of one digit', '4'.repeat(24)],
    ['groups with an odd mark that are no card', '4111.111111111111'],
  ])('%s is none', (_what, text) => {
    expect(maskText(text)).toBe(text);
  });

  it('no text makes it throw, grow or change without digits; masked once is masked for good', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('4', '1', '0', '２', ' ', '-', '.', '%', 'x', '票'), maxLength: 120 }),
        (text) => {
          const masked = maskText(text);
          expect(masked).toHaveLength(text.length);
          expect(masked.replace(/[\d２*]/g, '#')).toBe(text.replace(/[\d２]/g, '#'));
          expect(maskText(masked)).toBe(masked);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  // What takes longer the square of the length does not end before the test's time-out.
  it('megabytes of digits are looked through', () => {
    for (const text of ['4'.repeat(65_536), '4 '.repeat(32_768), '4111 '.repeat(13_000), '62-'.repeat(20_000)])
      maskText(text);
  });
});

describe('an identifier', () => {
  it.each(publishedCards)('that is the card number %s is known', (number) => {
    expect(hasCardNumber(number)).toBe(true);
    expect(hasCardNumber(`ticket-${number}`)).toBe(true);
    expect(maskIdentifier(`a:${number}`)).toBe(`a:${hidden(number)}`);
  });

  it.each(['4111-1111-1111-1111', '4111 1111 1111 1111', '3782-822463-10005', 'x.4111_1111_1111_1111'])(
    '%s is one in groups',
    (text) => {
      expect(hasCardNumber(text)).toBe(true);
    },
  );

  it('with a time in ms, a date or a counter is none, whatever its last digit says', () => {
    // One in ten of them satisfies the check.
    for (let step = 0; step < 2_000; step++) {
      const ms = String(Date.UTC(2026, 10, 26) + step * 86_399_999);
      expect(hasCardNumber(ms), ms).toBe(false);
      expect(hasCardNumber(`20261126${String(step).padStart(8, '0')}`)).toBe(false);
      expect(hasCardNumber(`51-20261126-${String(step).padStart(6, '0')}`)).toBe(false);
      expect(hasCardNumber(`4-20261126-${String(step).padStart(8, '0')}`)).toBe(false);
      expect(hasCardNumber(`b017-20261126-0001-${String(step).padStart(4, '0')}`)).toBe(false);
      expect(hasCardNumber(`${String(step).padStart(4, '0')}${ms}`)).toBe(false);
    }
  });

  it('random in 128 bits is none', () => {
    const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });
    const uuid = hex.map((all) =>
      [all.slice(0, 8), all.slice(8, 12), `4${all.slice(13, 16)}`, `a${all.slice(17, 20)}`, all.slice(20)].join('-'),
    );
    fc.assert(
      fc.property(uuid, (id) => !hasCardNumber(id)),
      { numRuns: 5_000 },
    );
  });

  it("is masked by its own rule: no more than an issuer's number", () => {
    const ms = '1764112345673';
    expect(maskText(ms)).toBe('*********5673');
    expect(maskIdentifier(ms)).toBe(ms);
    expect(maskIdentifier(card)).toBe(hidden(card));
  });
});
