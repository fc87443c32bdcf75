import type { Form } from './papers.js';
import type { TicketArgs } from './printing-hall.js';

/** The tickets of a test: the n-th (0 to 99,999), with all that a standard ticket can have on it. */
export function ticketOf(n: number): TicketArgs {
  const number = `R${String(n).padStart(5, '0')}`;
  return {
    ticketId: `t-${number}`,
    number,
    service: '个人业务',
    waitingAhead: 5,
    expectedWaitMinutes: 12,
    qr: `ticket:${number}`,
  };
}

export const ticketForm: Form = {
  number: /\bR\d{5}\b/g,
  lines: [/您的号码/, /R\d{5}/, /个人业务/, /前方等待/, /预计等待/, /\d{4}-\d\d-\d\d \d\d:\d\d$/],
  qr: true,
};
