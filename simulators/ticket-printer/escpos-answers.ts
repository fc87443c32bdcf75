import type { Output } from '../simulator.js';

/** Answers that wait for a host that takes none, in the order in which they go once it does (ticket-printing.md 3.5). */
const kinds = ['process-id', 'offline', 'clear', 'queued'] as const;
export type ReplyKind = (typeof kinds)[number];

/** What the printer says, and what it keeps to itself while the host is not ready (ticket-printing.md 2.8). */
export interface Answers {
  /** Real-time and automatic status: said at once, whether the host is ready or not. */
  say(output: Output, bytes: readonly number[]): void;
  /** Waits for the host. Of process IDs, offline and clear responses only the latest is kept. */
  reply(output: Output, kind: ReplyKind, bytes: readonly number[]): void;
  /** The host takes no answers, as one that drops DSR; false: it takes what has waited. */
  hold(on: boolean): void;
  /** Says nothing of this kind, as a board with another firmware. */
  swallow(kind: ReplyKind, on: boolean): void;
  /** From now on every answer consists of random bytes. */
  confuse(on: boolean): void;
  /** Forgets what waits. */
  drop(): void;
}

/** @param random uniform in [0, 1), for answers that are wrong. */
export function createAnswers(random: () => number): Answers {
  const waiting = new Map<Output, Map<ReplyKind, (readonly number[])[]>>();
  const swallowed = new Set<ReplyKind>();
  let held = false;
  let confused = false;

  const say = (output: Output, bytes: readonly number[]) =>
    output.send(Uint8Array.from(bytes, (byte) => (confused ? Math.floor(random() * 256) : byte)));
  return {
    say,
    reply(output, kind, bytes) {
      if (swallowed.has(kind)) return;
      if (!held) return say(output, bytes);
      const replies = waiting.get(output) ?? new Map<ReplyKind, (readonly number[])[]>();
      waiting.set(output, replies);
      replies.set(kind, kind === 'queued' ? [...(replies.get(kind) ?? []), bytes] : [bytes]);
    },
    hold(on) {
      held = on;
      if (on) return;
      for (const [output, replies] of waiting) {
        for (const kind of kinds) for (const bytes of replies.get(kind) ?? []) say(output, bytes);
      }
      waiting.clear();
    },
    swallow(kind, on) {
      if (on) swallowed.add(kind);
      else swallowed.delete(kind);
    },
    confuse(on) {
      confused = on;
    },
    drop: () => waiting.clear(),
  };
}
