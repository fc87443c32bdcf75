import { z } from 'zod';
import { type BoardText, type ContentKind, contentKinds } from './panel.js';

/** Longest time a text may have left, ms: what a stored time says beyond it comes from a clock that was wrong. */
const longestMs = 86_400_000;
/** Longest absence, ms, after which a call that stays comes back: a number of yesterday would send people astray. */
const longestAbsenceMs = 3_600_000;

/** What a zone shows or is to show. */
export interface Content<Text extends BoardText = BoardText> {
  readonly board: Text;
  readonly kind: ContentKind;
  /** Monotonic ms at which it goes away; Infinity when it stays. */
  readonly endsAt: number;
  /** Monotonic ms at which it stands still; absent when it does not blink. */
  readonly blinksUntil?: number;
  /** What a test pattern covers. */
  readonly over?: Content<Text>;
  /** Not shown until the branch opens again. */
  readonly rests?: true;
  /** A number after which another was called in vain: it is true no more, and goes as soon as the board can be reached. */
  readonly outdated?: true;
}

export const rememberedSchema = z.object({
  /** Wall-clock ms since 1970-01-01 UTC of the last change. */
  savedAt: z.number(),
  zones: z.record(
    z.string(),
    z.object({
      text: z.string(),
      /** What stood there before this was stored may have been a call. */
      kind: z.enum(contentKinds).default('call'),
      /** Wall-clock ms since 1970-01-01 UTC; null when it stays. */
      until: z.number().nullable(),
      rests: z.literal(true).optional(),
    }),
  ),
});
export type Remembered = z.infer<typeof rememberedSchema>;

/** The two clocks at one moment. */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

/** The content itself, or what a test pattern covers. */
export function uncovered<Text extends BoardText>(content: Content<Text>): Content<Text> | undefined {
  return content.kind === 'test' ? content.over : content;
}

/** What is still wanted when the branch opens again: not a number, nor what has an end, but the welcome text. */
export function resting<Text extends BoardText>(content: Content<Text>): Content<Text> | undefined {
  const lasting = uncovered(content);
  const returns = lasting?.kind === 'show' && lasting.endsAt === Number.POSITIVE_INFINITY;
  return returns ? { ...lasting, rests: true } : undefined;
}

/** A number that is true no more, also under a test pattern; undefined where there is none. */
export function outdated<Text extends BoardText>(content: Content<Text>): Content<Text> | undefined {
  if (content.kind === 'call') return { ...content, outdated: true };
  const over = content.over && outdated(content.over);
  return over && { ...content, over };
}

/** The stored form; test patterns are not worth remembering, what they cover is. Nor is blinking. */
export function remember(contents: ReadonlyMap<string, Content>, { wall, monotonic }: Moment): Remembered {
  const zones: Remembered['zones'] = {};
  for (const [zone, shown] of contents) {
    const content = uncovered(shown);
    if (!content || content.outdated) continue;
    const until = content.endsAt === Number.POSITIVE_INFINITY ? null : wall + content.endsAt - monotonic;
    const rests = content.rests ? { rests: content.rests } : {};
    zones[zone] = { text: content.board.text, kind: content.kind, until, ...rests };
  }
  return { savedAt: wall, zones };
}

/** What of a stored value is still valid; nothing when it has another shape. `readable` refuses with undefined. */
export function recall<Text extends BoardText>(
  stored: unknown,
  { wall, monotonic }: Moment,
  readable: (zone: string, text: string) => Text | undefined,
): Map<string, Content<Text>> {
  const contents = new Map<string, Content<Text>>();
  const result = rememberedSchema.safeParse(stored);
  if (!result.success) return contents;
  const { savedAt, zones } = result.data;
  const isRecent = Math.abs(wall - savedAt) <= longestAbsenceMs;
  for (const [zone, { text, kind, until, rests }] of Object.entries(zones)) {
    const stays = isRecent || kind === 'show' ? Number.POSITIVE_INFINITY : 0;
    const leftMs = until === null ? stays : Math.min(until - wall, longestMs);
    const board = leftMs > 0 ? readable(zone, text) : undefined;
    if (board) contents.set(zone, { board, kind, endsAt: monotonic + leftMs, ...(rests ? { rests } : {}) });
  }
  return contents;
}

/** A test pattern covers what stood there when it came, which may have been ordered in the same moment. */
export function covering<Text extends BoardText>(
  content: Content<Text>,
  before: Content<Text> | undefined,
): Content<Text> {
  const over = content.kind === 'test' && before ? uncovered(before) : undefined;
  return over ? { ...content, over } : content;
}
