import type { ChainState, Segment } from './chain.js';
import { lastOf } from './chain.js';
import type { Gap, GapReason, OutboxMessage } from './outbox.js';

/** A gap that the critical chain has to tell and does not yet. */
export interface OpenGap {
  readonly gap: Gap;
  /** The record that tells it. */
  readonly message: OutboxMessage;
  /** True when the records are gone already: the cursor then remembers the gap until it is told. */
  readonly evicted: boolean;
}

export interface GapSource {
  readonly epoch: string;
  readonly state: ChainState;
  readonly reason: GapReason;
  readonly now: number;
}

/** undefined when nothing between `first` and `last` still waits. */
export function gapOf(source: GapSource, first: number, last: number): Gap | undefined {
  const { epoch, state, reason, now } = source;
  const { chain, acked, sent, segments } = state;
  const from = Math.max(first, acked + 1);
  if (!state.isAnyOpen(from, last)) return undefined;
  return {
    epoch,
    chain,
    first: from,
    last,
    count: last - from + 1,
    ...(sent >= from ? { sentThrough: Math.min(sent, last) } : {}),
    from: segments.findLast((segment) => segment.first <= from)?.time ?? now,
    to: state.madeBy(last),
    reason,
  };
}

/** What evicting the oldest `count` files loses. */
export function gapOfEviction(source: GapSource, count: number): Gap | undefined {
  const gone = source.state.segments.slice(0, count);
  const [oldest, newest]: (Segment | undefined)[] = [gone[0], gone.at(-1)];
  return oldest && newest ? gapOf(source, oldest.first, lastOf(newest)) : undefined;
}

/** A later gap that goes on where an untold one ends becomes one with it. */
export function joined(earlier: Gap, later: Gap): Gap | undefined {
  if (earlier.chain !== later.chain || earlier.last + 1 !== later.first || earlier.reason !== later.reason) {
    return undefined;
  }
  const { last, to, sentThrough = earlier.sentThrough } = later;
  const gap = { ...earlier, last, to, count: last - earlier.first + 1 };
  return sentThrough === undefined ? gap : { ...gap, sentThrough };
}
