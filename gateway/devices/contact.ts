import type { ContactRule } from '../../drivers/index.js';

/** Operating axis of a device (DESIGN.md section 5). */
export type Operating = 'unknown' | 'connecting' | 'online' | 'degraded' | 'offline';

/** What is known about contact with a device; plain data, changed only by the functions below. */
export interface Contact {
  readonly operating: Operating;
  /** Failures in a row. */
  readonly failures: number;
  /** Successes in a row since contact was lost. */
  readonly successes: number;
}

export const noContactYet: Contact = { operating: 'unknown', failures: 0, successes: 0 };

/** A first attempt begins; a device that is offline stays offline until it answers. */
export function attempting(contact: Contact): Contact {
  return contact.operating === 'unknown' ? { ...contact, operating: 'connecting' } : contact;
}

/** The device answered. After a loss it takes `rule.successes` answers in a row to be online again. */
export function answered(contact: Contact, rule: ContactRule): Contact {
  const returning = contact.operating === 'offline' || (contact.operating === 'degraded' && contact.successes > 0);
  const successes = returning ? contact.successes + 1 : 0;
  const back = !returning || successes >= rule.successes;
  return { operating: back ? 'online' : 'degraded', failures: 0, successes: back ? 0 : successes };
}

/**
 * The device did not answer. `rule.failures` in a row make it offline; before that it is degraded.
 * @param unanswered how many requests of any kind it has left unanswered in a row, where that is known
 */
export function failed(contact: Contact, rule: ContactRule, unanswered = 0): Contact {
  const failures = Math.max(contact.failures + 1, unanswered);
  const returning = contact.operating === 'degraded' && contact.successes > 0;
  const lost = failures >= rule.failures || contact.operating === 'offline' || returning;
  if (lost) return { operating: 'offline', failures, successes: 0 };
  const operating = contact.operating === 'unknown' || contact.operating === 'connecting' ? 'connecting' : 'degraded';
  return { operating, failures, successes: 0 };
}

/** True while one more answer or failure decides: the next attempt comes after `rule.confirmIntervalMs`. */
export function inDoubt(contact: Contact): boolean {
  return contact.operating === 'connecting' || contact.operating === 'degraded';
}
