import type { HoursMeans } from '../../branch-hours.js';
import type { DriverContext } from '../../driver.js';
import type { BoardOptions } from './options.js';

/** What the common part of a board uses of its world; the line is the protocol's business. */
export type BoardContext = Omit<DriverContext<BoardOptions>, 'link'> & HoursMeans;
