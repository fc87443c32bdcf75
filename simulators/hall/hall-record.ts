import type { DayPlan } from './day-plan.js';
import { quartersOfDay } from './day-plan.js';
import type { CustomerTruth, DayTruth, HallMoment, ServiceTruth } from './truth.js';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A customer with a ticket, as the record keeps him. */
export interface Holder {
  readonly customer: CustomerTruth;
  readonly number: string;
  /** What he waits for now. */
  service: string;
  /** When he asked for the ticket and when he had it: between the two nobody can say who came first. */
  readonly askedAt: number;
  readonly drawnAt: number;
}

/** Writes down what happens in the hall. */
export interface HallRecord {
  readonly truth: DayTruth;
  readonly waiting: ReadonlyMap<string, Holder>;
  came(service: string): CustomerTruth;
  drew(customer: CustomerTruth, ticket: { readonly number: string; readonly askedAt: number }): Holder;
  /** @returns who holds the number; undefined = nobody does, or not yet. */
  called(call: { readonly number: string; readonly counter: string; readonly askedAt: number }): Holder | undefined;
  calledAgain(number: string): void;
  served(number: string, seconds: number): void;
  noShow(number: string): void;
  transferred(number: string, to: string, seconds: number): void;
  handedBack(holder: Holder): void;
  gone(customer: CustomerTruth, fate?: CustomerTruth['fate']): void;
  signed(counter: string, on: boolean): void;
}

export function createHallRecord(options: {
  readonly plan: DayPlan;
  readonly now: () => number;
  /** s since local midnight. */
  readonly secondOfDay: () => number;
}): HallRecord {
  const { plan, now, secondOfDay } = options;
  const customers: CustomerTruth[] = [];
  const moments: HallMoment[] = [];
  const overtakes: Mutable<DayTruth['overtakes'][number]>[] = [];
  const calledTwice: string[] = [];
  const ghosts: string[] = [];
  const serviceSeconds: Record<string, number[]> = {};
  const arrivals = new Array<number>(quartersOfDay).fill(0);
  const services: Record<string, ServiceTruth> = {};
  for (const id of Object.keys(plan.priorities)) {
    services[id] = { issued: 0, served: 0, noShow: 0, abandoned: 0 };
    serviceSeconds[id] = [];
  }
  const holders = new Map<string, Holder>();
  /** Calls of numbers whose paper is not out yet. */
  const early = new Map<string, { readonly counter: string; readonly at: number; missed: boolean }>();
  const waiting = new Map<string, Holder>();
  const open = new Set<string>();
  const count = { walkedIn: 0, walkedOut: 0 };
  const takes = new Map(plan.shifts.map(({ counter, services: taken }) => [counter, taken]));
  const priority = (service: string) => plan.priorities[service] ?? 0;

  const service = (id: string): ServiceTruth => {
    services[id] ??= { issued: 0, served: 0, noShow: 0, abandoned: 0 };
    return services[id];
  };
  const note = () => moments.push({ at: now(), waiting: waiting.size, open: open.size });
  const lookForOvertaken = (called: Holder, counter: string, askedAt: number) => {
    const taken = takes.get(counter);
    for (const other of waiting.values()) {
      const couldBeTaken = taken?.includes(other.service) ?? true;
      const waitedLonger = other.drawnAt < called.askedAt && other.drawnAt < askedAt;
      if (!couldBeTaken || !waitedLonger || priority(other.service) < priority(called.service)) continue;
      overtakes.push({ called: called.number, passed: other.number, at: now() });
    }
  };
  const end = (number: string, seconds: number) => {
    const holder = holders.get(number);
    if (holder) serviceSeconds[holder.service]?.push(seconds);
    return holder;
  };

  return {
    truth: {
      day: plan.day,
      customers,
      services,
      arrivals,
      moments,
      overtakes,
      calledTwice,
      ghosts,
      serviceSeconds,
      get walkedIn() {
        return count.walkedIn;
      },
      get walkedOut() {
        return count.walkedOut;
      },
    },
    waiting,
    came(wanted) {
      const customer: CustomerTruth = { service: wanted, cameAt: now(), fate: 'waiting', calls: 0 };
      customers.push(customer);
      count.walkedIn += 1;
      return customer;
    },
    drew(customer, { number, askedAt }) {
      const holder: Holder = { customer, number, service: customer.service, askedAt, drawnAt: now() };
      Object.assign(customer, { number, drawnAt: holder.drawnAt });
      holders.set(number, holder);
      const call = early.get(number);
      if (call) {
        early.delete(number);
        ghosts.splice(ghosts.indexOf(number), 1);
        if (call.missed) service(customer.service).noShow += 1;
        Object.assign(customer, { calledAt: call.at, counter: call.counter, calls: 1 });
      } else {
        waiting.set(number, holder);
      }
      service(customer.service).issued += 1;
      const quarter = Math.floor(secondOfDay() / 900);
      arrivals[quarter] = (arrivals[quarter] ?? 0) + 1;
      note();
      return holder;
    },
    called({ number, counter, askedAt }) {
      open.add(counter);
      const holder = holders.get(number);
      if (holder && !waiting.delete(number)) calledTwice.push(number);
      note();
      if (!holder) {
        ghosts.push(number);
        early.set(number, { counter, at: now(), missed: false });
        return undefined;
      }
      holder.customer.calledAt ??= now();
      holder.customer.counter = counter;
      holder.customer.calls += 1;
      lookForOvertaken(holder, counter, askedAt);
      return holder;
    },
    calledAgain(number) {
      const holder = holders.get(number);
      if (holder) holder.customer.calls += 1;
    },
    served(number, seconds) {
      const holder = end(number, seconds);
      if (!holder) return;
      holder.customer.fate = 'served';
      service(holder.service).served += 1;
    },
    noShow(number) {
      const holder = holders.get(number);
      const call = early.get(number);
      if (call) call.missed = true;
      if (holder) service(holder.service).noShow += 1;
    },
    transferred(number, to, seconds) {
      const holder = end(number, seconds);
      if (!holder) return;
      holder.service = to;
      holder.customer.transferredAt = now();
      waiting.set(number, holder);
      note();
    },
    handedBack(holder) {
      waiting.delete(holder.number);
      service(holder.service).abandoned += 1;
      note();
    },
    gone(customer, fate) {
      if (fate) customer.fate = fate;
      customer.goneAt = now();
      count.walkedOut += 1;
    },
    signed(counter, on) {
      if (on === open.has(counter)) return;
      if (on) open.add(counter);
      else open.delete(counter);
      note();
    },
  };
}
