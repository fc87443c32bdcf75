import type { DriverContext } from '../../driver.js';
import type { TerminalService } from '../contract.js';
import { modulesOf, type Reading } from './findings.js';
import type { NutOptions } from './options.js';
import type { Figures } from './reading.js';
import { mainsOf } from './status.js';

/** Publishes what a UPS says: a change of its status at once, figures now and then. */
export interface Teller {
  reading(reading: Reading, service: TerminalService): void;
  /** As last told. */
  service(): TerminalService;
}

/** Voltages move at every reading; a retained topic is not for that. */
export function createTeller({ options, clock, state, measurement }: DriverContext<NutOptions, 'stream'>): Teller {
  let measuredAt: number | undefined;
  let lastStatus: string | undefined;
  let shown: { figures: Figures; variables: Record<string, string> } = { figures: {}, variables: {} };
  let told: TerminalService = 'unknown';
  return {
    service: () => told,
    reading(reading, service) {
      const { tokens, variables, figures, mainsBefore } = reading;
      const status = tokens.join(' ');
      const now = clock.monotonic();
      const due = measuredAt === undefined || now - measuredAt >= options.measurementSeconds * 1_000;
      if (due || status !== lastStatus) {
        const named = options.variables.flatMap((name) => {
          const value = variables.get(name);
          return value === undefined ? [] : [[name, value] as const];
        });
        shown = { figures, variables: Object.fromEntries(named) };
      }
      lastStatus = status;
      told = service;
      const seen = mainsOf(tokens);
      const onBattery = (seen === 'unknown' ? mainsBefore : seen) === 'lost';
      const ups = { status: tokens, onBattery, ...shown.figures };
      state({
        reachable: true,
        service,
        modules: modulesOf(reading),
        ups: options.variables.length > 0 ? { ...ups, variables: shown.variables } : ups,
      });
      if (!due) return;
      measuredAt = now;
      if (Object.keys(figures).length > 0) measurement({ ups: { onBattery, ...figures } });
    },
  };
}
