import { z } from 'zod';
import type { ClassContract, DriverContext, LinkKind } from '../driver.js';
import { ownFieldName } from './templates/fields.js';
import type { TicketTemplates } from './templates/library.js';

/** What a branch has for its printers, beside what every driver is given. */
export interface TicketMeans {
  /** Layouts of tickets; reread while the gateway runs, so ask anew for each ticket. */
  readonly templates: TicketTemplates;
}

export type TicketPrinterContext<Options = unknown, Kind extends LinkKind = LinkKind> = DriverContext<Options, Kind> &
  TicketMeans;

/**
 * How sure we are that a ticket came out whole (ticket-printing.md section 8): A the printer confirmed this ticket by
 * its process ID; A2 a later ID of the same session; B a queued status request behind the cut was answered and no fault
 * showed; C the cut counter rose by one; D all bytes out and the status clean before and after; E bytes out only.
 * D and E mean "probably printed" and must never be shown as confirmed.
 */
export const evidenceSchema = z.enum(['A', 'A2', 'B', 'C', 'D', 'E']).describe('A is the strongest, E the weakest');
export type Evidence = z.infer<typeof evidenceSchema>;

const maxOwnFields = 32;
const visible = '[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]';

const ticketId = z
  .string()
  .regex(new RegExp(`^${visible}{1,64}$`, 'u'), '1 to 64 visible characters, no spaces')
  .describe("the queue system's own key of the ticket, 1 to 64 visible characters; one id is printed once");
const number = z
  .string()
  .regex(new RegExp(`^${visible}{1,8}$`, 'u'), '1 to 8 visible characters, no spaces')
  .describe('the number that will be called, 1 to 8 visible characters, e.g. A012');

export const printArgsSchema = z.strictObject({
  ticketId,
  number,
  service: z
    .string()
    .regex(
      new RegExp(`^(?=[\\s\\S]*${visible})[\\s\\S]{1,32}$`, 'u'),
      '1 to 32 characters, at least one of them visible',
    )
    .describe('what the customer came for, as printed, 1 to 32 characters, e.g. 个人业务'),
  waitingAhead: z.int().min(0).max(9_999).optional().describe('customers waiting before this one; 0 to 9999'),
  expectedWaitMinutes: z.int().min(0).max(1_440).optional().describe('expected wait in minutes; 0 to 1440'),
  qr: z
    .string()
    .regex(/^[^\p{Cc}]{1,200}$/u, '1 to 200 characters, no control characters')
    .optional()
    .describe('content of a QR code under the text, 1 to 200 characters'),
  template: z
    .string()
    .min(1)
    .max(32)
    .optional()
    .describe('layout by name: one of the branch or one that is built in; absent = the usual one of the printer'),
  fields: z
    .record(
      z.string().regex(ownFieldName, 'a name of 1 to 32 letters, digits and "_" that no field of every ticket has'),
      z.string().max(200),
    )
    .refine((fields) => Object.keys(fields).length <= maxOwnFields, `${maxOwnFields} fields at most`)
    .optional()
    .describe('what a template of the branch prints beside the above, up to 32 texts of up to 200 characters, by name'),
});
export type PrintArgs = z.infer<typeof printArgsSchema>;

export const reprintArgsSchema = z.strictObject({
  ticketId,
  reason: z.string().trim().min(1).max(200).describe('why a second paper is needed; 1 to 200 characters'),
});
export type ReprintArgs = z.infer<typeof reprintArgsSchema>;

export const resolveArgsSchema = z.strictObject({
  ticketId,
  outcome: z.enum(['printed', 'not-printed']).describe('what lay at the outlet'),
});
export type ResolveArgs = z.infer<typeof resolveArgsSchema>;

export const reportArgsSchema = z.strictObject({
  title: z
    .string()
    .regex(
      new RegExp(`^(?=[\\s\\S]*${visible})[\\s\\S]{1,48}$`, 'u'),
      '1 to 48 characters, at least one of them visible',
    )
    .describe('stands on top, large; 1 to 48 characters'),
  lines: z
    .array(z.string().max(200))
    .max(120)
    .describe('text from top to bottom, up to 120 lines of up to 200 characters; "" is an empty line, "---" a rule'),
});
export type ReportArgs = z.infer<typeof reportArgsSchema>;

const copyIndex = z.int().min(0).describe('0 the original, 1 and up a marked reprint');

/** Tickets that wait, at most ten. */
const waiting = z
  .array(z.object({ ticketId: z.string(), number: z.string(), reason: z.string() }))
  .max(10)
  .optional();

/** What every ticket printer has in common (DESIGN.md section 14). */
export const ticketPrinterContract: ClassContract = {
  class: 'ticket-printer',
  state: z.object({
    paper: z.enum(['ok', 'low', 'out']).describe('low: near the end of the roll; only where the printer can tell'),
    cover: z.enum(['closed', 'open']).describe('the lid over the paper'),
    ready: z.boolean().describe('a ticket would be printed now'),
    lastTicket: z
      .object({ ticketId: z.string(), number: z.string(), evidence: evidenceSchema })
      .optional()
      .describe('the last ticket that came out, and how sure that is'),
    unknownTickets: waiting.describe(
      'tickets nobody can tell about, the oldest first: somebody has to look at the outlet, then resolve or reprint',
    ),
    reprintsDue: waiting.describe('tickets that came out torn and are printed again, marked, when the printer is well'),
  }),
  commands: {
    print: {
      description: 'Prints one ticket. A ticketId that was printed before, or may have been, is not printed again.',
      args: printArgsSchema,
      idempotent: false,
      audited: ['ticketId'],
      recordsFirst: true,
    },
    reprint: {
      description: 'Prints an earlier ticket again, marked 补打 / REPRINT, with the same number.',
      args: reprintArgsSchema,
      idempotent: false,
      audited: ['ticketId', 'reason'],
      recordsFirst: true,
    },
    resolve: {
      description: 'Says what a person saw at the outlet, for a ticket nobody could tell about.',
      args: resolveArgsSchema,
      idempotent: false,
      audited: ['ticketId', 'outcome'],
    },
    report: {
      description: 'Prints a page of text for the staff. It waits until no ticket does, and leaves no event behind.',
      args: reportArgsSchema,
      idempotent: false,
      audited: ['title'],
    },
    test: {
      description: 'Prints a short test page in both languages.',
      args: z.strictObject({}),
      idempotent: false,
    },
  },
  events: {
    'ticket-printed': z.object({
      ticketId: z.string(),
      evidence: evidenceSchema,
      copyIndex,
      uncut: z
        .literal(true)
        .optional()
        .describe('all lines are on paper, the cut was not confirmed: it may have to be torn off by hand'),
    }),
    'ticket-unknown': z.object({
      ticketId: z.string(),
      number: z.string().optional(),
      reason: z.string().describe('what is known, one sentence; somebody must look at the outlet'),
      copyIndex: copyIndex.optional(),
    }),
    /** Proven, and nothing tries again by itself: what hangs out of the printer is void. */
    'ticket-not-printed': z.object({ ticketId: z.string(), number: z.string(), reason: z.string(), copyIndex }),
    /** Somebody said what became of a ticket nobody could tell about. */
    'ticket-resolved': z.object({
      ticketId: z.string(),
      number: z.string(),
      outcome: z.enum(['printed', 'not-printed']),
      by: z.literal('person'),
      copyIndex,
    }),
  },
};
