import type { HallPeople } from './people.js';
import type { HallProfile } from './profile.js';

interface PaperTicket {
  readonly number: string;
  readonly order: number;
  service: string;
}

/**
 * A hall as one person with pencil and paper would keep it: never fails, takes no time. It shows what a day is like by
 * itself, and is what a day's own tests and the back-test of a forecast run on.
 */
export function createPaperHall({ services, counters }: HallProfile): HallPeople {
  const waiting: PaperTicket[] = [];
  const atCounter = new Map<string, PaperTicket>();
  let drawn = 0;
  const priority = (service: string) => services.find(({ id }) => id === service)?.priority ?? 0;
  const takes = (counter: string, service: string) =>
    counters.find(({ id }) => id === counter)?.services?.includes(service) ?? true;

  return {
    walkIn: async () => undefined,
    walkOut: async () => undefined,
    async drawTicket(service) {
      drawn += 1;
      const ticket = { number: String(drawn), order: drawn, service };
      waiting.push(ticket);
      return ticket.number;
    },
    async handBack(number) {
      const index = waiting.findIndex((ticket) => ticket.number === number);
      if (index >= 0) waiting.splice(index, 1);
      return index >= 0;
    },
    signOn: async () => undefined,
    signOff: async (counter) => void atCounter.delete(counter),
    async next(counter) {
      atCounter.delete(counter);
      const [ticket] = waiting
        .filter(({ service }) => takes(counter, service))
        .sort((a, b) => priority(b.service) - priority(a.service) || a.order - b.order);
      if (!ticket) return undefined;
      waiting.splice(waiting.indexOf(ticket), 1);
      atCounter.set(counter, ticket);
      return ticket.number;
    },
    recall: async () => undefined,
    noShow: async (counter) => void atCounter.delete(counter),
    finish: async (counter) => void atCounter.delete(counter),
    async transfer(counter, service) {
      const ticket = atCounter.get(counter);
      atCounter.delete(counter);
      if (ticket) waiting.push(Object.assign(ticket, { service }));
    },
    serving: async (counter) => atCounter.get(counter)?.number,
  };
}
