/** Leading digits, from and to, and the lengths a card number of theirs has. */
type Range = readonly [from: string, to: string, lengths: readonly number[]];

const from16 = [16, 17, 18, 19];
const from13 = [13, 14, 15, ...from16];

/**
 * Who issues cards under which leading digits (ISO/IEC 7812 and what the schemes publish; the legacy ranges of Chinese
 * banks from their cards). UATP (1…, 15 digits) is left out: times in ms and their like begin so.
 */
const ranges: readonly Range[] = [
  // Visa
  ['4', '4', [13, 16, 17, 18, 19]],
  // Mastercard
  ['51', '55', [16]],
  ['2221', '2720', [16]],
  // Mir
  ['2200', '2204', from16],
  // American Express
  ['34', '34', [15]],
  ['37', '37', [15]],
  // Diners Club
  ['300', '305', [14, ...from16]],
  ['3095', '3095', [14, ...from16]],
  ['36', '36', [14, 15, ...from16]],
  ['38', '39', [14, 15, ...from16]],
  // JCB
  ['3528', '3589', from16],
  // Maestro, Verve, Elo
  ['50', '50', from13],
  ['56', '58', from13],
  ['63', '63', from13],
  ['67', '67', from13],
  // RuPay, Discover, Hipercard, Bank of China
  ['60', '60', from16],
  // UnionPay
  ['62', '62', from16],
  ['81', '81', from16],
  // Discover, Troy
  ['64', '65', from16],
  ['9792', '9792', [16]],
  // China's own from before UnionPay: China Merchants, Industrial and Commercial, Agricultural
  ['68', '69', from16],
  ['9555', '9559', from16],
  // Uzcard, Humo
  ['8600', '8600', [16]],
  ['9860', '9860', [16]],
];

const byFirstDigit = Array.from({ length: 10 }, (_, first) =>
  ranges.filter(([from]) => from.startsWith(String(first))),
);

/** The lengths a card number with these leading digits can have; none where they are nobody's. */
export function lengthsUnder(digits: string): readonly number[] {
  const matching = (byFirstDigit[Number(digits.charAt(0))] ?? []).filter(([from, to]) => {
    const lead = digits.slice(0, from.length);
    return lead >= from && lead <= to;
  });
  return matching.flatMap(([, , lengths]) => lengths);
}

/** True for a number of the right length under somebody's digits, whatever its check digit says. */
export function isIssued(digits: string): boolean {
  return lengthsUnder(digits).includes(digits.length);
}
