/** When the branch is open to customers, by its own local time. */
export interface BranchHours {
  /** `at` in ms since 1970-01-01 UTC. */
  isOpen(at: number): boolean;
  /** The first opening or closing after `at`, ms since 1970-01-01 UTC; undefined where none comes within a week. */
  nextChange(at: number): number | undefined;
}

/** What the gateway gives to drivers that go by the opening hours. */
export interface HoursMeans {
  /** Undefined where the configuration names no opening hours. */
  readonly hours: BranchHours | undefined;
}

/** The same hours, that look into the calendar once from one opening or closing to the next. */
export function rememberedHours(hours: BranchHours): BranchHours {
  let known: { readonly from: number; readonly until: number; readonly isOpen: boolean } | undefined;
  const at = (moment: number) => {
    if (!known || moment < known.from || moment >= known.until) {
      const until = hours.nextChange(moment) ?? moment + 7 * 86_400_000;
      known = { from: moment, until, isOpen: hours.isOpen(moment) };
    }
    return known;
  };
  return { isOpen: (moment) => at(moment).isOpen, nextChange: (moment) => at(moment).until };
}
