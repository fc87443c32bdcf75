import type { CounterView, HallService, HallView, ServiceView } from '../hall-queue.js';
import { createOutlook } from './expected-wait.js';
import { counterIds, counterRule, type HallState, isOpen, servicesOf, ticketAt } from './hall-state.js';
import { waitingInOrder } from './order.js';
import { meanServedSeconds } from './service-times.js';
import { ticketView } from './stored.js';

/** Quarter hours of a day. */
const quarters = 96;

/** @param quarterOf quarter hour of the local day at a moment, 0 to 95. */
export function hallView(state: HallState, now: number, quarterOf: (at: number) => number): HallView {
  const waiting = waitingInOrder(state).map(ticketView);
  const counters = counterIds(state).map((id) => counterView(state, id, now));
  const openCounters = counters.filter(({ open }) => open).length;
  const arrivals = new Array<number>(quarters).fill(0);
  for (const { issuedAt, undrawn } of state.tickets.values()) {
    if (!undrawn) arrivals[quarterOf(issuedAt)] = (arrivals[quarterOf(issuedAt)] ?? 0) + 1;
  }
  return {
    day: state.day,
    services: serviceViews(state, now),
    counters,
    waiting,
    openCounters,
    ratio: waiting.length + openCounters === 0 ? undefined : waiting.length / openCounters,
    arrivals,
  };
}

function counterView(state: HallState, id: string, now: number): CounterView {
  const ticket = ticketAt(state, id);
  const open = isOpen(state, id, now);
  return {
    id,
    services: counterRule(state, id)?.services,
    open,
    signedOn: open,
    ...(ticket ? { ticket: ticketView(ticket) } : {}),
  };
}

function serviceViews(state: HallState, now: number): ServiceView[] {
  const outlook = createOutlook(state, now);
  const tickets = [...state.tickets.values()];
  return servicesOf(state).map((service: HallService) => {
    const { id, name, prefix, priority } = service;
    const drawn = tickets.filter(({ drawnFor, undrawn }) => drawnFor === id && !undrawn);
    const present = tickets.filter((ticket) => ticket.service === id);
    const waiting = present.filter(({ state: is }) => is === 'waiting');
    const count = (is: string) => present.filter((ticket) => ticket.state === is).length;
    const oldest = Math.min(...waiting.map(({ waitsSince }) => waitsSince));
    const waits = drawn.flatMap(({ issuedAt, firstCalledAt }) =>
      firstCalledAt === undefined ? [] : [Math.max(0, firstCalledAt - issuedAt) / 1_000],
    );
    return {
      ...{ id, name, prefix, priority },
      waiting: waiting.length,
      oldestWaitSeconds: waiting.length === 0 ? undefined : Math.max(0, Math.round((now - oldest) / 1_000)),
      expectedWaitMinutes: outlook.forNew(service).minutes,
      meanServiceSeconds: meanServedSeconds(state.times.get(id)),
      issued: drawn.length,
      served: count('served'),
      noShow: count('no-show'),
      abandoned: present.filter(({ state: is, undrawn }) => is === 'abandoned' && !undrawn).length,
      meanWaitSeconds: waits.length === 0 ? undefined : waits.reduce((sum, each) => sum + each, 0) / waits.length,
    };
  });
}
