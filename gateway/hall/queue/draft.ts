import type { HallChange } from '../hall-queue.js';
import type { HallRules, HallState } from './hall-state.js';
import type { StoredCounter, StoredTicket, StoredTimes } from './stored.js';

/**
 * The state as one request would leave it, and what is new in it. The state it was made from stays as it is: where the disk
 * refuses, the draft is forgotten.
 */
export class Draft implements HallState {
  readonly day: string;
  readonly rules: HallRules;
  readonly tickets: Map<string, StoredTicket>;
  readonly counters: Map<string, StoredCounter>;
  readonly times: Map<string, StoredTimes>;
  readonly changed = { tickets: new Set<string>(), counters: new Set<string>(), times: new Set<string>() };
  /** What is to be told, in order. */
  readonly said: HallChange[] = [];
  /** ms since 1970-01-01 UTC. */
  readonly now: number;

  constructor(before: HallState, now: number) {
    this.day = before.day;
    this.rules = before.rules;
    this.tickets = new Map(before.tickets);
    this.counters = new Map(before.counters);
    this.times = new Map(before.times);
    this.now = now;
  }

  setTicket(ticket: StoredTicket): StoredTicket {
    this.tickets.set(ticket.id, ticket);
    this.changed.tickets.add(ticket.id);
    return ticket;
  }

  setCounter(id: string, change: Partial<Omit<StoredCounter, 'id' | 'day'>>): void {
    const before = this.counters.get(id) ?? { id, day: this.day, signedOn: 'no', ticket: null };
    this.counters.set(id, { ...before, ...change });
    this.changed.counters.add(id);
  }

  setTimes(service: string, times: StoredTimes): void {
    this.times.set(service, times);
    this.changed.times.add(service);
  }
}
