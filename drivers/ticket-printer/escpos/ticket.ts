import type { PrintArgs } from '../contract.js';
import { type Element, plain, type TextStyle } from '../elements.js';

export type Language = 'zh' | 'en';

/** What goes on a ticket beside the customer's data. */
export interface TicketStyle {
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

const large: TextStyle = { ...plain, width: 2, height: 2 };
const line = (text: string, style: TextStyle = plain): Element => ({ kind: 'text', text, align: 'centre', style });

/** The standard queue ticket. */
export function ticketElements(ticket: Omit<PrintArgs, 'ticketId' | 'template'>, style: TicketStyle): Element[] {
  const { yourNumber, waitingAhead, expectedWait } = words[style.language];
  const { number, service, qr } = ticket;
  const hasTitle = style.title.trim() !== '';
  return [
    { kind: 'logo', align: 'centre' },
    ...(hasTitle ? [line(style.title, { ...plain, bold: true }), { kind: 'rule' } as const] : []),
    line(yourNumber),
    { kind: 'headline', text: number, align: 'centre', largest: largestNumber },
    line(service, large),
    { kind: 'feed', lines: 1 },
    ...(ticket.waitingAhead === undefined ? [] : [line(waitingAhead(ticket.waitingAhead))]),
    ...(ticket.expectedWaitMinutes === undefined ? [] : [line(expectedWait(ticket.expectedWaitMinutes))]),
    ...(qr === undefined ? [] : [{ kind: 'qr', text: qr, align: 'centre' } as const]),
    { kind: 'rule' },
    line(style.printedAt),
  ];
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
