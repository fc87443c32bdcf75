import type { ResolvedConfig } from '../config/schema.js';
import { wholesOf } from '../devices/wholes.js';

/** A terminal whose figures are kept, with the devices it is made of. */
export interface Terminal {
  readonly id: string;
  readonly parts: readonly string[];
}

/** Every device of class terminal but those that are a part of another: a customer meets the whole. */
export function terminalsOf({ devices }: Pick<ResolvedConfig, 'devices'>): Terminal[] {
  const wholes = wholesOf(devices);
  return devices
    .filter(({ id, driver }) => driver.class === 'terminal' && !wholes.has(id))
    .map(({ id, driver, options }) => ({ id, parts: driver.parts?.(options) ?? [] }));
}
