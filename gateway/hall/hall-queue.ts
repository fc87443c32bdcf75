/** What a customer may come for, as the configuration names it. */
export interface HallService {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en?: string | undefined };
  /** Of its numbers, e.g. `A`: what is served before others has a prefix of its own, so that nobody overtakes unseen. */
  readonly prefix: string;
  /** 0 ordinary; a counter takes the highest first, and equals in the order of their tickets whatever their service. */
  readonly priority: number;
  /** First and last number of a day, after which it begins again with the first that is free. */
  readonly firstNumber: number;
  readonly lastNumber: number;
}

export interface HallCounter {
  /** As shown to customers, e.g. `3`. */
  readonly id: string;
  /** Services it takes; absent = all. */
  readonly services?: readonly string[] | undefined;
}

/** waiting → called → served or no-show; waiting → abandoned. `called` lasts while the customer is at the counter. */
export type TicketState = 'waiting' | 'called' | 'served' | 'no-show' | 'abandoned';

/** One ticket of today. Times are ms since 1970-01-01 UTC. */
export interface HallTicket {
  /** Unique over days, e.g. `20261127-A012`; the printer's `ticketId`. */
  readonly id: string;
  /** As printed and called, e.g. `A012`. */
  readonly number: string;
  readonly service: string;
  readonly state: TicketState;
  readonly issuedAt: number;
  /** Since when it waits for its present service: later than `issuedAt` after a transfer. */
  readonly waitsSince: number;
  /** Only this counter may take it: it was transferred there. */
  readonly onlyCounter?: string | undefined;
  readonly counter?: string | undefined;
  readonly calledAt?: number | undefined;
  readonly recalls: number;
  readonly endedAt?: number | undefined;
}

/** What a counter is doing. */
export interface CounterView {
  readonly id: string;
  readonly services: readonly string[] | undefined;
  /** Signed on, or has called within the last minutes where nobody signs on. */
  readonly open: boolean;
  readonly signedOn: boolean;
  /** Whom it serves now. */
  readonly ticket?: HallTicket | undefined;
}

/** A number that is to stand on the boards now. */
export interface HallCall {
  readonly ticket: HallTicket;
  readonly counter: string;
  /** 0 first call, 1 and up: called again. */
  readonly recall: number;
  /** Tickets that wait longer and were passed because of their lower declared priority; 0 in an ordinary queue. */
  readonly passed: number;
}

export interface IssuedTicket {
  readonly ticket: HallTicket;
  /** Who will be served before it, as the rules stand now. */
  readonly waitingAhead: number;
  /** From measured service times; undefined while too little has been measured or no counter is open that takes it. */
  readonly expectedWaitMinutes: number | undefined;
}

/** What the hall tells the rest of the gateway, in the order in which it became durable. */
export type HallChange =
  | { readonly kind: 'issued'; readonly ticket: HallTicket }
  | { readonly kind: 'called'; readonly call: HallCall }
  | { readonly kind: 'served' | 'no-show' | 'abandoned' | 'transferred'; readonly ticket: HallTicket }
  | { readonly kind: 'signed-on' | 'signed-off'; readonly counter: string }
  | { readonly kind: 'new-day'; readonly day: string };

/**
 * The queue of the hall. Every change is on disk when its promise resolves, and none is acted on before; two requests at
 * once never get one ticket. Rejects with a GatewayError: COMMAND_ARGS_INVALID for a service or counter that is not there
 * (it lists those that are), HALL_STATE for what the state does not allow, STORAGE_WRITE_FAILED.
 */
export interface HallQueue {
  issue(service: string): Promise<IssuedTicket>;
  /** Ends whom the counter serves and takes the next; undefined when nobody waits for it. Signs the counter on. */
  callNext(counter: string): Promise<HallCall | undefined>;
  /** Calls whom the counter serves once more; undefined when it serves nobody. */
  recall(counter: string): Promise<HallCall | undefined>;
  /** Whom the counter called did not come. */
  noShow(counter: string): Promise<HallTicket>;
  /** Ends whom the counter serves without taking another. */
  finish(counter: string): Promise<HallTicket | undefined>;
  /**
   * Sends whom the counter serves to another service or counter, where it waits with its old place of issue, and with the
   * priority of its prefix: a transfer overtakes nobody.
   */
  transfer(counter: string, to: { readonly service?: string; readonly counter?: string }): Promise<HallTicket>;
  /**
   * Takes back a ticket that never came to paper, by id: it is not called, counts neither as drawn nor as abandoned, and
   * its number is given to the next. False when it does not wait any more, and then nothing changes.
   */
  withdraw(ticketId: string): Promise<boolean>;
  /** The customer left: of a waiting ticket, by id or number. */
  abandon(ticket: string): Promise<HallTicket>;
  signOn(counter: string): Promise<void>;
  /** Ends whom it serves; who was sent to this counter only is free for every counter of his service. */
  signOff(counter: string): Promise<void>;
  /**
   * What a branch's own queue system did, heard on its print and call commands. Unknown services and counters are taken up
   * as they come; the number of a ticket is its identity for that day.
   */
  observeTicket(seen: { readonly ticketId: string; readonly number: string; readonly service: string }): Promise<void>;
  observeCall(seen: { readonly number: string; readonly counter: string }): Promise<void>;
  /** Begins a new day: numbers from the first, nobody waits, every counter signed off. Once per local day. */
  startDay(day: string): Promise<void>;
  view(): HallView;
  /** Hears every change after it is durable. */
  onChange(listener: (change: HallChange) => void): () => void;
  /** Ends timers; resolves when what was asked for is on disk. */
  stop(): Promise<void>;
}

export interface ServiceView {
  readonly id: string;
  readonly name: HallService['name'];
  readonly prefix: string;
  readonly priority: number;
  readonly waiting: number;
  /** s the one who waits longest has waited; undefined when nobody waits. */
  readonly oldestWaitSeconds: number | undefined;
  /** For a ticket drawn now; undefined as `IssuedTicket.expectedWaitMinutes`. */
  readonly expectedWaitMinutes: number | undefined;
  /** Of the last measured ones, s; undefined while there are too few. */
  readonly meanServiceSeconds: number | undefined;
  /** Today. */
  readonly issued: number;
  readonly served: number;
  readonly noShow: number;
  readonly abandoned: number;
  /** Of those called today, s from ticket to first call; undefined when none was. */
  readonly meanWaitSeconds: number | undefined;
}

export interface HallView {
  /** Local day, `YYYY-MM-DD`. */
  readonly day: string;
  readonly services: readonly ServiceView[];
  readonly counters: readonly CounterView[];
  readonly waiting: readonly HallTicket[];
  readonly openCounters: number;
  /** Waiting ÷ open counters; undefined with nobody waiting and no counter open; Infinity with somebody waiting and none open. */
  readonly ratio: number | undefined;
  /** Tickets issued by quarter hour of the local day: 96 counts, 0 = 00:00–00:15. */
  readonly arrivals: readonly number[];
}
