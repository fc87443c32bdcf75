import type { DriverContext } from '../../driver.js';
import type { BoardMeans } from '../contract.js';
import type { DigitsOptions } from './options.js';

export type DigitsContext = DriverContext<DigitsOptions, 'bus'> & BoardMeans;
