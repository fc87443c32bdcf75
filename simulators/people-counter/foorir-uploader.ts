import type { Timers } from '../timers.js';
import { command } from './foorir-codec.js';
import type { PeriodRecord, PeriodRecords } from './foorir-records.js';

/** What waits for an answer: a record, or a message that brings nothing but news of the counter itself. */
type Pending = { readonly code: number; readonly record: PeriodRecord | undefined };

export interface Uploader {
  /** A platform is there: says that the counter is, then what waits. */
  greet(): void;
  /** Says what waits, one record after the other, each when the one before was answered. */
  upload(): void;
  heartbeat(): void;
  /** @param taken what the platform says of what was sent; true when the answer belongs to something */
  answered(code: number, taken: boolean): boolean;
  /** The line is gone: what was not answered waits for the next. */
  cut(): void;
}

export function createUploader(means: {
  readonly timers: Timers;
  readonly records: PeriodRecords;
  /** ms until an answer is given up. */
  readonly answerMs: number;
  /** Says a record, or the state of the counter with nobody counted. */
  readonly sayCounts: (record: PeriodRecord | undefined) => void;
  readonly sayHeartbeat: () => void;
  readonly connected: () => boolean;
  readonly unanswered: () => void;
}): Uploader {
  const { timers, records, answerMs } = means;
  let pending: (Pending & { readonly timer: { cancel(): void } }) | undefined;

  const expect = (code: number, record: PeriodRecord | undefined, say: () => void) => {
    if (!means.connected() || pending) return;
    pending = { code, record, timer: timers.after(answerMs, giveUp) };
    say();
  };
  const giveUp = () => {
    pending = undefined;
    means.unanswered();
  };
  const settle = () => {
    pending?.timer.cancel();
    pending = undefined;
  };
  const upload = () => {
    const record = records.oldest();
    if (record) expect(command.counts, record, () => means.sayCounts(record));
  };
  return {
    greet: () => expect(command.counts, undefined, () => means.sayCounts(undefined)),
    upload,
    heartbeat: () => expect(command.heartbeat, undefined, means.sayHeartbeat),
    answered(code, taken) {
      if (!pending || pending.code !== code) return false;
      const { record } = pending;
      settle();
      if (!taken) return true;
      if (record) records.confirm(record);
      upload();
      return true;
    },
    cut: settle,
  };
}
