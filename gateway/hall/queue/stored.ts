import { z } from 'zod';
import type { HallTicket } from '../hall-queue.js';

const at = z.int().min(0);

/** A ticket of today on disk; times are by the wall clock, for there is no other over a restart. */
export const storedTicketSchema = z.strictObject({
  id: z.string(),
  number: z.string(),
  /** Local day it was drawn on. */
  day: z.string(),
  /** Place of issue on its day, from 1: what decides who comes first, whatever clocks did meanwhile. */
  place: z.int().min(1),
  /** The figure in its number. */
  serial: z.int().min(0).optional(),
  service: z.string(),
  /** What it was drawn for; another than `service` after a transfer. */
  drawnFor: z.string(),
  /** As declared when it was drawn: customers see it by the prefix, which a transfer does not change either. */
  priority: z.int().min(0),
  state: z.enum(['waiting', 'called', 'served', 'no-show', 'abandoned']),
  issuedAt: at,
  waitsSince: at,
  onlyCounter: z.string().optional(),
  counter: z.string().optional(),
  firstCalledAt: at.optional(),
  calledAt: at.optional(),
  recalls: z.int().min(0),
  endedAt: at.optional(),
  /** Nobody saw it drawn, only called, or it never came to paper: it says nothing of arrivals and waits. */
  undrawn: z.literal(true).optional(),
  /** Calls of the same service that passed it though they were drawn later. */
  passedOver: z.int().min(0).optional(),
});
export type StoredTicket = z.output<typeof storedTicketSchema>;

export const storedCounterSchema = z.strictObject({
  id: z.string(),
  day: z.string(),
  /** `by-call`: nobody signed on, but it calls; that lapses a while after its last call. */
  signedOn: z.enum(['no', 'by-call', 'yes']),
  lastCallAt: at.optional(),
  /** Id of the ticket it serves; null = nobody. */
  ticket: z.string().nullable(),
});
export type StoredCounter = z.output<typeof storedCounterSchema>;

/** How a call ends. */
export type Ending = 'served' | 'no-show';

/**
 * The last customers of a service, oldest first: how long each kept a counter, s, what became of him, and how long he
 * waited before, s.
 */
export const storedTimesSchema = z.array(
  z.tuple([z.number().min(0), z.enum(['served', 'no-show', 'abandoned']), z.number().min(0)]),
);
export type StoredTimes = z.output<typeof storedTimesSchema>;

/** What others see of a ticket. */
export function ticketView(ticket: StoredTicket): HallTicket {
  const { id, number, service, state, issuedAt, waitsSince, onlyCounter, counter, calledAt, recalls, endedAt } = ticket;
  return {
    ...{ id, number, service, state, issuedAt, waitsSince, recalls },
    ...(onlyCounter === undefined ? {} : { onlyCounter }),
    ...(counter === undefined ? {} : { counter }),
    ...(calledAt === undefined ? {} : { calledAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}
