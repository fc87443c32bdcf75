import type { Gap } from '../../gateway/uplink/outbox/outbox.js';

/** Where in the work of an outbox a life may end; `any` counts every operation, those of the opening included. */
export const stages = ['any', 'commit', 'rotate', 'evict', 'remove', 'cursor', 'drain'] as const;
export type Stage = (typeof stages)[number];

/**
 * `before` the operation; with the `first part` of a write done; while it is `under way` in another thread; `after` it,
 * before anybody learns of it.
 */
export const moments = ['before', 'first part', 'under way', 'after'] as const;
export type Moment = (typeof moments)[number];

export interface Death {
  readonly stage: Stage;
  /** Which operation of the stage, from 1. */
  readonly nth: number;
  readonly moment: Moment;
}

/** The room an outbox has. */
export interface Room {
  readonly maxBytes: number;
  readonly reservedBytes: number;
  readonly segmentBytes: number;
}

/** What one life of the child is told, as JSON in its only argument. */
export interface LifeOrder {
  readonly directory: string;
  readonly room: Room;
  /** Number of its first message; it counts up from there. */
  readonly firstNumber: number;
  /** Appends that wait at a time. */
  readonly producers: number;
  readonly lingerMs: number;
  /** Where the centre listens; absent = it is away. */
  readonly centralPort?: number | undefined;
  /** Absent = it is killed from outside. */
  readonly death?: Death | undefined;
}

/** Message number `n`: 20 to 2,000 bytes that follow from it, so that nobody can make one up. */
export function contentOf(n: number): string {
  return JSON.stringify({ n, pad: String(n % 10).repeat((n * 7_919) % 1_980) });
}

export function gapMessage(gap: Gap): { topic: string; payload: Buffer } {
  return { topic: 'gap', payload: Buffer.from(JSON.stringify({ gap })) };
}

/** Collects whole lines of a stream that may be cut anywhere. */
export function lines(take: (line: string) => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    const parts = (rest + chunk.toString('latin1')).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) take(part);
  };
}
