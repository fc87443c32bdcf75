import type { PrintArgs } from '../contract.js';

/** What every ticket may carry; the fields of a print command beside these have names of their own. */
export const standardFields = [
  'number',
  'service',
  'waitingAhead',
  'expectedWaitMinutes',
  'qr',
  'ticketId',
  'branch',
  'date',
  'time',
] as const;

/** 1 to 32 letters (of any script), digits and "_", a letter first, and none of the standard names. */
export const ownFieldName = new RegExp(`^(?!(?:${standardFields.join('|')})$)\\p{L}[\\p{L}\\p{N}_]{0,31}$`, 'u');

/** The values of one ticket by field name; a name that is not there is a field the ticket does not have. */
export type TicketData = ReadonlyMap<string, string>;

/** What a ticket says beside the customer's data. */
export interface TicketOccasion {
  /** Name of the branch; empty for none. */
  readonly branch: string;
  /** `YYYY-MM-DD HH:MM` on the branch's own clock. */
  readonly printedAt: string;
}

export function ticketData(
  { template: _layout, fields, ...standard }: PrintArgs,
  { branch, printedAt }: TicketOccasion,
): TicketData {
  const [date = '', time = ''] = printedAt.split(' ');
  const given = Object.entries({ ...fields, ...standard, branch, date, time });
  return new Map(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}
