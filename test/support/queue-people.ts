import type { HallQueue, IssuedTicket } from '../../gateway/hall/hall-queue.js';
import type { HallPeople } from '../../simulators/hall/people.js';

/** People who deal with the queue of the hall in one process, with no printer, keypad or board in between. */
export function queuePeople(
  queue: () => HallQueue,
  onIssued: (issued: IssuedTicket) => void = () => undefined,
): HallPeople {
  return {
    walkIn: async () => undefined,
    walkOut: async () => undefined,
    async drawTicket(service) {
      const issued = await queue().issue(service);
      onIssued(issued);
      return issued.ticket.number;
    },
    handBack: (number) =>
      queue()
        .abandon(number)
        .then(
          () => true,
          (error: { readonly code?: string }) => {
            if (error.code === 'COMMAND_FAILED') return false;
            throw error;
          },
        ),
    signOn: (counter) => queue().signOn(counter),
    signOff: (counter) => queue().signOff(counter),
    next: async (counter) => (await queue().callNext(counter))?.ticket.number,
    recall: async (counter) => void (await queue().recall(counter)),
    noShow: async (counter) => void (await queue().noShow(counter)),
    finish: async (counter) => void (await queue().finish(counter)),
    transfer: async (counter, service) => void (await queue().transfer(counter, { service })),
    serving: async (counter) =>
      queue()
        .view()
        .counters.find(({ id }) => id === counter)?.ticket?.number,
  };
}
