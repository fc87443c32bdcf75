import { z } from 'zod';
import { type BoardEncoding, type BoardText, boardText } from './text.js';

/** Longest time a text may have left, ms: what a stored time says beyond it comes from a clock that was wrong. */
const longestMs = 86_400_000;
/** Longest absence, ms, after which a text that stays comes back: a number of yesterday would send people astray. */
const longestAbsenceMs = 3_600_000;

/** What a zone shows or is to show. */
export interface Content {
  readonly board: BoardText;
  /** Monotonic ms at which it goes away; Infinity when it stays. */
  readonly endsAt: number;
  /** A test pattern, and what it covers. */
  readonly test?: { readonly over: Content | undefined };
}

const rememberedSchema = z.object({
  /** Wall-clock ms since 1970-01-01 UTC of the last change. */
  savedAt: z.number(),
  zones: z.record(
    z.string(),
    z.object({
      text: z.string(),
      /** Wall-clock ms since 1970-01-01 UTC; null when it stays. */
      until: z.number().nullable(),
    }),
  ),
});
export type Remembered = z.infer<typeof rememberedSchema>;

/** The two clocks at one moment. */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

/** The stored form; test patterns are not worth remembering, what they cover is. */
export function remember(contents: ReadonlyMap<string, Content>, { wall, monotonic }: Moment): Remembered {
  const zones: Remembered['zones'] = {};
  for (const [zone, shown] of contents) {
    const content = shown.test ? shown.test.over : shown;
    if (!content) continue;
    const until = content.endsAt === Number.POSITIVE_INFINITY ? null : wall + content.endsAt - monotonic;
    zones[zone] = { text: content.board.text, until };
  }
  return { savedAt: wall, zones };
}

/** What of a stored value is still valid; nothing when it has another shape. */
export function recall(stored: unknown, { wall, monotonic }: Moment, encoding: BoardEncoding): Map<string, Content> {
  const contents = new Map<string, Content>();
  const result = rememberedSchema.safeParse(stored);
  if (!result.success) return contents;
  const { savedAt, zones } = result.data;
  const isRecent = Math.abs(wall - savedAt) <= longestAbsenceMs;
  for (const [zone, { text, until }] of Object.entries(zones)) {
    const leftMs = until === null ? (isRecent ? Number.POSITIVE_INFINITY : 0) : Math.min(until - wall, longestMs);
    if (leftMs > 0) contents.set(zone, { board: boardText(text, encoding), endsAt: monotonic + leftMs });
  }
  return contents;
}
