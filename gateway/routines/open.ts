import type { Routines, RoutinesParts } from './compose.js';

/** The routines of a branch that wants them; their code is loaded by those who want it only. */
export async function openRoutines(parts: Omit<RoutinesParts, 'routines'>): Promise<Routines | undefined> {
  const { routines } = parts.config;
  if (!routines) return undefined;
  const { composeRoutines } = await import('./compose.js');
  return composeRoutines({ ...parts, routines });
}
