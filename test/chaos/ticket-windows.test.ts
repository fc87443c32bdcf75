import { afterEach, describe, it } from 'vitest';
import { openPrintingHall, type PrintingHall } from '../support/printing-hall.js';
import { ticketForm, ticketOf } from '../support/ticket-form.js';
import { judge } from '../support/ticket-ledger.js';

let hall: PrintingHall;
afterEach(() => hall?.end());

describe('x', () => {
  it('prints', async () => {
    hall = await openPrintingHall({ printers: [{}], form: ticketForm, seed: 1 });
    const [printer] = hall.printers;
    await hall.until(printer!, (s) => s['operating'] === 'online');
    const reply = await hall.order(printer!, 'print', ticketOf(1));
    console.log(reply);
    console.log(printer!.tray.of('R00001'));
    console.log(hall.ledger.accounts, judge(hall.ledger.account('t-R00001'), printer!.tray.of('R00001')));
  });
});
