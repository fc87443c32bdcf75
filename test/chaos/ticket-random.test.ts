import { expect, it, onTestFinished } from 'vitest';
import {
  type HallPrinter,
  openPrintingHall,
  type PrinterPlan,
  type PrintingHall,
  type TicketArgs,
} from '../support/printing-hall.js';
import { seededRandom } from '../support/random.js';
import { ticketForm, ticketOf } from '../support/ticket-form.js';
import { type Account, judge } from '../support/ticket-ledger.js';
import { Caretaker } from './ticket-caretaker.js';
import { Counts } from './ticket-counts.js';
import { fetchTicket } from './ticket-customer.js';
import { pickFault } from './ticket-faults.js';
import { ticketsIn } from './ticket-story.js';

/** The same faults in each run of the suite; other seeds are for whoever looks for more. */
const seed = Number(process.env['SEED'] ?? 1);
const tickets = Number(process.env['TICKETS'] ?? 2_000);

/** A branch has two or three; these are all kinds, and as many as make one kill hit many tickets. */
const plans: readonly PrinterPlan[] = [
  ...Array.from({ length: 22 }, (): PrinterPlan => ({ options: { profile: 'epson-tm' } })),
  ...Array.from(
    { length: 4 },
    (): PrinterPlan => ({ options: { profile: 'epson-tm' }, unit: { powerOnNotice: true } }),
  ),
  ...Array.from({ length: 5 }, (): PrinterPlan => ({ options: { profile: 'sprt' }, unit: { profile: 'no-id' } })),
  ...Array.from({ length: 5 }, (): PrinterPlan => ({ options: { profile: 'generic-80' }, unit: { profile: 'liar' } })),
  ...Array.from({ length: 4 }, (): PrinterPlan => ({ options: { profile: 'citizen' }, unit: { profile: 'no-clear' } })),
];

/** What happened, counted. */
class Tally {
  readonly faults = new Counts();
  readonly ends = new Counts();
  /** By ticketId, to explain a problem. */
  readonly faultOf = new Map<string, string>();
  kills = 0;

  /** What was said about a ticket, for whoever has to find out why. */
  explain({ ticketId, words }: Account): string {
    const story = words.slice(0, 12).map((word) => `\n    ${JSON.stringify(word)}`);
    return `${ticketId} met: ${this.faultOf.get(ticketId)}${story.join('')}`;
  }
}

/** As a service manager does: a start that fails beside other suites, e.g. for a port that is taken, is tried again. */
async function startAgain(hall: PrintingHall, tries = 5): Promise<void> {
  await hall.start().catch(async (error) => {
    if (tries === 1) throw error;
    await hall.kill();
    await startAgain(hall, tries - 1);
  });
}

/** Kills the gateway and starts it again; while it starts nobody can kill it. */
function killer(hall: PrintingHall, tally: Tally) {
  let restarting: Promise<void> | undefined;
  return {
    kill() {
      if (restarting) return;
      tally.kills += 1;
      restarting = hall
        .kill()
        .then(() => startAgain(hall))
        .finally(() => {
          restarting = undefined;
        });
    },
    idle: async () => restarting,
  };
}

interface Hands {
  readonly hall: PrintingHall;
  readonly printer: HallPrinter;
  readonly caretaker: Caretaker;
  readonly tally: Tally;
  readonly kill: () => void;
}

/** One customer: something is made to go wrong, and the ticket is fetched in spite of it. */
async function serve(
  { hall, printer, caretaker, tally, kill }: Hands,
  n: number,
  ticket: TicketArgs,
): Promise<string[]> {
  const random = seededRandom(seed * 100_003 + n);
  const fault = pickFault(random);
  tally.faultOf.set(ticket.ticketId, fault.name);
  const endings: Promise<void>[] = [];
  fault.prepare({
    printer,
    number: ticket.number,
    random,
    kill,
    hit: () => tally.faults.add(fault.name),
    later: (ms, end) => void endings.push(new Promise<void>((resolve) => setTimeout(resolve, ms)).then(end)),
  });
  const mended = async () => {
    await Promise.all(endings);
    await caretaker.allWell();
  };
  const { outcome, resolved } = await fetchTicket(hall, printer, ticket, mended);
  await mended();
  printer.tap.toPrinter.release();
  printer.tap.fromPrinter.release();
  tally.ends.add(outcome);
  tally.ends.add('resolved by somebody who looked', resolved);
  return outcome === 'given up' ? [`given up: ${tally.explain(hall.ledger.account(ticket.ticketId))}`] : [];
}

