import { type Cell, drawSign, type Glass } from './alpha-glass.js';
import type { Receiver } from './alpha-line.js';
import type { FileKind } from './alpha-memory.js';
import type { AlphaSign } from './alpha-sign.js';
import { type AlphaSettings, percentOf } from './alpha-special.js';
import { type Position, readPages } from './alpha-text.js';

export interface AlphaView extends Glass {
  readonly files: readonly AlphaFileView[];
  /** Percent of full brightness. */
  readonly dimming: number;
  /** The sign's own clock, `2026-11-23 10:30:45`. */
  readonly clock: string;
  /** 1 = Sunday to 7, as the sign believes. */
  readonly weekday: number;
  readonly timeFormat: '12h' | '24h';
  readonly speaker: 'on' | 'off';
  readonly acknowledges: boolean;
  readonly address: string;
  /** The serial error status with bit 6. */
  readonly status: number;
  /** Whether host and sign agree on the serial format. */
  readonly heard: 'clear' | 'garbled';
  readonly tripwires: AlphaSettings['tripwires'];
}

export interface AlphaFileView {
  readonly label: string;
  readonly kind: FileKind;
  readonly size: number;
  /** Without control codes, STRING files put in, lines joined by a line feed. */
  readonly text: string;
  /** Of the first page of a TEXT file that is not empty. */
  readonly position?: Position;
}

export function viewSign(from: {
  readonly sign: AlphaSign;
  readonly receiver: Receiver;
  readonly columns: number;
  readonly rows: number;
  readonly dead: readonly Cell[];
  readonly now: number;
}): AlphaView {
  const { sign, receiver, ...glass } = from;
  const { memory, clock, settings } = sign;
  const pagesOf = (content: string) => readPages(content, (label) => memory.read('string', label));
  return {
    ...drawSign({ ...glass, pages: memory.onShow().flatMap(pagesOf) }),
    files: memory.list().map(({ label, kind, size, content }) => {
      const pages = pagesOf(content);
      const [first] = kind === 'text' ? pages : [];
      const text = pages.flatMap(({ lines }) => lines).join('\n');
      return { label, kind, size, text, ...(first && { position: first.position }) };
    }),
    dimming: percentOf(settings.dimming),
    clock: clock.text(),
    weekday: Number(clock.weekday()),
    timeFormat: settings.timeFormat === 'S' ? '12h' : '24h',
    speaker: settings.speaker ? 'on' : 'off',
    acknowledges: settings.acknowledges,
    address: settings.address,
    status: 0x40 | settings.errors,
    heard: receiver.troubles() === 0 ? 'clear' : 'garbled',
    tripwires: { ...settings.tripwires },
  };
}
