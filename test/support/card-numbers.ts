import { seededRandom } from './random.js';

/** Numbers that the schemes and payment services publish for tests; no account is behind them. */
export const publishedCards: readonly string[] = [
  // Visa: 13, 16 and 19 digits
  ...[
    '4222222222222',
    '4111111111111111',
    '4012888888881881',
    '4242424242424242',
    '4000056655665556',
    '4917610000000000003',
  ],
  // Mastercard, with the range that begins with 2
  ...[
    '5555555555554444',
    '5105105105105100',
    '5500000000000004',
    '2223003122003222',
    '2221000000000009',
    '2720990000000007',
  ],
  // American Express, Diners Club
  ...['378282246310005', '371449635398431', '30569309025904', '38520000023237', '36227206271667'],
  // Discover, JCB
  ...['6011111111111117', '6011000990139424', '6445644564456445', '3530111333300000', '3566002020360505'],
  // UnionPay: 16 to 19 digits
  ...[
    '6212345678901232',
    '6200000000000005',
    '62123456789000003',
    '621234567890000002',
    '6212345678900000003',
    '8171999900000000021',
  ],
  // Maestro, RuPay, Mir
  ...['6759649826438453', '6304000000000000000', '6071820000000002', '2200000000000004'],
];

/** 13 to 19 digits that satisfy the Luhn check and do not begin with 0, or with what times and dates begin with. */
export function madeCards(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const digit = () => Math.floor(random() * 10);
  return Array.from({ length: count }, (_, index) => {
    const length = 13 + (index % 7);
    const body = `${3 + Math.floor(random() * 7)}${Array.from({ length: length - 2 }, digit).join('')}`;
    return body + checkDigit(body);
  });
}

/** By the description in ISO/IEC 7812-1, from the right: every other digit doubled, starting with the last of the body. */
export function checkDigit(body: string): string {
  const doubled = [...body].reverse().map((digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return value > 9 ? value - 9 : value;
  });
  const sum = doubled.reduce((total, value) => total + value, 0);
  return String((10 - (sum % 10)) % 10);
}

/** Every test number of a list in a text, also with marks between its digits. Says which, and where. */
export function cardsIn(text: string, cards: readonly string[]): string[] {
  const digits = text.replace(/[\uFF10-\uFF19]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xff10 + 48));
  return cards.filter((card) => digits.includes(card) || new RegExp([...card].join('[^0-9A-Za-z]{0,3}')).test(digits));
}
