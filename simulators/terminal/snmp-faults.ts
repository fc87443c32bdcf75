import { checkFaults } from '../faults.js';
import type { FaultKnobs } from '../simulator.js';

const known: readonly string[] = ['unplugged', 'silent', 'lateMs', 'flipBit'] satisfies (keyof FaultKnobs)[];

/** The patch, when its knobs mean something to datagrams; throws an Error that names the first that does not. */
export function checkSnmpFaults(patch: unknown): Partial<FaultKnobs> {
  const checked = checkFaults(patch);
  const strange = Object.entries(checked).find(([name, value]) => value && !known.includes(name));
  if (strange) throw new Error(`knob "${strange[0]}": an SNMP agent has none, allowed are ${known.join(', ')}`);
  return checked;
}
