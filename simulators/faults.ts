import type { FaultKnobs } from './simulator.js';

type Knob = { readonly type: 'boolean' } | { readonly type: 'integer'; readonly max: number };

const knobs: Readonly<Record<keyof FaultKnobs, Knob>> = {
  unplugged: { type: 'boolean' },
  silent: { type: 'boolean' },
  lateMs: { type: 'integer', max: 600_000 },
  splitBytes: { type: 'integer', max: 65_536 },
  garbageBytes: { type: 'integer', max: 4_096 },
  flipBit: { type: 'boolean' },
  wrongAddress: { type: 'boolean' },
  echo: { type: 'boolean' },
};

export function noFaults(): FaultKnobs {
  return {
    unplugged: false,
    silent: false,
    lateMs: 0,
    splitBytes: 0,
    garbageBytes: 0,
    flipBit: false,
    wrongAddress: false,
    echo: false,
  };
}

/** Gives the patch back when every knob exists and has a legal value; throws an Error that names the first that has not. */
export function checkFaults(patch: unknown): Partial<FaultKnobs> {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw new Error(`knobs: got ${JSON.stringify(patch)}, allowed is an object of ${Object.keys(knobs).join(', ')}`);
  }
  for (const [name, value] of Object.entries(patch)) {
    const knob = Object.hasOwn(knobs, name) ? knobs[name as keyof FaultKnobs] : undefined;
    if (!knob) throw new Error(`unknown knob "${name}", allowed are ${Object.keys(knobs).join(', ')}`);
    if (!fits(knob, value)) {
      const allowed = knob.type === 'boolean' ? 'true or false' : `an integer from 0 to ${knob.max}`;
      throw new Error(`knob "${name}": got ${JSON.stringify(value)}, allowed is ${allowed}`);
    }
  }
  return patch;
}

/** As `checkFaults`, for a simulator on which only some knobs mean anything, `what` with its article. */
export function checkKnown(what: string, known: readonly (keyof FaultKnobs)[], patch: unknown): Partial<FaultKnobs> {
  const checked = checkFaults(patch);
  const strange = Object.entries(checked).find(([name, value]) => value && !known.includes(name as keyof FaultKnobs));
  if (strange) throw new Error(`knob "${strange[0]}": ${what} has none, allowed are ${known.join(', ')}`);
  return checked;
}

function fits(knob: Knob, value: unknown): boolean {
  if (knob.type === 'boolean') return typeof value === 'boolean';
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= knob.max;
}
