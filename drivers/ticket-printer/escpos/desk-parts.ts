import type { DriverContext } from '../../driver.js';
import type { Monitor } from './monitor.js';
import type { EscposOptions } from './options.js';
import type { ProcessIds } from './process-ids.js';
import type { Profile } from './profiles.js';
import type { Trust } from './trust.js';
import type { Turns } from './turns.js';
import type { PrinterWire } from './wire.js';

/** What every part of the desk works with. */
export interface DeskParts {
  readonly context: DriverContext<EscposOptions, 'stream'>;
  readonly profile: Profile;
  readonly wire: PrinterWire;
  readonly turns: Turns;
  readonly monitor: Monitor;
  readonly ids: ProcessIds;
  readonly trust: Trust;
}
