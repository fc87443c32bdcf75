import { z } from 'zod';
import { type TerminalModule, type TerminalService, terminalModuleSchema, terminalServices } from '../contract.js';
import type { PartView } from '../part-means.js';
import type { PartChoice } from './options.js';
import { printerModule } from './printer-module.js';

/** How far a part can be believed: it answers, its last answer is in doubt, or nobody hears it. */
export type Contact = 'sure' | 'doubtful' | 'none';

/** What a source says of one module. */
export type Saying = Pick<TerminalModule, 'status' | 'detail'>;

/** A part as the merge sees it. */
export interface Source {
  readonly id: string;
  readonly contact: Contact;
  /** Why it is not heard, for people; of those with contact `none`. */
  readonly silence: string;
  /** True where its word on service, maintenance and reach is of this terminal. */
  readonly speaks: boolean;
  readonly inMaintenance: boolean;
  readonly service: TerminalService | undefined;
  readonly reachable: boolean;
  /** By their names here; of a part that is not heard, as they were. */
  readonly modules: ReadonlyMap<string, Saying>;
}

const modulesSchema = z.record(z.string(), terminalModuleSchema);
const serviceSchema = z.enum(terminalServices);

export function sourceOf(choice: PartChoice, view: PartView): Source {
  const { id, admin, operating, since, state } = view;
  const contact = operating === 'online' ? 'sure' : operating === 'degraded' ? 'doubtful' : 'none';
  const service = serviceSchema.safeParse(state['service']);
  return {
    id,
    contact,
    silence: silenceOf(admin, operating, since),
    speaks: choice.service ?? (choice.modules === undefined && !view.shared),
    inMaintenance: admin === 'maintenance',
    service: service.success ? service.data : undefined,
    // A printer says nothing of its reach: that it answers is all there is.
    reachable: contact !== 'none' && state['reachable'] !== false,
    modules: modulesOf(choice, view),
  };
}

function silenceOf(admin: PartView['admin'], operating: PartView['operating'], since: string): string {
  if (admin === 'disabled') return 'is disabled';
  return operating === 'offline' ? `is offline since ${since}` : 'has not been heard yet';
}

function modulesOf({ modules: only, as }: PartChoice, view: PartView): ReadonlyMap<string, Saying> {
  const told = toldBy(view);
  const names = only ?? Object.keys(told);
  return new Map(
    names.map((name) => {
      const { status, detail } = told[name] ?? { status: 'unknown' as const, detail: 'it has told nothing of it' };
      return [as[name] ?? name, { status, ...(detail === undefined ? {} : { detail }) }];
    }),
  );
}

function toldBy({ class: deviceClass, state }: PartView): Readonly<Record<string, Saying>> {
  if (deviceClass === 'ticket-printer') return printerModule(state);
  const modules = modulesSchema.safeParse(state['modules']);
  return modules.success ? modules.data : {};
}
