import type { Picture, SeenZone } from '../board/panel.js';
import { defaultZone } from '../contract.js';
import type { MemoryFile } from './memory.js';
import type { AlphaOptions, ZoneOptions } from './options.js';
import { readText, visible } from './reply.js';
import type { Question, Request, Segment } from './request.js';
import { priorityFile } from './sign.js';

/** Bytes of a priority TEXT file and of a STRING file (led-boards-counters-hid.md 4.1). */
const fileBytes = 125;
/** Whether `1B`, position and mode count among them is not documented. */
const segmentHeadBytes = 3;

/** Which file a zone is, and what is written to it. */
export interface Layout {
  readonly zones: readonly string[];
  /** Characters that fit a zone. */
  readonly longest: number;
  /** `picture` undefined: nothing. */
  write(zone: string, picture: Picture | undefined): Request;
  question(zone: string): Question;
  seen(content: string): SeenZone;
}

/** The whole sign is one zone, the file that goes over everything else. */
export function priorityLayout({ position, mode, whenClear }: AlphaOptions): Layout {
  const nothing: Segment[] = whenClear === 'blank' ? [{ position, mode: 'hold', show: { text: ' ' } }] : [];
  const segments = ({ board, blink }: Picture): Segment[] => [
    { position, mode: blink ? 'flash' : mode, show: { text: board.text } },
  ];
  return {
    zones: [defaultZone],
    longest: fileBytes - segmentHeadBytes,
    write: (_, picture) => ({
      kind: 'write-text',
      label: priorityFile,
      segments: picture ? segments(picture) : nothing,
    }),
    question: () => ({ kind: 'read-text', label: priorityFile }),
    seen: (content) => {
      const { text, isFlashing } = readText(content);
      return { text, blink: isFlashing };
    },
  };
}

/** Each zone is a STRING file, which changes without a flash and cannot blink. */
export function stringLayout(zones: Readonly<Record<string, ZoneOptions>>): Layout {
  const label = (zone: string) => zones[zone]?.string ?? '';
  return {
    zones: Object.keys(zones),
    longest: fileBytes,
    write: (zone, picture) => ({ kind: 'write-string', label: label(zone), text: picture?.board.text ?? '' }),
    question: (zone) => ({ kind: 'read-string', label: label(zone) }),
    seen: (content) => ({ text: visible(content) }),
  };
}

/** The TEXT file that shows the STRING files. */
export const frameFile = 'A';

/** All lines in one screen: parts with a position of their own might come one after another. */
export function frameSegments(zones: Readonly<Record<string, ZoneOptions>>): Segment[] {
  const places = Object.values(zones);
  const count = Math.max(...places.map(({ line }) => line));
  const lines = Array.from({ length: count }, (_, index) => places.find(({ line }) => line === index + 1)?.string);
  return [{ position: 'fill', mode: 'hold', show: { lines } }];
}

/** What the memory of the sign must hold for these zones. */
export function neededFiles(zones: Readonly<Record<string, ZoneOptions>>): MemoryFile[] {
  const strings = Object.values(zones).map(
    ({ string }) => ({ label: string, type: 'string', bytes: fileBytes }) as const,
  );
  return [{ label: frameFile, type: 'text', bytes: 64 }, ...strings];
}
