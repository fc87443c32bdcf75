import type { PlannedCustomer } from './day-plan.js';
import type { Floor } from './floor.js';
import type { Holder } from './hall-record.js';
import type { CustomerTruth } from './truth.js';

/** s between tries of a customer who gets no ticket, and how often he tries. */
const ticketRetrySeconds = 15;
const ticketTries = 40;
/** s a served customer takes to the door. */
const toTheDoorSeconds = 20;
/** s in which a clerk who was not answered has found out whom he called. */
const lookAroundSeconds = 60;

/** What a clerk finds where he called a number. */
export interface Customer {
  /** Comes only when called a second time. */
  readonly dreams: boolean;
  /** Still in the hall. */
  here: boolean;
  /** s at this counter. */
  needs(): number;
  /** The service he needs after this one. */
  goesOnTo(): string | undefined;
  /** Stops waiting: he was called. */
  standUp(): void;
  /** Waits again, for the next service. */
  sitDown(): void;
  /** Served: goes. */
  leave(): Promise<void>;
}

/** One visit, from door to door; resolves when he has a ticket or has gone without. */
export async function visit(
  floor: Floor,
  planned: PlannedCustomer,
  known: (holder: Holder, customer: Customer) => void,
): Promise<void> {
  const { people, record } = floor;
  const truth = record.came(planned.service);
  floor.drawing += 1;
  await floor.insist('walk in', () => people.walkIn());
  const holder = await drawTicket(floor, truth);
  floor.drawing -= 1;
  if (!holder) return goOut(floor, truth, 'no-ticket');
  const customer = waitingCustomer(floor, planned, holder);
  known(holder, customer);
  customer.sitDown();
}

async function drawTicket(floor: Floor, truth: CustomerTruth): Promise<Holder | undefined> {
  for (let tries = 0; tries < ticketTries; tries++) {
    if (tries > 0) await floor.pause(ticketRetrySeconds);
    const askedAt = floor.now();
    const number = (await floor.attempt(() => floor.people.drawTicket(truth.service)))?.got;
    if (number !== undefined) return floor.record.drew(truth, { number, askedAt });
  }
  return undefined;
}

function waitingCustomer(floor: Floor, planned: PlannedCustomer, holder: Holder): Customer {
  let patience: { cancel(): void } | undefined;
  const giveUp = async () => {
    customer.here = false;
    const handedBack = planned.polite && (await handBack(floor, holder));
    await goOut(floor, holder.customer, handedBack ? 'handed-back' : 'left');
  };
  let wants: { readonly service: string; readonly needs: number } = planned;
  const customer: Customer = {
    dreams: planned.dreams,
    here: true,
    needs: () => wants.needs,
    goesOnTo: () => (wants === planned ? planned.afterwards?.service : undefined),
    standUp: () => patience?.cancel(),
    sitDown() {
      if (holder.customer.transferredAt !== undefined) wants = planned.afterwards ?? planned;
      patience = floor.after(planned.patience, () => floor.run(giveUp()));
      for (const lookUp of [...floor.idle]) lookUp(holder);
    },
    async leave() {
      await floor.pause(toTheDoorSeconds);
      await goOut(floor, holder.customer);
    },
  };
  return customer;
}

/** False = the number was called in the meantime. */
async function handBack(floor: Floor, holder: Holder): Promise<boolean> {
  if (!floor.record.waiting.has(holder.number)) return false;
  let taken = false;
  let tries = 0;
  await floor.insist('hand a ticket back', async () => {
    tries += 1;
    taken = await floor.people.handBack(holder.number);
  });
  // An earlier try may have been taken and not answered: then nobody calls the number, however long one listens.
  if (!taken && tries > 1) await floor.pause(lookAroundSeconds);
  if (!taken && (tries === 1 || !floor.record.waiting.has(holder.number))) return false;
  floor.record.handedBack(holder);
  return true;
}

async function goOut(floor: Floor, truth: CustomerTruth, fate?: CustomerTruth['fate']): Promise<void> {
  floor.record.gone(truth, fate);
  await floor.insist('walk out', () => floor.people.walkOut());
}
