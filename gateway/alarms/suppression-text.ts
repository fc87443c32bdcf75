import type { SuppressionSource } from './alarming-device.js';

/**
 * What `x-suppressed-by` says where it is a device's own business: a window, a mode, or a lost parent. Other words there
 * are those of a shelf or a flood, and theirs to take away.
 */
const ours = /^(?:maintenance|closed|exchange|vendor-mode|parent): /;

export function suppressionText(source: SuppressionSource | 'parent', what: string): string {
  return `${source}: ${what}`;
}

/** True where nothing stands, or what this part of the gateway may replace. */
export function isOurs(by: string | undefined): boolean {
  return by === undefined || ours.test(by);
}

export function isParentText(by: string | undefined): boolean {
  return by?.startsWith('parent: ') ?? false;
}
