import type { Hall, HallParts } from './compose.js';

/** The hall of a branch that has one; its code is loaded by those who want it only. */
export async function openHall(parts: Omit<HallParts, 'hall'>): Promise<Hall | undefined> {
  const { hall } = parts.config;
  if (!hall) return undefined;
  const { composeHall } = await import('./compose.js');
  return composeHall({ ...parts, hall });
}
