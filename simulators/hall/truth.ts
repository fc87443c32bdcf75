/** What became of one customer. */
export type Fate = 'waiting' | 'served' | 'left' | 'handed-back' | 'no-ticket';

/** One customer as the hall really saw him. Times are ms since 1970-01-01 UTC. */
export interface CustomerTruth {
  readonly service: string;
  readonly cameAt: number;
  number?: string;
  drawnAt?: number;
  /** First call. */
  calledAt?: number;
  counter?: string;
  /** Walked out. */
  goneAt?: number;
  fate: Fate;
  /** Times he was called in all, by `next` and `recall`. */
  calls: number;
  /** To the next service, when he was sent there. */
  transferredAt?: number;
}

/** Of one service; a transferred customer counts where he ended. */
export interface ServiceTruth {
  issued: number;
  served: number;
  noShow: number;
  /** Tickets handed back. */
  abandoned: number;
}

/** The hall at one moment, noted at each change. */
export interface HallMoment {
  readonly at: number;
  /** Tickets drawn, neither called nor handed back: who left silently still counts. */
  readonly waiting: number;
  /** Counters with somebody signed on. */
  readonly open: number;
}

/** What really happened on a day, kept apart from all that the devices and the gateway know. */
export interface DayTruth {
  readonly day: string;
  readonly customers: readonly CustomerTruth[];
  readonly services: Readonly<Record<string, ServiceTruth>>;
  /** Tickets drawn by quarter hour of the local day: 96 counts. */
  readonly arrivals: readonly number[];
  readonly walkedIn: number;
  readonly walkedOut: number;
  readonly moments: readonly HallMoment[];
  /** Calls that passed a ticket which waited longer, was no lower in priority and could have been taken. */
  readonly overtakes: readonly { readonly called: string; readonly passed: string; readonly at: number }[];
  /** Numbers that were called by `next` while nobody waited with them: called already, or handed back. */
  readonly calledTwice: readonly string[];
  /** Numbers that were called and that nobody held: a ticket was issued whose paper never came out. */
  readonly ghosts: readonly string[];
  /** Seconds at the counter of everybody served, by service. */
  readonly serviceSeconds: Readonly<Record<string, readonly number[]>>;
}
