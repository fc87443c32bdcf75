/** How many results in a row it takes to believe in a change. */
export interface ConfirmationRule {
  readonly failures: number;
  readonly successes: number;
}

/** What is believed of something that is checked again and again; plain data. */
export interface Confirmation {
  readonly verdict: 'unknown' | 'good' | 'bad';
  /** Results in a row that speak against the verdict. */
  readonly against: number;
}

export const nothingKnown: Confirmation = { verdict: 'unknown', against: 0 };

/** Takes one more result. The first good one is believed at once: there is nothing to protect from flapping yet. */
export function confirm(before: Confirmation, good: boolean, rule: ConfirmationRule): Confirmation {
  const seen = good ? 'good' : 'bad';
  const against = seen === before.verdict ? 0 : before.against + 1;
  const needed = seen === 'bad' ? rule.failures : before.verdict === 'unknown' ? 1 : rule.successes;
  return against === 0 || against >= needed ? { verdict: seen, against: 0 } : { verdict: before.verdict, against };
}

/** True while the next result may turn the verdict: ask again soon. */
export function inDoubt({ against }: Confirmation): boolean {
  return against > 0;
}
