import { z } from 'zod';
import { action } from '../action.js';
import type { Action } from '../simulator.js';
import type { Timers } from '../timers.js';
import type { Lines } from './escpos-lines.js';
import type { EscposOptions } from './escpos-options.js';
import { dotsPerMm } from './escpos-paper.js';
import type { Printer } from './escpos-printer.js';
import { isOffline } from './escpos-status.js';

/** ms an answer needs to reach the host before its connection is reset. */
const hangUpMs = 20;

/** What a person in the hall, or wear, does to the printer; lengths in mm. */
export function createActions(options: {
  readonly printer: Printer;
  readonly settings: EscposOptions;
  readonly timers: Timers;
  readonly power: { readonly isOn: boolean; off(): void; on(): void };
  readonly lines: Lines;
  /** Ends every connection. */
  readonly hangUp: () => void;
}): Readonly<Record<string, Action>> {
  const { printer, settings, timers, power, lines, hangUp } = options;
  const { health, paper, answers, tripwires } = printer;
  let cooling: { cancel(): void } | undefined;

  const backMs = z
    .int()
    .min(0)
    .max(86_400_000)
    .optional()
    .describe('ms until the power is back; absent = it stays away');
  const powerCut = (back: number | undefined) => {
    power.off();
    if (back !== undefined) timers.after(back, () => power.on());
  };

  return {
    'paper-low': action({}, () => health.roll(settings.nearEndMm)),
    'paper-out': action(
      { afterMm: z.int().min(0).max(100_000).default(0).describe('mm of paper left on the roll') },
      ({ afterMm }) => health.roll(afterMm),
    ),
    /** The end of the old roll, with what is printed on it, is taken out. */
    'load-paper': action(
      { mm: z.int().min(1).max(500_000).default(settings.rollMm).describe('mm on the new roll') },
      ({ mm }) => {
        paper.tear();
        health.roll(mm);
      },
    ),
    'open-cover': action(
      { afterMm: z.number().min(0).max(100_000).optional().describe('mm of paper from now; absent = at once') },
      ({ afterMm }) => {
        if (afterMm === undefined) return health.set({ coverOpen: true });
        tripwires.add(afterMm * dotsPerMm, () => health.set({ coverOpen: true }));
      },
    ),
    'close-cover': action({}, () => health.set({ coverOpen: false })),
    /** Takes the printer offline without any cause that its status would tell. */
    'offline-button': action({ on: z.boolean().default(true).describe('false: back online') }, ({ on }) =>
      health.set({ paused: on }),
    ),
    /** Scrap holds the blade: seen at once, or when the next cut fails. */
    'jam-cutter': action({ at: z.enum(['now', 'next-cut']).default('now').describe('when it is seen') }, ({ at }) => {
      health.jammed = true;
      if (at === 'now') health.set({ cutter: true });
    }),
    /** The scrap is out. Without `resume` the error stays until the host recovers, or the power is cut. */
    'clear-cutter': action(
      { resume: z.boolean().default(true).describe('true: the error is over as well') },
      ({ resume }) => {
        health.jammed = false;
        if (resume) health.set({ cutter: false });
      },
    ),
    overheat: action(
      { seconds: z.number().min(0.001).max(86_400).describe('until it has cooled by itself') },
      ({ seconds }) => {
        cooling?.cancel();
        cooling = timers.after(seconds * 1_000, () => health.set({ headHot: false }));
        health.set({ headHot: true });
      },
    ),
    fault: action(
      {
        kind: z.enum(['mechanical', 'unrecoverable']).default('unrecoverable').describe('a paper jam, or the hardware'),
        on: z.boolean().default(true).describe('false: it is mended'),
      },
      ({ kind, on }) => health.set({ [kind]: on }),
    ),
    'power-off': action({ backMs }, ({ backMs: back }) => powerCut(back)),
    'power-on': action({}, () => power.on()),
    /** The power goes in the middle of the next job: what was received or printed until then is all there is. */
    'power-cut': action(
      {
        atByte: z.int().min(1).max(10_000_000).optional().describe('with this byte from now as the last one taken'),
        atMm: z.number().min(0).max(100_000).optional().describe('when this much more paper has moved, mm'),
        backMs,
      },
      ({ atByte, atMm, backMs: back }) => {
        if ((atByte === undefined) === (atMm === undefined))
          throw new Error('power-cut: give atByte or atMm, one of them');
        if (atByte !== undefined) printer.atByte(atByte, () => powerCut(back));
        if (atMm !== undefined) tripwires.add(atMm * dotsPerMm, () => powerCut(back));
      },
    ),
    /** The host is not ready: process IDs and answers in sequence wait for it, of IDs only the newest. */
    'hold-answers': action({ on: z.boolean().default(true).describe('false: it takes what has waited') }, ({ on }) =>
      answers.hold(on),
    ),
    'wrong-answers': action({ on: z.boolean().default(true).describe('every answer is random bytes') }, ({ on }) =>
      answers.confuse(on),
    ),
    /** The board has lost its side of every connection without saying so; it may refuse new ones for a while. */
    'half-open': action(
      { refuseMs: z.int().min(0).max(3_600_000).default(0).describe('ms without new connections') },
      ({ refuseMs }) => lines.abandon(refuseMs),
    ),
    /** The dots of one of the newest pictures, for whoever wants to read it: packed rows, the highest bit is left. */
    pixels: action({ digest: z.string().describe('of a picture in the view') }, ({ digest }) => {
      const bitmap = paper.bitmap(digest);
      if (!bitmap) throw new Error(`pixels: no picture ${digest} is among the newest`);
      const { width, height, rows } = bitmap;
      return { width, height, base64: Buffer.from(rows).toString('base64') };
    }),
    'drop-connection': action(
      {
        at: z
          .enum(['now', 'before-id', 'after-id'])
          .default('now')
          .describe('now, or once: instead of telling the next process ID, or right after it'),
      },
      ({ at }) => {
        if (at === 'now') return hangUp();
        printer.atProcessId(at === 'before-id' ? 'before' : 'after', () => {
          // A reset takes back bytes that are still on their way.
          timers.after(at === 'before-id' ? 0 : hangUpMs, hangUp);
        });
      },
    ),
    /** An error is over, and the printer wants its feed button pressed before it goes on; false: somebody has. */
    'await-button': action({ on: z.boolean().default(true).describe('false: it was pressed') }, ({ on }) =>
      health.set({ awaitsButton: on }),
    ),
    /** The presenter holds a ticket out; false: somebody has taken it. */
    'hold-ticket': action({ on: z.boolean().default(true).describe('false: it was taken') }, ({ on }) => {
      if (!settings.presenter) throw new Error('hold-ticket: this unit has no presenter, see the option "presenter"');
      health.set({ held: on });
    }),
    /** As with another firmware: process IDs are read and never told. */
    'swallow-ids': action({ on: z.boolean().default(true).describe('false: they are told again') }, ({ on }) =>
      answers.swallow('process-id', on),
    ),
    /** Does nothing while the printer cannot feed, or the host has switched the button off. */
    'press-feed': action({ ms: z.int().min(1).max(60_000).default(200).describe('ms it is held') }, ({ ms }) => {
      if (!power.isOn || !printer.button || isOffline(health.conditions)) return;
      health.set({ feeding: true });
      timers.after(ms, () => {
        if (!health.conditions.feeding) return;
        printer.feed(Math.round((settings.speed * ms * dotsPerMm) / 1_000));
        health.set({ feeding: false });
      });
    }),
  };
}
