import type { HallCounter, HallService } from '../hall-queue.js';
import type { StoredCounter, StoredTicket, StoredTimes } from './stored.js';

/** What the configuration says of a hall. */
export interface HallRules {
  readonly services: readonly HallService[];
  readonly counters: readonly HallCounter[];
  /** How long after its last call a counter counts as open where nobody signs on, ms. */
  readonly openAfterCallMs: number;
}

/** What a hall knows of today, and of service times. Never changed: what a request makes of it is a `Draft`. */
export interface HallState {
  readonly day: string;
  readonly rules: HallRules;
  /** By id, in the order of their places. */
  readonly tickets: ReadonlyMap<string, StoredTicket>;
  readonly counters: ReadonlyMap<string, StoredCounter>;
  /** By service. */
  readonly times: ReadonlyMap<string, StoredTimes>;
}

export function counterRule({ rules }: HallState, counter: string): HallCounter | undefined {
  return rules.counters.find(({ id }) => id === counter);
}

export function ticketAt(state: HallState, counter: string): StoredTicket | undefined {
  return state.tickets.get(state.counters.get(counter)?.ticket ?? '');
}

/** Whether somebody works there, as far as is known at `now` (ms since 1970). */
export function isOpen({ rules, counters }: HallState, counter: string, now: number): boolean {
  const { signedOn = 'no', lastCallAt = 0 } = counters.get(counter) ?? {};
  return signedOn === 'yes' || (signedOn === 'by-call' && now - lastCallAt < rules.openAfterCallMs);
}

/** The services that are declared, and those of today's tickets that are not, as they came. */
export function servicesOf({ rules, tickets }: HallState): HallService[] {
  const services = new Map(rules.services.map((service) => [service.id, service]));
  for (const { service, number } of tickets.values()) {
    if (!services.has(service)) services.set(service, undeclared(service, number));
  }
  return [...services.values()];
}

/** The counters that are declared, and those heard of that are not, as they came. */
export function counterIds({ rules, counters }: HallState): string[] {
  return [...new Set([...rules.counters.map(({ id }) => id), ...counters.keys()])];
}

function undeclared(id: string, number: string): HallService {
  const prefix = /^\D*/.exec(number)?.[0] ?? '';
  return { id, name: { zh: id }, prefix, priority: 0, firstNumber: 1, lastNumber: 999 };
}
