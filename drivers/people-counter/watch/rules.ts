import type { CounterSeen, CounterTells, JudgedDay, Recorded } from '../counting/model.js';
import type { CountingOptions } from '../counting/options.js';

/** What the rules go by at one report. */
export interface Facts {
  readonly options: CountingOptions;
  readonly seen: CounterSeen;
  /** The branch is open, or its hours are not known. */
  readonly branchOpen: boolean;
  /** ms for which nobody was counted although people could pass. */
  readonly stoodStillMs: number | undefined;
  readonly judgedDay: JudgedDay | undefined;
  /** Damaged frames of the last hundred, while that is noise. */
  readonly noise: number | undefined;
}

export interface CounterRule {
  readonly type: string;
  readonly qualifier?: string;
  /** What a counter has to tell for the rule to apply; absent = nothing. */
  readonly needs?: keyof CounterTells;
  /** What was seen, while the alarm is active. */
  readonly detail: (facts: Facts) => string | undefined;
}

/** The alarms of people counters, CNT-452 to CNT-457. */
export const counterRules: readonly CounterRule[] = [
  {
    type: 'counter-blocked-or-no-change',
    qualifier: 'blocked',
    needs: 'blocked',
    detail: ({ seen }) => seen.blocked,
  },
  { type: 'counter-blocked-or-no-change', qualifier: 'frozen', detail: frozen },
  { type: 'counter-in-out-imbalance', detail: imbalance },
  {
    type: 'counter-restarted',
    needs: 'totals',
    // After closing, all power goes off: a counter that begins again before the doors open is as it should be.
    detail: ({ seen, branchOpen }) => (branchOpen ? changeOf(seen, hasBegunAgain) : undefined),
  },
  { type: 'counter-totals-falling', needs: 'totals', detail: ({ seen }) => changeOf(seen, hasFallen) },
  { type: 'counter-power-low', needs: 'power', detail: ({ seen }) => seen.powerLow },
  {
    type: 'counter-line-noise',
    detail: ({ noise }) => (noise === undefined ? undefined : `${noise} of the last 100 frames were damaged`),
  },
];

function frozen({ options: { frozenMinutes }, stoodStillMs = 0 }: Facts): string | undefined {
  if (frozenMinutes === 0 || stoodStillMs < frozenMinutes * 60_000) return undefined;
  return `nobody was counted for ${frozenMinutes} min although people could pass`;
}

function imbalance({ options: { imbalancePercent, imbalanceLeast }, judgedDay }: Facts): string | undefined {
  if (!judgedDay || imbalancePercent === 0) return undefined;
  const { day, in: entered, out: left } = judgedDay;
  const apart = Math.abs(entered - left);
  if (apart < imbalanceLeast || apart * 100 < imbalancePercent * Math.max(entered, left)) return undefined;
  return `${entered} in, ${left} out on ${day}`;
}

function hasBegunAgain({ quality, why }: Recorded): boolean {
  return quality === 'restart' || why === 'restart-by-clock' || why === 'roll-over-or-restart' || why === 'jumped';
}

function hasFallen({ why }: Recorded): boolean {
  return why === 'fell';
}

function changeOf({ recorded = [] }: CounterSeen, fits: (recorded: Recorded) => boolean): string | undefined {
  const found = recorded.find(fits);
  if (!found) return undefined;
  const { before, view, why } = found;
  const change = `in ${before?.in} → ${view.deviceIn}, out ${before?.out} → ${view.deviceOut}`;
  return why ? `${change} (${why})` : change;
}
