import { defineDriver } from '../../driver.js';
import { type TicketPrinterContext, ticketPrinterContract } from '../contract.js';
import { alarmDeclarations } from './diagnosis.js';
import { type EscposOptions, escposOptionsSchema } from './options.js';
import { EscposSession } from './session.js';

/** Thermal ticket printers that speak ESC/POS, over RS-232, TCP 9100 or the USB printer device. */
export const escposPrinter = defineDriver({
  class: 'ticket-printer',
  name: 'escpos',
  title: 'ESC/POS thermal ticket printers: text, Chinese, QR, cut, DLE EOT status',
  contract: ticketPrinterContract,
  options: escposOptionsSchema,
  linkKind: 'stream',
  linkTypes: ['tcp', 'serial', 'usb-printer'],
  alarms: alarmDeclarations,
  contact: { alarm: 'printer-offline', failures: 3, successes: 2, confirmIntervalMs: 1_000 },
  commands: ['print', 'reprint', 'resolve', 'report', 'test'],
  open: async (context: TicketPrinterContext<EscposOptions, 'stream'>) => new EscposSession(context),
});
