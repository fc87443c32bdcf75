import type { Clock } from '../../../drivers/index.js';
import type { Store } from '../../storage/store.js';
import type { HallChange, HallCounter, HallQueue, HallService } from '../hall-queue.js';
import * as decisions from './decisions.js';
import { Draft } from './draft.js';
import { createOutlook } from './expected-wait.js';
import type { HallState } from './hall-state.js';
import { createKeeping } from './keeping.js';
import { createLocalDay } from './local-day.js';
import { observeCall, observeTicket } from './observed.js';
import { ticketView } from './stored.js';
import { hallView } from './view.js';

export interface HallQueueOptions {
  readonly services: readonly HallService[];
  readonly counters: readonly HallCounter[];
  /** Minutes a counter counts as open after its last call, where nobody signs on. Default 15. */
  readonly openAfterCallMinutes?: number;
  /** Tables `hall-day`, `hall-tickets`, `hall-counters` and `hall-service-times` are its own. */
  readonly store: Pick<Store, 'table' | 'commit'>;
  readonly clock: Clock;
  /** IANA name. */
  readonly timezone: string;
  /** A listener that threw, or a clean-up that failed: nothing of the queue is lost by either. */
  readonly onError: (error: unknown) => void;
}

/** The queue as the last run left it; a store that has none begins with the local day of the clock. */
export function createHallQueue(options: HallQueueOptions): HallQueue {
  const { services, counters, openAfterCallMinutes = 15, store, clock, timezone, onError } = options;
  const local = createLocalDay(timezone);
  const keeping = createKeeping(store);
  const listeners = new Set<(change: HallChange) => void>();
  const rules = { services, counters, openAfterCallMs: openAfterCallMinutes * 60_000 };
  let state: HallState = keeping.load(rules, local.dayAt(clock.now()));
  /** One request after the other: each decides on what the one before left on the disk. */
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const turn = last.then(task);
    last = turn.catch(() => undefined);
    return turn;
  };
  const tell = (changes: readonly HallChange[]): void => {
    for (const change of changes) {
      for (const listener of listeners) {
        try {
          listener(change);
        } catch (error) {
          onError(error);
        }
      }
    }
  };
  const request = <T>(decide: (draft: Draft) => T): Promise<T> =>
    inTurn(async () => {
      const draft = new Draft(state, clock.now());
      const result = decide(draft);
      await keeping.save(state, draft);
      state = draft;
      tell(draft.said);
      return result;
    });
  request(decisions.forgetRemoved).catch(onError);

  return {
    issue: (service) =>
      request((draft) => {
        const ticket = decisions.issue(draft, service);
        const { waitingAhead, minutes } = createOutlook(draft, draft.now).forTicket(ticket);
        return { ticket: ticketView(ticket), waitingAhead, expectedWaitMinutes: minutes };
      }),
    callNext: (counter) => request((draft) => decisions.callNext(draft, counter)),
    recall: (counter) => request((draft) => decisions.recall(draft, counter)),
    noShow: (counter) => request((draft) => decisions.noShow(draft, counter)),
    finish: (counter) => request((draft) => decisions.finish(draft, counter)),
    transfer: (counter, to) => request((draft) => decisions.transfer(draft, counter, to)),
    withdraw: (ticketId) => request((draft) => decisions.withdraw(draft, ticketId)),
    abandon: (ticket) => request((draft) => decisions.abandon(draft, ticket)),
    signOn: (counter) => request((draft) => decisions.signOn(draft, counter)),
    signOff: (counter) => request((draft) => decisions.signOff(draft, counter)),
    observeTicket: (seen) => request((draft) => observeTicket(draft, seen)),
    observeCall: (seen) => request((draft) => observeCall(draft, seen)),
    startDay: (day) =>
      inTurn(async () => {
        if (day === state.day) return;
        await keeping.saveDay(state, day);
        state = { day, rules: state.rules, tickets: new Map(), counters: new Map(), times: state.times };
        tell([{ kind: 'new-day', day }]);
        await keeping.forgetOldDays(day).catch(onError);
      }),
    view: () => hallView(state, clock.now(), local.quarterAt),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      await last;
    },
  };
}
