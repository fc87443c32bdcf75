import { z } from 'zod';
import { callArgsSchema } from '../../drivers/index.js';
import { commandSet } from '../commands/command-set.js';
import type { CommandTarget } from '../commands/target.js';
import type { HallDesk } from './desk.js';

const counter = callArgsSchema.shape.counter
  .transform(String)
  .describe(
    'counter as the configuration names it, text of 1 to 32 characters or a whole number; 3 and "3" are the same',
  );
const service = z.string().min(1).max(40).describe('id of a service of the configuration');

const ofCounter = z.strictObject({ counter });
const byCounter = (description: string, idempotent = false) => ({
  description,
  args: ofCounter,
  idempotent,
  inDeviceLanes: true as const,
  audited: ['counter'],
});

/** Commands of the hall that change nothing of who is called next, so that they also suit a hall that only listens. */
const alongCommands = {
  'hall-abandon': {
    description: 'The customer left: a ticket that waits is waited for no more',
    args: z.strictObject({
      ticket: z.string().min(1).max(64).describe('number, or id, of a ticket of today, e.g. A012'),
    }),
    idempotent: false,
    inDeviceLanes: true,
    audited: ['ticket'],
  },
  'hall-sign-on': byCounter('The counter opens', true),
  'hall-sign-off': byCounter('The counter closes: whom it serves is done, and its boards go blank', true),
  'hall-status': {
    description: 'Who waits, how long, which counters are open: what the topic hall says, as of now',
    args: z.strictObject({}),
    idempotent: true,
    reads: true,
  },
} as const;

/** Every command of the hall, to `command/gateway/{name}`. */
export const hallCommands = {
  'hall-ticket': {
    description:
      'Issues the next ticket of a service and prints it; one that is proven not to be on paper is taken back',
    args: z.strictObject({
      service,
      paper: z
        .boolean()
        .default(true)
        .describe('false = issued without paper, for a number that is told or written down'),
    }),
    idempotent: false,
    inDeviceLanes: true,
    audited: ['service'],
  },
  'hall-call': byCounter('Calls the next customer to a counter; whom it serves is done'),
  'hall-recall': byCounter('Calls whom the counter serves once more'),
  'hall-no-show': byCounter('Whom the counter called did not come'),
  'hall-finish': byCounter('Whom the counter serves is done, and nobody is called'),
  'hall-transfer': {
    description: 'Sends whom the counter serves to another service or counter, with the time of the first ticket',
    args: z
      .strictObject({
        counter,
        service: service.optional(),
        to: counter.optional().describe('the only counter that may take the customer from now on'),
      })
      .refine(({ service: id, to }) => id !== undefined || to !== undefined, 'service, to, or both'),
    idempotent: false,
    inDeviceLanes: true,
    audited: ['counter', 'service', 'to'],
  },
  ...alongCommands,
} as const;

export function hallCommandSet(mode: 'own' | 'listen', desk: HallDesk): CommandTarget {
  const handlers = {
    'hall-ticket': desk.ticket,
    'hall-call': desk.call,
    'hall-recall': desk.recall,
    'hall-no-show': desk.noShow,
    'hall-finish': desk.finish,
    'hall-transfer': desk.transfer,
    'hall-abandon': desk.abandon,
    'hall-sign-on': desk.signOn,
    'hall-sign-off': desk.signOff,
    'hall-status': desk.status,
  };
  return mode === 'own' ? commandSet(hallCommands, handlers) : commandSet(alongCommands, handlers);
}
