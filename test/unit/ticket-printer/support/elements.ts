import {
  type Align,
  type Cell,
  type Element,
  plain,
  type TextStyle,
} from '../../../../drivers/ticket-printer/elements.js';
import { type Profile, type ProfileName, profiles } from '../../../../drivers/ticket-printer/escpos/profiles.js';
import { createInstantBench } from '../../simulators/ticket-printer/bench.js';

export const text = (value: string, style: Partial<TextStyle> = {}, align: Align = 'left'): Element => ({
  kind: 'text',
  text: value,
  align,
  style: { ...plain, ...style },
});

/** Cells as `[text, columns, align]`. */
export const row = (cells: readonly [string, number, Align?][], style: Partial<TextStyle> = {}): Element => ({
  kind: 'row',
  cells: cells.map(([value, columns, align = 'left']): Cell => ({ text: value, columns, align })),
  style: { ...plain, ...style },
});

export const qr = (value: string, align: Align = 'centre'): Element => ({ kind: 'qr', text: value, align });

/** A profile by name, with what the test changes about it. */
export const profileOf = (name: ProfileName, patch: Partial<Profile> = {}): Profile => ({
  ...profiles[name],
  ...patch,
});

/** What the simulator has on paper after these bytes, and what it did not understand. */
export function simulate(bytes: Uint8Array, { columns, fourByteGb18030 }: Profile) {
  const { host, view } = createInstantBench({ columns, charset: fourByteGb18030 ? 'gb18030' : 'gbk' });
  host.send(bytes);
  return { ...view(), heard: host.heard() };
}
