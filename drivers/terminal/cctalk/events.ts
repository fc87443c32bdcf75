/** What an event of a bill validator is, by the generic specification (terminal-health.md 5.1). */
export type EventClass = 'status' | 'reject' | 'fatal' | 'fraud';

/** Bill events, the second byte of a pair whose first is 0. */
export const billEvents: Readonly<Record<number, { readonly class: EventClass; readonly text: string }>> = {
  0: { class: 'status', text: 'master inhibit active' },
  1: { class: 'status', text: 'bill returned from escrow' },
  2: { class: 'reject', text: 'invalid bill' },
  3: { class: 'reject', text: 'transport problem' },
  4: { class: 'status', text: 'bill type inhibited by command' },
  5: { class: 'status', text: 'bill type inhibited by switch' },
  6: { class: 'fatal', text: 'bill jammed in transport, unsafe' },
  7: { class: 'fatal', text: 'bill jammed in stacker' },
  8: { class: 'fraud', text: 'bill pulled backwards' },
  9: { class: 'fraud', text: 'bill tampered with' },
  10: { class: 'status', text: 'stacker in order' },
  11: { class: 'status', text: 'stacker removed' },
  12: { class: 'status', text: 'stacker inserted' },
  13: { class: 'fatal', text: 'stacker faulty' },
  14: { class: 'status', text: 'stacker full' },
  15: { class: 'fatal', text: 'stacker jammed' },
  16: { class: 'fatal', text: 'bill jammed in transport, safe mode' },
  17: { class: 'fraud', text: 'opto fraud' },
  18: { class: 'fraud', text: 'string fraud' },
  19: { class: 'fatal', text: 'anti-string mechanism faulty' },
  20: { class: 'status', text: 'barcode' },
  21: { class: 'status', text: 'unknown bill stacked' },
  22: { class: 'status', text: 'jam cleared' },
};

/** Headers whose answer is a block of events. A coin acceptor's status codes are not those of bills. */
export const eventPolls = { 159: 'bill', 229: 'coin' } as const;

/** One thing that happened. Money has no value here: that a credit was given shows only that the module works. */
export type MoneyEvent = { readonly kind: 'credit' } | { readonly kind: 'status'; readonly code: number };

export interface EventBlock {
  /** 0 after power-up, then 1 to 255 and 1 again. */
  readonly counter: number;
  /** Five, newest first. */
  readonly events: readonly MoneyEvent[];
}

/** The block in the data of an answer; undefined when it is none. Credits lose type and path here. */
export function decodeEventBlock(data: Uint8Array): EventBlock | undefined {
  const [counter, ...pairs] = data;
  if (counter === undefined || data.length !== 11) return undefined;
  const events = Array.from({ length: 5 }, (_, at): MoneyEvent => {
    const code = pairs[2 * at + 1] ?? 0;
    return pairs[2 * at] === 0 ? { kind: 'status', code } : { kind: 'credit' };
  });
  return { counter, events };
}

export interface NewEvents {
  /** Oldest first. */
  readonly events: readonly MoneyEvent[];
  /** More have happened than a block holds. */
  readonly lost: boolean;
  /** The counter is back at 0: the module was without power. */
  readonly restarted: boolean;
}

/** What a block tells that the one before did not. At first sight all five may be old. */
export function newEvents(before: number | undefined, { counter, events }: EventBlock): NewEvents {
  if (counter === 0) return { events: [], lost: false, restarted: (before ?? 0) !== 0 };
  const happened = before === undefined ? events.length : passed(before, counter);
  const seen = events.slice(0, Math.min(happened, events.length)).reverse();
  return { events: seen, lost: happened > events.length, restarted: false };
}

/** Steps from one counter to the next: 0, 1, … 255, 1, …; 0 is only ever left. */
function passed(before: number, counter: number): number {
  return before === 0 ? counter : (counter - before + 255) % 255;
}
