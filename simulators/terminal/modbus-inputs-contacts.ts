import { z } from 'zod';

export const contactKinds = ['door', 'tamper', 'vibration', 'water', 'smoke', 'mains'] as const;
export type ContactKind = (typeof contactKinds)[number];

/** What hangs on one terminal of the module. */
export const contactSchema = z.strictObject({
  input: z.int().min(0).max(255).describe('terminal of the module, the first is 0'),
  as: z.enum(contactKinds),
  normally: z.enum(['open', 'closed']).default('open').describe('its contact while nothing is wrong'),
});
export type Contact = z.output<typeof contactSchema>;

export interface ContactView {
  readonly input: number;
  readonly as: ContactKind;
  /** The door is open, the sensor has something, the mains are gone. */
  readonly active: boolean;
  readonly bouncing: boolean;
}

/** The wires of a module: what each input reads, and what a person does to the thing at its end. */
export interface Contacts {
  /** Of any input; one with nothing wired to it reads 0. */
  reads(input: number): boolean;
  /** Throws an Error when no such thing is wired there. */
  act(kind: readonly ContactKind[], input: number | undefined, active: boolean): void;
  /** A worn contact: every reading is by chance. */
  bounce(input: number, on: boolean): void;
  /** A wire that is cut reads as an open contact. */
  cut(input: number, on: boolean): void;
  view(): ContactView[];
}

export function createContacts(wired: readonly Contact[], random: () => number): Contacts {
  const active = new Set<number>();
  const bouncing = new Set<number>();
  const severed = new Set<number>();
  const at = (input: number) => wired.find((contact) => contact.input === input);
  const setIn = (set: Set<number>, input: number, on: boolean) => {
    if (!at(input)) throw new Error(`input ${input}: nothing is wired to it, wired are ${listOf(wired)}`);
    if (on) set.add(input);
    else set.delete(input);
  };
  return {
    reads(input) {
      const contact = at(input);
      if (!contact || severed.has(input)) return false;
      if (bouncing.has(input)) return random() < 0.5;
      return active.has(input) !== (contact.normally === 'closed');
    },
    act(kinds, input, on) {
      const fits = wired.find((contact) => kinds.includes(contact.as) && (input ?? contact.input) === contact.input);
      if (!fits) throw new Error(`no ${kinds.join(' or ')} at input ${input ?? 'any'}, wired are ${listOf(wired)}`);
      setIn(active, fits.input, on);
    },
    bounce: (input, on) => setIn(bouncing, input, on),
    cut: (input, on) => setIn(severed, input, on),
    view: () => wired.map(({ input, as }) => ({ input, as, active: active.has(input), bouncing: bouncing.has(input) })),
  };
}

function listOf(wired: readonly Contact[]): string {
  return wired.map(({ input, as }) => `${as} ${input}`).join(', ') || 'none';
}
