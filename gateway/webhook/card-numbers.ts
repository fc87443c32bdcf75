/**
 * The same value with every card number in its texts masked but for the last four digits: no card number ever leaves
 * (DESIGN.md section 11), not even one that somebody typed into a note. A card number is a run of 13 to 19 digits,
 * possibly in groups with a space or "-" between them, that satisfies the Luhn check. Numbers and keys are left alone.
 */
export function withoutCardNumbers<Value>(value: Value): Value {
  if (typeof value === 'string') return maskText(value) as Value;
  if (Array.isArray(value)) return value.map(withoutCardNumbers) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutCardNumbers(inner)])) as Value;
}

const [leastDigits, mostDigits] = [13, 19];

function maskText(text: string): string {
  return text.replace(/\d+(?:[ -]\d+)*/g, (run) => (run.length < leastDigits ? run : maskRun(run)));
}

/** Any neighbouring groups of the run that are a card number together. */
function maskRun(run: string): string {
  const parts = run.split(/([ -])/);
  for (let from = 0; from < parts.length; from += 2) {
    let digits = '';
    for (let to = from; to < parts.length && digits.length <= mostDigits; to += 2) {
      digits += parts[to];
      if (digits.length < leastDigits || digits.length > mostDigits || !satisfiesLuhn(digits)) continue;
      let hidden = digits.length - 4;
      for (let at = from; at <= to; at += 2) {
        parts[at] = (parts[at] ?? '').replace(/\d/g, (digit) => (hidden-- > 0 ? '*' : digit));
      }
      break;
    }
  }
  return parts.join('');
}

function satisfiesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    sum += at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}
