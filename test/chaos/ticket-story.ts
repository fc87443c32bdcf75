import { expect } from 'vitest';
import type { Paper } from '../support/papers.js';
import {
  type HallOptions,
  type HallPrinter,
  openPrintingHall,
  type PrinterPlan,
  type PrintingHall,
  type Reply,
  type TicketArgs,
} from '../support/printing-hall.js';
import { ticketForm, ticketOf } from '../support/ticket-form.js';
import { judge, type Word } from '../support/ticket-ledger.js';

/** A printer that confirms by its process IDs, drops what it has when told to, and counts its cuts. */
export const epson: PrinterPlan = { options: { profile: 'epson-tm' } };
/** One of the many that do none of this. */
export const plain: PrinterPlan = { options: { profile: 'generic-80' }, unit: { profile: 'liar' } };
/** Counts its cuts, and cannot drop what it has. */
export const citizen: PrinterPlan = { options: { profile: 'citizen' }, unit: { profile: 'no-clear' } };

type Named = Pick<TicketArgs, 'number'>;

/** One printer, one gateway, and what becomes of a few tickets. */
export class Story {
  readonly hall: PrintingHall;
  readonly printer: HallPrinter;

  constructor(hall: PrintingHall, printer: HallPrinter) {
    this.hall = hall;
    this.printer = printer;
  }

  order(ticket: TicketArgs): Promise<Reply> {
    return this.hall.order(this.printer, 'print', ticket);
  }

  /** What a person says who has looked at the outlet. */
  resolve({ ticketId, number }: TicketArgs, outcome: 'printed' | 'not-printed'): Promise<Reply> {
    return this.hall.order(this.printer, 'resolve', { ticketId, number, outcome });
  }

  reprint({ ticketId, number }: TicketArgs): Promise<Reply> {
    return this.hall.order(this.printer, 'reprint', { ticketId, number, reason: '顾客要求' });
  }

  /** Resolves when the line has stopped there; a ticket without that place would be waited for in vain. */
  async reached(stop: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const never = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('the line never came to this place')), 10_000);
    });
    await Promise.race([stop, never]).finally(() => clearTimeout(timer));
  }

  /** Resolves when the gateway has acknowledged the request. */
  async accepted({ ticketId }: TicketArgs): Promise<void> {
    const accepted = () => this.hall.ledger.account(ticketId).accepted.length;
    await expect.poll(accepted, { timeout: 10_000, interval: 1 }).toBeGreaterThan(0);
  }

  /** The power of the branch computer goes, in this tick, and comes back. */
  async killAndStart(): Promise<void> {
    await this.hall.kill();
    await this.hall.start();
    await this.online();
  }

  online(): Promise<void> {
    return this.hall.until(this.printer, ({ operating }) => operating === 'online', 30_000);
  }

  ready(): Promise<void> {
    return this.hall.until(this.printer, ({ operating, ready }) => operating === 'online' && ready === true, 30_000);
  }

  /** Resolves when the gateway has said this about the ticket. */
  async said({ ticketId }: TicketArgs, wanted: Partial<Word>): Promise<void> {
    const fits = (word: Word) =>
      Object.entries(wanted).every(([field, value]) => (word as Record<string, unknown>)[field] === value);
    await this.hall.ledger.word(ticketId, fits, 30_000);
  }

  /** Resolves when an alarm of this type is raised on the printer. */
  async raised(alarmType: string): Promise<void> {
    const topic = `/alarm/${this.printer.id}/${alarmType}`;
    await this.hall.centre.expect(alarmType, (arrival) => arrival.topic.endsWith(topic) && arrival.payload !== '');
  }

  neverSaid({ ticketId }: TicketArgs, name: string): void {
    const { words } = this.hall.ledger.account(ticketId);
    expect(words.filter((word) => word.kind === 'event' && word.name === name)).toEqual([]);
  }

  /** Resolves when these tickets, and no others, wait for somebody who looks. */
  waiting(...tickets: TicketArgs[]): Promise<void> {
    const wanted = tickets.map(({ ticketId }) => ticketId).join();
    return this.hall.until(this.printer, (state) => ticketsIn(state['unknownTickets']).join() === wanted);
  }

  /** Every piece of paper with this number. */
  papers({ number }: Named): Paper[] {
    return this.printer.tray.of(number);
  }

  /** Those of them that are a ticket. */
  whole(ticket: Named): Paper[] {
    return this.papers(ticket).filter(({ isWhole, isCut }) => isWhole && isCut);
  }

  /** Resolves when a line with this text is on the paper that hangs in the printer. */
  async printedSome(text = ''): Promise<void> {
    const isThere = () => this.printer.view().uncut.some((line) => line.text.includes(text));
    await expect.poll(isThere, { timeout: 10_000, interval: 5 }).toBe(true);
  }

  /** Resolves when nothing is in the printer any more that could still come out. */
  async atRest(): Promise<void> {
    const isAtRest = () => this.printer.view().power === 'on' && !this.printer.view().printing;
    await expect.poll(isAtRest, { timeout: 20_000, interval: 5 }).toBe(true);
  }

  /** The printer prints the next ticket as if nothing had been, and nothing was lost or doubled in silence. */
  async isSound(): Promise<void> {
    const next = ticketOf(99_999);
    await this.ready();
    expect(await this.order(next)).toMatchObject({ status: 'succeeded', copyIndex: 0 });
    await this.atRest();
    expect(this.papers(next)).toMatchObject([{ isWhole: true, isCut: true, copyIndex: 0 }]);
    const { accounts } = this.hall.ledger;
    expect(accounts.flatMap((account) => judge(account, this.papers(account)))).toEqual([]);
  }

  end(): Promise<void> {
    return this.hall.end();
  }
}

/** The ids in a list of the device's state; absent = none. */
export function ticketsIn(list: unknown): string[] {
  return ((list ?? []) as { ticketId: string }[]).map(({ ticketId }) => ticketId);
}

export async function openStory(plan: PrinterPlan, folder?: HallOptions['folder']): Promise<Story> {
  const hall = await openPrintingHall({ printers: [plan], form: ticketForm, seed: 1, ...(folder ? { folder } : {}) });
  const [printer] = hall.printers;
  if (!printer) throw new Error('a hall without a printer');
  const story = new Story(hall, printer);
  await story.ready();
  return story;
}
