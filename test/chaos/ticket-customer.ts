import type { HallPrinter, PrintingHall, Reply, TicketArgs } from '../support/printing-hall.js';
import { ticketsIn } from './ticket-story.js';

/** What came of one customer's ticket. */
export interface Errand {
  /** How the printing was finally told; undefined when nobody ever gave in. */
  readonly outcome: 'succeeded' | 'resolved as printed' | 'given up';
  readonly resolved: number;
  readonly asked: number;
}

/** Nobody asks more often. */
const most = 12;
/** What a person takes to try again, at least; ms. */
const thinkMs = 300;
/** Longest time until a printer that is well prints again, over restarts of the gateway; ms. */
const patienceMs = 60_000;

/** Resolves when the printer has nothing in it any more that could still come out. */
async function atRest(printer: HallPrinter): Promise<void> {
  const isAtRest = () => {
    const { power, printing } = printer.view();
    return power === 'on' && !printing;
  };
  for (let ms = 0; !isAtRest(); ms += 20) {
    if (ms > 20_000) throw new Error(`${printer.id} does not come to rest: ${JSON.stringify(printer.view())}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * Gets a ticket as people do: asks until the printer takes it; where nobody can tell, asks once more, and then somebody
 * goes and looks at the outlet and says what lay there.
 */
export async function fetchTicket(
  hall: PrintingHall,
  printer: HallPrinter,
  ticket: TicketArgs,
  mended: () => Promise<void>,
): Promise<Errand> {
  let resolved = 0;
  let before: Reply | undefined;
  for (let asked = 1; asked <= most; asked++) {
    const reply = await hall.order(printer, 'print', ticket);
    if (reply.status === 'succeeded') return { outcome: 'succeeded', resolved, asked };
    await new Promise((resolve) => setTimeout(resolve, thinkMs));
    await mended();
    // What came out torn is printed again without anybody asking.
    const isDone = (state: Record<string, unknown>) =>
      state['operating'] === 'online' &&
      state['ready'] === true &&
      !ticketsIn(state['reprintsDue']).includes(ticket.ticketId);
    await hall.until(printer, isDone, patienceMs);
    if (reply.status === 'unknown' && before?.status === 'unknown') {
      await atRest(printer);
      const outcome = printer.tray.of(ticket.number).some(({ isWhole }) => isWhole) ? 'printed' : 'not-printed';
      const { ticketId, number } = ticket;
      const said = await hall.order(printer, 'resolve', { ticketId, number, outcome });
      if (said.status === 'succeeded') {
        resolved += 1;
        if (outcome === 'printed') return { outcome: 'resolved as printed', resolved, asked };
      }
      before = undefined;
    } else before = reply;
  }
  return { outcome: 'given up', resolved, asked: most };
}
