import { type AlarmRecord, isShelved, operatorState, severities, shelfMark } from '../alarms/record.js';
import type { AlarmWords } from './alarm-texts.js';
import { localMoment } from './moment.js';

/** Ends of the shelves by name, RFC 3339. */
export type ShelfEnds = ReadonlyMap<string, string>;

/** The shelf an alarm lies on, by what keeps it quiet. */
export function shelfOf(record: AlarmRecord): string | undefined {
  return isShelved(record) ? record['x-suppressed-by']?.slice(shelfMark.length) : undefined;
}

/** What keeps it quiet, with the end of its shelf where that is known; undefined for an alarm people are to see. */
export function whyQuiet(record: AlarmRecord, words: AlarmWords, ends: ShelfEnds): string | undefined {
  const by = record['x-suppressed-by'];
  if (by === undefined) return undefined;
  const shelf = shelfOf(record);
  if (shelf === undefined) return words.quiet(by);
  const until = ends.get(shelf);
  return words.shelved(shelf, until === undefined ? undefined : localMoment(until));
}

/** All that is to be said of its state, e.g. `raised, acknowledged by 王工, unverified`. */
export function statusText(record: AlarmRecord, words: AlarmWords, ends: ShelfEnds): string {
  const state = operatorState(record);
  const by = record['operator-state-change'].findLast((change) => change.state === state)?.operator ?? '';
  const taken = { none: words.isNew, ack: words.acknowledged(by), closed: words.closed(by) };
  const isRaised = !record['is-cleared'];
  return [
    isRaised ? words.raised : words.cleared,
    taken[state],
    ...(record['x-flapping'] ? [words.flapping] : []),
    ...(isRaised && !record['x-verified'] ? [words.unverified] : []),
    ...[whyQuiet(record, words, ends)].filter((why) => why !== undefined),
  ].join(', ');
}

/** A row of the table of alarms. */
export function cells(record: AlarmRecord, words: AlarmWords, ends: ShelfEnds, language: 'zh' | 'en'): string[] {
  const detail = detailOf(record);
  const what = `${record['alarm-text']}${detail === undefined ? '' : ` (${detail})`}`;
  return [
    words.severity[record['perceived-severity']],
    record['x-code'],
    record.resource,
    localMoment(record['last-raised']),
    statusText(record, words, ends),
    [what, record['proposed-repair-actions'][language]].filter(Boolean).join(' → '),
  ];
}

export function detailOf(record: AlarmRecord): string | undefined {
  return record['additional-information'].find(({ identifier }) => identifier === 'detail')?.information;
}

/** The worst first, what is over behind it, the oldest of equals first. */
export function byUrgency(a: AlarmRecord, b: AlarmRecord): number {
  return rank(a) - rank(b) || a['last-raised'].localeCompare(b['last-raised']);
}

function rank(record: AlarmRecord): number {
  return -severities.indexOf(record['perceived-severity']) + (record['is-cleared'] ? 10 : 0);
}