/** Everything is well again: the printer prints, nobody waits, and the centre has heard all there was to hear. */
async function isWell({ hall, printer, caretaker, tally }: Hands, n: number): Promise<string[]> {
  const fetch = (ticket: TicketArgs) => fetchTicket(hall, printer, ticket, () => caretaker.allWell());
  // What was prepared for a longer ticket than came may still happen to the first of these, or after its last byte to the next.
  let ticket = ticketOf(n);
  let outcome = (await fetch(ticket)).outcome;
  for (let more = 1; more <= 2; more++) {
    ticket = ticketOf(n + more * plans.length);
    outcome = (await fetch(ticket)).outcome;
    if (outcome === 'succeeded') break;
  }
  if (outcome !== 'succeeded') return [`${printer.id} does not print any more: ${outcome}`];
  const isLast = (data: Record<string, unknown> | undefined) =>
    data?.['event'] === 'ticket-printed' && data['ticketId'] === ticket.ticketId;
  await hall.centre.expect(`the last ticket of ${printer.id}`, ({ envelope }) => isLast(envelope?.data));
  const { unknownTickets, reprintsDue } = hall.state(printer);
  const waiting = [...ticketsIn(unknownTickets), ...ticketsIn(reprintsDue)];
  return waiting.map((id) => `still waits on ${printer.id}: ${tally.explain(hall.ledger.account(id))}`);
}

const title = `${tickets} tickets, a fault or a kill for each: none lost, none doubled in silence (SEED=${seed})`;
it(title, { timeout: 600_000 }, async () => {
  const startedAt = Date.now();
  const hall = await openPrintingHall({ printers: plans, form: ticketForm, seed });
  onTestFinished(() => hall.end());
  const tally = new Tally();
  const { kill, idle } = killer(hall, tally);

  const work = hall.printers.map(async (printer, index) => {
    const caretaker = new Caretaker(hall, printer, seededRandom(seed + index));
    onTestFinished(() => caretaker.leave());
    const hands = { hall, printer, caretaker, tally, kill };
    const problems: string[] = [];
    for (let n = index; n < tickets; n += plans.length) problems.push(...(await serve(hands, n, ticketOf(n))));
    return { hands, problems };
  });
  const all = await Promise.all(work);
  await idle();
  const ill = await Promise.all(all.map(({ hands }, index) => isWell(hands, 90_000 + index)));

  const { accounts } = hall.ledger;
  const papers = hall.printers.flatMap(({ tray }) => tray.collect());
  const papersOf = new Map(accounts.map(({ number }): [string, typeof papers] => [number, []]));
  for (const paper of papers) for (const number of paper.numbers) papersOf.get(number)?.push(paper);
  const misjudged = accounts.flatMap((account) =>
    judge(account, papersOf.get(account.number) ?? []).map((problem) => `${problem}; ${tally.explain(account)}`),
  );

  const said = new Counts();
  const grades = new Counts();
  for (const word of accounts.flatMap(({ words }) => words)) {
    if (word.kind === 'event') said.add(word.name);
    if (word.kind === 'event' && word.name === 'ticket-printed') grades.add(`${word.evidence}`);
  }
  const marked = papers.filter(({ isWhole, copyIndex }) => isWhole && copyIndex > 0).length;
  const strips = papers.filter(({ isWhole, numbers }) => !isWhole && numbers.length > 0).length;
  const blank = papers.filter(({ numbers }) => numbers.length === 0).length;
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(0);
  process.stdout.write(
    `SEED=${seed}: ${tickets} tickets on ${plans.length} printers in ${seconds} s, ${tally.kills} kills\n` +
      `  faults: ${tally.faults}\n  ends: ${tally.ends}\n  events: ${said}\n  printed with evidence: ${grades}\n` +
      `  papers: ${papers.length}, of them ${marked} with the mark, ${strips} strips and ${blank} without a number\n`,
  );
  const problems = [...ill.flat(), ...all.flatMap((each) => each.problems), ...misjudged];
  expect(problems.slice(0, 20), `SEED=${seed}`).toEqual([]);
});
