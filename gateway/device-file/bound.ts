import type { History } from './history.js';

export interface Bounded {
  readonly deviceId: string;
  /** False where the device is no longer in the configuration. */
  readonly isConfigured: boolean;
  readonly history: History;
  /** All its files, bytes. */
  readonly bytes: number;
}

export interface Limits {
  readonly maxBytes: number;
  /** The oldest local month that may stay, e.g. `2023-11`. */
  readonly oldestMonth: string;
}

export interface Drop {
  readonly deviceId: string;
  readonly reason: 'age' | 'size';
}

/**
 * What must go next, or undefined when all is within its limits: the oldest month of a device. For room, only devices that
 * have more than their share of it give any, so that one that never comes to rest does not push out the files of the others.
 * The newest segment of a device in the configuration stays whatever its age: its numbers go on.
 */
export function nextDrop(all: readonly Bounded[], { maxBytes, oldestMonth }: Limits): Drop | undefined {
  for (const { deviceId, isConfigured, history } of all) {
    const months = history.months;
    const oldest = months[0];
    const mayGo = months.length > 1 || !isConfigured;
    if (oldest && mayGo && oldest.month < oldestMonth) return { deviceId, reason: 'age' };
  }
  const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= maxBytes) return undefined;
  const share = maxBytes / all.length;
  const [first] = all
    .filter(({ bytes, history, isConfigured }) => bytes > share && history.months.length > (isConfigured ? 1 : 0))
    .sort((a, b) => (a.history.months[0]?.month ?? '').localeCompare(b.history.months[0]?.month ?? ''));
  return first && { deviceId: first.deviceId, reason: 'size' };
}
