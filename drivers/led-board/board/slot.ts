import type { Content } from './content.js';
import { type BoardText, type Evidence, evidences, type Panel, type Picture } from './panel.js';

/** s a picture may be told to stay where it has no end and the board no limit of its own. */
const longestSeconds = 65_535;

/** What the protocol said about a picture when it was last written or looked at. */
export interface OnGlass {
  /** Monotonic ms. */
  readonly sentAt: number;
  readonly evidence: Evidence;
  readonly blinking: boolean;
}

/** What a zone is to show; moments are monotonic ms. */
export interface Slot<Text extends BoardText = BoardText> {
  readonly content: Content<Text>;
  /** Undefined while it is not on the glass. */
  readonly onGlass?: OnGlass;
}

/** The content itself, or what comes back after it. */
export function lasting<Text extends BoardText>(content: Content<Text>, now: number): Content<Text> | undefined {
  if (content.endsAt > now && !content.outdated) return content;
  return content.over && lasting(content.over, now);
}

/** How it is to look now. */
export function pictureOf<Text extends BoardText>(
  content: Content<Text>,
  { keepsSeconds = longestSeconds }: Panel<Text>,
  now: number,
): Picture<Text> {
  const leftSeconds = Math.max(1, Math.ceil((content.endsAt - now) / 1_000));
  const { board, kind, endsAt } = content;
  const ends = endsAt !== Number.POSITIVE_INFINITY;
  return { board, kind, ends, blink: blinks(content, now), seconds: Math.min(keepsSeconds, leftSeconds) };
}

/** Whether it has to be written (again). */
export function isDue({ content, onGlass }: Slot, { keepsSeconds }: Panel, now: number): boolean {
  if (!onGlass || (onGlass.blinking && !blinks(content, now))) return true;
  return keepsSeconds !== undefined && now - onGlass.sentAt >= keepsSeconds * 500;
}

/** When the next text ends or stands still; Infinity where none does. */
export function nextMoment(slots: Iterable<Slot>, now: number): number {
  const moments = [...slots].flatMap(({ content: { endsAt, blinksUntil = endsAt }, onGlass }) =>
    onGlass?.blinking ? [endsAt, blinksUntil] : [endsAt],
  );
  return Math.min(...moments.filter((moment) => moment > now));
}

/** What stands in a zone, for the state. */
export interface ShownZone {
  readonly zone: string;
  readonly text: string;
  readonly verified: Evidence;
  readonly blinking?: true;
}

/** Part of the state topic; `blank` is how sure it is of what shows nothing, `doubtful` whether anything is in doubt. */
export function stateOf(shown: readonly ShownZone[], blank: Evidence, doubtful: boolean): Record<string, unknown> {
  const weakest = evidences.find((evidence) => shown.some(({ verified }) => verified === evidence));
  return {
    showing: Object.fromEntries(shown.map(({ zone, text }) => [zone, text])),
    zones: Object.fromEntries(shown.map(({ zone, ...rest }) => [zone, rest])),
    verified: doubtful ? 'sent' : (weakest ?? blank),
  };
}

function blinks({ blinksUntil = 0 }: Content, now: number): boolean {
  return blinksUntil > now;
}
