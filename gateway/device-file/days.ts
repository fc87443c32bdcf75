import { join } from 'node:path';
import { z } from 'zod';
import type { Files } from '../storage/files.js';
import { type Appender, openAppender } from './appender.js';
import type { DayTally } from './fold.js';
import { decodeLine, lines, linesBackwards } from './line.js';
import { daysName } from './segment.js';
import { type Standing, standingSchema } from './standing.js';
import { type Tally, tallySchema } from './tally.js';

const daySchema = z.object({
  day: z.string(),
  /** Entries up to this number are in these sums or those of earlier days. */
  upTo: z.int().min(0),
  tally: tallySchema,
  standing: standingSchema,
});

/** Where the figures of a device go on from after a start. */
export interface Carried {
  readonly upTo: number;
  readonly standing: Standing;
}

/** A day that is over, and the number of the last entry that is in its sums. */
export interface EndedDay extends DayTally {
  readonly upTo: number;
}

/** One line per device and day: what a year of figures is read from. */
export interface Days {
  readonly bytes: number;
  readonly carried: Carried | undefined;
  /** Counted from now on, and on disk with the next `flush`. */
  add(days: readonly EndedDay[]): void;
  /** Rejects with the disk's error; they are written with the next one then. */
  flush(): Promise<void>;
  /**
   * Sums of the days from `from` to `to`, both included, local, as they are at the call; each day may come more than once.
   */
  between(from: string, to: string): AsyncIterable<{ readonly day: string; readonly tally: Tally }>;
}

export async function openDays(files: Files, directory: string): Promise<Days> {
  const path = join(directory, daysName);
  const opened = await openAppender(files, path);
  const writer: Appender = opened.appender;
  let carried: Carried | undefined = lastOf(opened.bytes);
  let pending: EndedDay[] = [];
  let written = writer.bytes;

  async function* read(length: number, rest: readonly EndedDay[], from: string, to: string) {
    for (const { day, tally } of rest) if (day >= from && day <= to) yield { day, tally };
    const bytes = length === 0 ? undefined : await files.read(path);
    if (!bytes) return;
    for (const line of lines(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(length, bytes.byteLength)))) {
      // The day stands first; most lines of a long file are not wanted.
      const day = line.toString('latin1', 17, 27);
      if (day < from || day > to) continue;
      const parsed = daySchema.safeParse(decodeLine(line));
      if (parsed.success) yield { day: parsed.data.day, tally: parsed.data.tally };
    }
  }

  return {
    get bytes() {
      return written;
    },
    get carried() {
      return carried;
    },
    add(days) {
      pending.push(...days);
    },
    async flush() {
      if (pending.length === 0) return;
      const batch = pending;
      await writer.append(
        batch.map(({ day, upTo, tally, standing }) => ({ day, upTo, tally: brief(tally), standing })),
      );
      carried = batch.at(-1) ?? carried;
      pending = pending.slice(batch.length);
      written = writer.bytes;
    },
    between: (from, to) => read(written, [...pending], from, to),
  };
}

function lastOf(bytes: Buffer): Carried | undefined {
  for (const line of linesBackwards(bytes)) {
    const parsed = daySchema.safeParse(decodeLine(line));
    if (parsed.success) return { upTo: parsed.data.upTo, standing: parsed.data.standing };
  }
  return undefined;
}

/** Without what is nothing: the schema puts it back. */
function brief(tally: Tally): Partial<Tally> {
  return Object.fromEntries(
    Object.entries(tally).filter(
      ([, value]) => value !== 0 && (typeof value === 'number' || Object.keys(value).length > 0),
    ),
  );
}
