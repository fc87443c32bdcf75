import type { HoursMeans } from '../../branch-hours.js';
import type { DriverContext } from '../../driver.js';
import type { DigitsOptions } from './options.js';

export type DigitsContext = DriverContext<DigitsOptions, 'bus'> & HoursMeans;
