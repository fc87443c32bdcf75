import { z } from 'zod';
import { action } from '../action.js';
import type { Action } from '../simulator.js';
import type { Timers } from '../timers.js';
import type { EscposOptions } from './escpos-options.js';
import { dotsPerMm } from './escpos-paper.js';
import type { Printer } from './escpos-printer.js';
import { isOffline } from './escpos-status.js';

/** What a person in the hall, or wear, does to the printer; lengths in mm. */
export function createActions(options: {
  readonly printer: Printer;
  readonly settings: EscposOptions;
  readonly timers: Timers;
  readonly power: { readonly isOn: boolean; off(): void; on(): void };
}): Readonly<Record<string, Action>> {
  const { printer, settings, timers, power } = options;
  const { health, paper } = printer;
  let cooling: { cancel(): void } | undefined;

  return {
    'paper-low': action({}, () => health.roll(settings.nearEndMm)),
    'paper-out': action({ afterMm: z.int().min(0).max(100_000).default(0) }, ({ afterMm }) => health.roll(afterMm)),
    /** The end of the old roll, with what is printed on it, is taken out. */
    'load-paper': action({ mm: z.int().min(1).max(500_000).default(settings.rollMm) }, ({ mm }) => {
      paper.tear();
      health.roll(mm);
    }),
    'open-cover': action({}, () => health.set({ coverOpen: true })),
    'close-cover': action({}, () => health.set({ coverOpen: false })),
    /** Scrap holds the blade: seen at once, or when the next cut fails. */
    'jam-cutter': action({ at: z.enum(['now', 'next-cut']).default('now') }, ({ at }) => {
      health.jammed = true;
      if (at === 'now') health.set({ cutter: true });
    }),
    /** The scrap is out. Without `resume` the error stays until the host recovers, or the power is cut. */
    'clear-cutter': action({ resume: z.boolean().default(true) }, ({ resume }) => {
      health.jammed = false;
      if (resume) health.set({ cutter: false });
    }),
    overheat: action({ seconds: z.number().min(0.001).max(86_400) }, ({ seconds }) => {
      cooling?.cancel();
      cooling = timers.after(seconds * 1_000, () => health.set({ headHot: false }));
      health.set({ headHot: true });
    }),
    fault: action(
      { kind: z.enum(['mechanical', 'unrecoverable']).default('unrecoverable'), on: z.boolean().default(true) },
      ({ kind, on }) => health.set({ [kind]: on }),
    ),
    'power-off': action({}, () => power.off()),
    'power-on': action({}, () => power.on()),
    /** Does nothing while the printer cannot feed. */
    'press-feed': action({ ms: z.int().min(1).max(60_000).default(200) }, ({ ms }) => {
      if (!power.isOn || isOffline(health.conditions)) return;
      health.set({ feeding: true });
      timers.after(ms, () => {
        if (!health.conditions.feeding) return;
        printer.feed(Math.round((settings.speed * ms * dotsPerMm) / 1_000));
        health.set({ feeding: false });
      });
    }),
  };
}
