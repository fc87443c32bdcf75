/** What each token of `ups.status` means (terminal-health.md 3.1); others are shown as they are. */
const meanings: Readonly<Record<string, string>> = {
  OL: 'on line',
  OB: 'on battery',
  LB: 'battery low',
  HB: 'battery high',
  RB: 'battery needs replacing',
  CHRG: 'charging',
  DISCHRG: 'discharging',
  BYPASS: 'bypassed, load unprotected',
  CAL: 'calibrating',
  OFF: 'output off',
  OVER: 'overloaded',
  TRIM: 'lowering the voltage',
  BOOST: 'raising the voltage',
  FSD: 'forced shutdown',
  ALARM: 'has an alarm of its own',
  WAIT: 'no data yet',
};

/** Tokens that are kept of one status, and characters of each. */
const tokenLimit = 24;
const tokenLength = 24;

/** The tokens of `ups.status` in their order, each once. */
export type Tokens = readonly string[];

export function tokensOf(status: string): Tokens {
  const words = status.split(/\s+/).filter((word) => word !== '');
  return [...new Set(words.map((word) => word.slice(0, tokenLength).toUpperCase()))].slice(0, tokenLimit);
}

/** For people, e.g. `OB DISCHRG (on battery, discharging)`. */
export function describeTokens(tokens: Tokens): string {
  const known = tokens.flatMap((token) => (Object.hasOwn(meanings, token) ? [meanings[token]] : []));
  return `${tokens.join(' ') || 'an empty status'}${known.length > 0 ? ` (${known.join(', ')})` : ''}`;
}

/** Whether the UPS feeds its load from the mains, as far as the tokens tell. A calibration empties the battery on purpose. */
export function mainsOf(tokens: Tokens): 'present' | 'lost' | 'unknown' {
  if (tokens.includes('CAL')) return 'present';
  if (tokens.includes('OB')) return 'lost';
  return ['OL', 'BYPASS', 'TRIM', 'BOOST'].some((token) => tokens.includes(token)) ? 'present' : 'unknown';
}
