import type { ContactRule } from '../../driver.js';
import { contactAlarm } from './alarms.js';

export const contactRule: ContactRule = { alarm: contactAlarm, failures: 3, successes: 2, confirmIntervalMs: 2_000 };
