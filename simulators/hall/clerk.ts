import type { Customer } from './customer.js';
import type { PlannedShift } from './day-plan.js';
import type { Floor } from './floor.js';
import type { Holder } from './hall-record.js';

/** s a called customer takes to the counter. */
const toTheCounterSeconds = 10;
/** s after which a clerk calls once more, and after which he gives up. */
const recallSeconds = 25;
const noShowSeconds = 30;
/** s in which an idle clerk sees that somebody waits. */
const lookUpSeconds = 3;

/** One shift at one counter, from signing on to signing off. */
export async function workShift(
  floor: Floor,
  shift: PlannedShift,
  customerOf: (number: string) => Customer | undefined,
): Promise<void> {
  const { people, record } = floor;
  const { counter } = shift;
  const closing = shift.to === floor.plan.hours?.closes;
  /** The last whom this counter called, to know a new number from an old one. */
  let last: string | undefined;

  const serving = () => people.serving(counter);
  const isRid = async (number: string) => (await serving()) !== number;
  let nobodyWaits = true;
  const goesHome = () => floor.secondOfDay() >= shift.to && (!closing || (nobodyWaits && floor.drawing === 0));

  await floor.insist(`sign counter ${counter} on`, () => people.signOn(counter));
  record.signed(counter, true);
  while (!goesHome()) {
    const askedAt = floor.now();
    const number = await callNext();
    nobodyWaits = number === undefined;
    if (number === undefined) {
      await somebodyToTake(floor, shift);
      continue;
    }
    last = number;
    record.called({ number, counter, askedAt });
    const customer = await whoComes(number);
    if (customer) await serve(number, customer);
    else await giveUp(number);
  }
  await floor.insist(`sign counter ${counter} off`, () => people.signOff(counter));
  record.signed(counter, false);

  async function callNext(): Promise<string | undefined> {
    let number: string | undefined;
    await floor.insist(
      `call the next at counter ${counter}`,
      async () => {
        number = await people.next(counter);
      },
      async () => {
        number = await serving();
        return number !== undefined && number !== last;
      },
    );
    return number;
  }

  async function serve(number: string, customer: Customer): Promise<void> {
    const calledAt = floor.now();
    customer.standUp();
    if (customer.dreams) await callAgain(number);
    await floor.pause(toTheCounterSeconds + customer.needs());
    const spent = (floor.now() - calledAt) / 1_000;
    const goesOnTo = customer.goesOnTo();
    if (goesOnTo !== undefined) {
      await floor.insist(
        `send ${number} on from counter ${counter}`,
        () => people.transfer(counter, goesOnTo),
        () => isRid(number),
      );
      record.transferred(number, goesOnTo, spent);
      last = undefined;
      return customer.sitDown();
    }
    record.served(number, spent);
    floor.run(customer.leave());
    if (floor.secondOfDay() < shift.to) return;
    await floor.insist(
      `finish ${number} at counter ${counter}`,
      () => people.finish(counter),
      () => isRid(number),
    );
  }

  /** Also after the second call, and also when his paper came out after the first; undefined = nobody. */
  async function whoComes(number: string): Promise<Customer | undefined> {
    const comes = () => {
      const customer = customerOf(number);
      return customer?.here ? customer : undefined;
    };
    if (comes()) return comes();
    await callAgain(number);
    if (comes()) return comes();
    await floor.pause(noShowSeconds);
    return comes();
  }

  async function giveUp(number: string): Promise<void> {
    await floor.insist(
      `report that ${number} did not come to counter ${counter}`,
      () => people.noShow(counter),
      () => isRid(number),
    );
    record.noShow(number);
  }

  async function callAgain(number: string): Promise<void> {
    await floor.pause(recallSeconds);
    if (await floor.attempt(() => people.recall(counter))) record.calledAgain(number);
  }
}

/** Resolves when somebody waits whom the counter takes, or its shift may be over. */
async function somebodyToTake(floor: Floor, { services, to }: PlannedShift): Promise<void> {
  const wanted = ({ service }: Holder) => services?.includes(service) ?? true;
  if (![...floor.record.waiting.values()].some(wanted)) {
    await new Promise<void>((resolve) => {
      const lookUp = (holder: Holder) => {
        if (wanted(holder)) rise();
      };
      const rise = () => {
        floor.idle.delete(lookUp);
        clock.cancel();
        resolve();
      };
      const clock = floor.after(Math.max(30, to - floor.secondOfDay()), rise);
      floor.idle.add(lookUp);
    });
  }
  await floor.pause(lookUpSeconds);
}
