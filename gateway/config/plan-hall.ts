import type { ResolvedConfig } from './schema.js';

/** The queue the gateway would keep, or count along. */
export interface PlannedHall {
  readonly mode: 'own' | 'listen';
  readonly services: readonly { readonly id: string; readonly prefix: string; readonly priority: number }[];
  readonly counters: readonly string[];
  /** Where tickets print, the first that can. */
  readonly printers: readonly string[];
  readonly lights: readonly { readonly device: string; readonly shows: string }[];
}

export function planHall(config: Pick<ResolvedConfig, 'hall' | 'devices'>): { hall?: PlannedHall } {
  const { hall } = config;
  if (!hall) return {};
  return {
    hall: {
      mode: hall.mode,
      services: hall.services.map(({ id, prefix, priority }) => ({ id, prefix, priority })),
      counters: hall.counters.map(({ id }) => id),
      printers: hallPrinters(config),
      lights: hall.lights,
    },
  };
}

/** The printers of the hall in the order in which they are tried. */
export function hallPrinters({ hall, devices }: Pick<ResolvedConfig, 'hall' | 'devices'>): readonly string[] {
  if (hall?.printer !== undefined) return [hall.printer];
  return (
    hall?.printers ??
    devices.filter(({ driver, admin }) => driver.class === 'ticket-printer' && admin === 'enabled').map(({ id }) => id)
  );
}

export function hallText({ mode, services, counters, printers, lights }: PlannedHall): string {
  const shown = lights.map(({ device, shows }) => `show the ${shows.replace('-', ' ')} on ${device}`);
  const queue =
    mode === 'listen'
      ? `count the queue along by what is printed on ${printers.join(' and ') || 'no printer'} and called`
      : [
          `keep the queue of ${services.map(serviceText).join(', ')}`,
          `for the counters ${counters.join(', ')}`,
          printers.length === 0 ? 'without paper' : `with tickets from ${printers.join(' or ')}`,
        ].join(' ');
  return [queue, ...shown].join(', ');
}

function serviceText({ id, prefix, priority }: PlannedHall['services'][number]): string {
  return `${id} (${prefix}${priority > 0 ? `, priority ${priority}` : ''})`;
}
