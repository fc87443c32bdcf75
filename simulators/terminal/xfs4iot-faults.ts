import { checkFaults } from '../faults.js';
import type { FaultKnobs } from '../simulator.js';

const known: readonly string[] = ['unplugged', 'silent', 'lateMs'] satisfies (keyof FaultKnobs)[];

/** The patch, when its knobs mean something to a WebSocket server; throws an Error that names the first that does not. */
export function checkXfs4iotFaults(patch: unknown): Partial<FaultKnobs> {
  const checked = checkFaults(patch);
  const strange = Object.entries(checked).find(([name, value]) => value && !known.includes(name));
  if (!strange) return checked;
  throw new Error(`knob "${strange[0]}": an XFS4IoT terminal has none, allowed are ${known.join(', ')}; see trouble`);
}
