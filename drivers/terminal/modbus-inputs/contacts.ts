import type { AlarmCondition } from '../../driver.js';
import type { TerminalModule } from '../contract.js';

export const contactKinds = ['door', 'tamper', 'vibration', 'water', 'smoke', 'mains'] as const;
export type ContactKind = (typeof contactKinds)[number];

/** One input as it is configured. */
export interface Contact {
  readonly input: number;
  readonly as: ContactKind;
  readonly name?: string | undefined;
  readonly normally: 'open' | 'closed';
  readonly module?: string | undefined;
}

interface Meaning {
  readonly alarm: string;
  /** Begins the qualifier, before the name; "" = the name alone. */
  readonly qualifier: string;
  readonly module: string;
  /** Of the module while the contact acts, and what that is called. */
  readonly acting: { readonly status: 'warn' | 'fail'; readonly text: string };
}

/** terminal-health.md 9.4, row "Modbus inputs". */
const meanings: Readonly<Record<ContactKind, Meaning>> = {
  door: {
    alarm: 'cabinet-door-open',
    qualifier: '',
    module: 'cabinet',
    acting: { status: 'warn', text: 'door open' },
  },
  tamper: {
    alarm: 'tamper-or-vibration',
    qualifier: 'tamper',
    module: 'tamper',
    acting: { status: 'fail', text: 'tamper contact acts' },
  },
  vibration: {
    alarm: 'tamper-or-vibration',
    qualifier: 'vibration',
    module: 'tamper-vibration',
    acting: { status: 'fail', text: 'vibration' },
  },
  water: {
    alarm: 'water-or-smoke-detected',
    qualifier: 'water',
    module: 'environment-water',
    acting: { status: 'fail', text: 'water' },
  },
  smoke: {
    alarm: 'water-or-smoke-detected',
    qualifier: 'smoke',
    module: 'environment-smoke',
    acting: { status: 'fail', text: 'smoke' },
  },
  mains: {
    alarm: 'mains-lost-on-battery',
    qualifier: '',
    module: 'mains',
    acting: { status: 'warn', text: 'mains lost' },
  },
};

/** Of its name in the state's modules. */
export function moduleOf({ as, name, module }: Pick<Contact, 'as' | 'name' | 'module'>): string {
  return module ?? joined(meanings[as].module, name);
}

/** The one request that covers all of them; `contacts` has one at least. */
export function spanOf(contacts: readonly Contact[]): { readonly address: number; readonly count: number } {
  const inputs = contacts.map(({ input }) => input);
  const address = Math.min(...inputs);
  return { address, count: Math.max(...inputs) - address + 1 };
}

/** What an input that reads so says. */
export function sayingOf(contact: Contact, reads: boolean): { condition: AlarmCondition; module: TerminalModule } {
  const { as, name, input, normally } = contact;
  const { alarm, qualifier, acting } = meanings[as];
  const active = reads !== (normally === 'closed');
  const detail = `input ${input} reads ${reads ? 1 : 0} (normally ${normally}): ${acting.text}`;
  return {
    condition: { type: alarm, qualifier: joined(qualifier, name), active, ...(active ? { detail } : {}) },
    module: active ? { status: acting.status, detail, source } : { status: 'ok', source },
  };
}

export const source = 'modbus-inputs';

function joined(first: string, second: string | undefined): string {
  return [first, second].filter(Boolean).join('-');
}
