import { z } from 'zod';
import type { Change } from '../../storage/change.js';
import type { Store } from '../../storage/store.js';
import type { Draft } from './draft.js';
import type { HallRules, HallState } from './hall-state.js';
import { storedCounterSchema, storedTicketSchema, storedTimesSchema } from './stored.js';

/** Deleted in one commit; what is over stands in no way meanwhile. */
const oldTicketsPerCommit = 500;

/** The queue of a hall on disk. */
export interface Keeping {
  load(rules: HallRules, today: string): HallState;
  /** What the draft changed, all of it or none. Rejects as `Store.commit`; the store is then as before. */
  save(before: HallState, draft: Draft): Promise<void>;
  /** Begins a day. Rejects as `save`. */
  saveDay(before: HallState, day: string): Promise<void>;
  /** Deletes the tickets of other days. */
  forgetOldDays(day: string): Promise<void>;
}

export function createKeeping(store: Pick<Store, 'table' | 'commit'>): Keeping {
  const days = store.table('hall-day', z.string());
  const tickets = store.table('hall-tickets', storedTicketSchema);
  const counters = store.table('hall-counters', storedCounterSchema);
  const times = store.table('hall-service-times', storedTimesSchema);

  const commit = async (changes: readonly Change[], undo: () => readonly Change[]): Promise<void> => {
    try {
      await store.commit(changes);
    } catch (error) {
      // The store would write it with its next change, though nobody acted on it.
      await store.commit(undo()).catch(() => undefined);
      throw error;
    }
  };
  const changesOf = (state: HallState, { changed }: Draft): Change[] => [
    ...(days.has('day') ? [] : [days.change('day', state.day)]),
    ...[...changed.tickets].map((id) => tickets.change(id, state.tickets.get(id))),
    ...[...changed.counters].map((id) => counters.change(id, state.counters.get(id))),
    ...[...changed.times].map((id) => times.change(id, state.times.get(id))),
  ];

  return {
    load(rules, today) {
      const day = days.get('day') ?? today;
      const ofToday = [...tickets.entries()].filter(([, ticket]) => ticket.day === day);
      return {
        day,
        rules,
        tickets: new Map(ofToday.sort(([, a], [, b]) => a.place - b.place)),
        counters: new Map([...counters.entries()].filter(([, counter]) => counter.day === day)),
        times: new Map(times.entries()),
      };
    },
    save: (before, draft) => commit(changesOf(draft, draft), () => changesOf(before, draft)),
    saveDay: ({ day: before }, day) => commit([days.change('day', day)], () => [days.change('day', before)]),
    async forgetOldDays(day) {
      const old = [
        ...[...tickets.entries()]
          .filter(([, ticket]) => ticket.day !== day)
          .map(([id]) => tickets.change(id, undefined)),
        ...[...counters.entries()].filter(([, each]) => each.day !== day).map(([id]) => counters.change(id, undefined)),
      ];
      for (let at = 0; at < old.length; at += oldTicketsPerCommit) {
        await store.commit(old.slice(at, at + oldTicketsPerCommit));
      }
    },
  };
}
