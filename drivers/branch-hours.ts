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
