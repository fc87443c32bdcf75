import type { Identity } from '../../driver.js';
import type { LocalTime } from '../../local-time.js';

/** How sure it is that the glass shows something, weakest first. */
export const evidences = ['sent', 'acknowledged', 'read-back'] as const;
export type Evidence = (typeof evidences)[number];

/** A text as a board can show it; a protocol adds what it needs to write it. */
export interface BoardText {
  /** What will stand on the glass. */
  readonly text: string;
  /** Characters the board has no sign for, shown as another. */
  readonly replaced: number;
}

export const contentKinds = ['call', 'show', 'test'] as const;
export type ContentKind = (typeof contentKinds)[number];

/** What is to stand in a zone now. */
export interface Picture<Text extends BoardText = BoardText> {
  readonly board: Text;
  /** A number that is called must never outlive the gateway; another text may. */
  readonly kind: ContentKind;
  /** It has an end of its own, however far away. */
  readonly ends: boolean;
  /** Blinks; a board that cannot shows it steady. */
  readonly blink: boolean;
  /** s until it must be gone unless it is written again, 1 or more; a board that has no time-out stays as it is. */
  readonly seconds: number;
}

/** A write's or a question's place among everything else on the line. */
export interface Turn {
  readonly priority: 'call' | 'poll';
  /** For each of its transactions: a repetition that an order has overtaken is not sent. An order always is. */
  readonly wanted: () => boolean;
  /** False once something newer was ordered; asked before anything is sent a second time. */
  readonly newest: () => boolean;
}

const always = () => true;
export const asCall: Turn = { priority: 'call', wanted: always, newest: always };
export const asPoll: Turn = { priority: 'poll', wanted: always, newest: always };

/** What was seen in a zone. */
export interface SeenZone {
  readonly text: string;
  /** Undefined where the board does not tell. */
  readonly blink?: boolean;
}

/** What was seen of a board; what it cannot tell is left out. */
export interface Glass {
  readonly zones?: ReadonlyMap<string, SeenZone>;
  /** %, the step the board is at. */
  readonly brightness?: number;
  readonly power?: boolean;
  /** It has less than it was given: it was without power, however short. */
  readonly forgot?: boolean;
}

/**
 * What a protocol can do; everything that boards have in common is above it (`BoardSession`). A method hands its first
 * transaction to the line in the very tick in which it is called, and passes `turn` on to each. All reject with the
 * line's error, or with PROTOCOL_UNSUPPORTED, _BUSY, _CORRUPT, _REJECTED or _UNEXPECTED for an answer that is none.
 */
export interface Panel<Text extends BoardText = BoardText> {
  /** Parts of the board that are written separately, at least one. */
  readonly zones: readonly string[];
  /** Languages it has signs for, the one to take when the branch's is not among them first. */
  readonly languages: readonly ('zh' | 'en')[];
  /** For the device's `info`, e.g. `zones`, `brightness`. */
  readonly capabilities: readonly string[];
  /** s after which a picture must be written again, or the board takes it away; undefined where it stays. */
  readonly keepsSeconds?: number;

  /** Rejects a text that cannot stand there as it is (too long, no sign for it) with COMMAND_ARGS_INVALID and `field`. */
  fit(zone: string, text: string, field: string): Text;
  /** As many segments as text can light. */
  testText(zone: string): Text;

  /** Asks what a poll asks; rejects when nobody answers. Also the first thing at each new contact. */
  look(turn: Turn): Promise<Glass>;
  /**
   * Asks what is worth asking at a new contact and now and then, and what a board need not answer: silence or a
   * refusal is no fault here, and what it leaves open is left out.
   */
  inspect?(turn: Turn): Promise<Glass>;
  /** s from one inspection to the next, at a poll; 300 where it does not say. */
  readonly inspectSeconds?: number;
  /** Who is there, as far as it tells; comes after `look` and after everything is shown again. */
  identify(): Promise<Identity>;
  /** Reads one zone back; absent where no board of the protocol can be read. Undefined where this one cannot. */
  read?(zone: string, turn: Turn): Promise<SeenZone | undefined>;

  /** Resolves when the picture is in place, as far as the board says. */
  show(zone: string, picture: Picture<Text>, turn: Turn): Promise<Evidence>;
  /**
   * Makes zones blank; all of them also of what an earlier start or another host left. Where that takes a request per
   * zone, all are handed to the line in the first tick: a later one would wipe away what was ordered meanwhile.
   */
  clear(zones: readonly string[], turn: Turn): Promise<Evidence>;
  readonly brightness?: {
    /** The step (in %) a board takes for this. */
    nearest(percent: number): number;
    set(percent: number, turn: Turn): Promise<Evidence>;
  };
  /** Absent where a board cannot be switched dark; it is then made blank instead. */
  setPower?(on: boolean, turn: Turn): Promise<Evidence>;
  setClock?(time: LocalTime, turn: Turn): Promise<Evidence>;
}
