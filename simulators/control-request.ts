import { z } from 'zod';
import { parse } from './action.js';
import { checkFaults } from './faults.js';
import type { Simulator } from './simulator.js';

export type ControlReply =
  | { readonly ok: true; readonly view?: unknown; readonly result?: unknown; readonly simulators?: unknown }
  | { readonly ok: false; readonly error: string };

const request = z.union(
  [
    z.strictObject({ list: z.literal(true) }),
    z.strictObject({ id: z.string(), view: z.literal(true) }),
    z.strictObject({ id: z.string(), set: z.record(z.string(), z.unknown()) }),
    z.strictObject({
      id: z.string(),
      action: z.string(),
      args: z.record(z.string(), z.unknown()).default({}),
    }),
    z.strictObject({ id: z.string(), restart: z.literal(true) }),
  ],
  {
    error:
      'allowed is one of {"list":true}, {"id":ID,"view":true}, {"id":ID,"set":{KNOB:VALUE}}, ' +
      '{"id":ID,"action":NAME,"args":{}}, {"id":ID,"restart":true}',
  },
);

/**
 * Does what one control line asks and says how it went; never throws. All but `list` answer with the view as it is
 * afterwards; `action` adds what the action returned, `list` gives id, kind, actions and knobs of every simulator.
 * @param line undefined when the line was too long to be kept.
 */
export async function answerControl(
  simulators: Readonly<Record<string, Simulator>>,
  line: string | undefined,
): Promise<ControlReply> {
  try {
    if (line === undefined) throw new Error('the line is longer than 65536 bytes');
    return await perform(simulators, parse(request, fromJson(line)));
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

async function perform(
  simulators: Readonly<Record<string, Simulator>>,
  asked: z.output<typeof request>,
): Promise<ControlReply> {
  if ('list' in asked) return { ok: true, simulators: Object.entries(simulators).map(describe) };
  const simulator = named(simulators, 'simulator', asked.id);
  let result: unknown;
  if ('set' in asked) simulator.setFaults(checkFaults(asked.set));
  if ('action' in asked) result = await named(simulator.actions, `action of ${asked.id}`, asked.action)(asked.args);
  if ('restart' in asked) simulator.restart();
  return { ok: true, view: simulator.view(), ...(result === undefined ? {} : { result }) };
}

function describe([id, { kind, actions, faults }]: [string, Simulator]) {
  return { id, kind, actions: Object.keys(actions), faults: { ...faults } };
}

function named<Value>(table: Readonly<Record<string, Value>>, what: string, name: string): Value {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found) return found;
  throw new Error(`no ${what} "${name}", allowed are ${Object.keys(table).join(', ') || 'none'}`);
}

function fromJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error('the line is not JSON');
  }
}
