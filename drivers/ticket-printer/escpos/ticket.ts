import type { PrintArgs } from '../contract.js';
import type { Profile } from './profiles.js';
import { type Sheet, SheetComposer } from './sheet.js';

export type Language = 'zh' | 'en';

/** What goes on a ticket beside the customer's data. */
export interface TicketStyle {
  readonly profile: Profile;
  readonly language: Language;
  /** Name of the branch; empty for none. */
  readonly title: string;
  /** As printed, e.g. `2026-11-23 09:00`. */
  readonly printedAt: string;
}

/** Largest size of the number: readable from across the hall on 80 mm paper. */
const largestNumber = 6;

const words = {
  zh: {
    yourNumber: '您的号码',
    waitingAhead: (count: number) => `前方等待 ${count} 人`,
    expectedWait: (minutes: number) => `预计等待 ${minutes === 0 ? '不到1分钟' : `约${minutes}分钟`}`,
  },
  en: {
    yourNumber: 'Your number',
    waitingAhead: (count: number) => `Waiting ahead: ${count}`,
    expectedWait: (minutes: number) => `Expected wait: ${minutes === 0 ? 'under 1 min' : `about ${minutes} min`}`,
  },
};

/** The standard queue ticket, from data to bytes. */
export function ticketSheet(ticket: Omit<PrintArgs, 'ticketId' | 'template'>, style: TicketStyle): Sheet {
  const { yourNumber, waitingAhead, expectedWait } = words[style.language];
  const sheet = new SheetComposer(style.profile);
  if (style.title.trim() !== '') sheet.text(style.title, { bold: true }).rule();
  sheet.text(yourNumber).headline(ticket.number, largestNumber).text(ticket.service, { factor: 2 }).feed(1);
  if (ticket.waitingAhead !== undefined) sheet.text(waitingAhead(ticket.waitingAhead));
  if (ticket.expectedWaitMinutes !== undefined) sheet.text(expectedWait(ticket.expectedWaitMinutes));
  if (ticket.qr !== undefined) sheet.feed(1).qr(ticket.qr);
  return sheet.rule().text(style.printedAt).cut();
}

/** Makes the printed time: `YYYY-MM-DD HH:MM` on the branch's own clock. Throws a RangeError on an unknown timezone. */
export function timePrinter(timezone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (ms) => {
    const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    return `${part['year']}-${part['month']}-${part['day']} ${part['hour']}:${part['minute']}`;
  };
}
