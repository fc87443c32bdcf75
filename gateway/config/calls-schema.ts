import { z } from 'zod';
import { callArgsSchema } from '../../drivers/index.js';

const board = z.string().describe('id of a led-board that has the command call');

/** A board's name alone means its zone "main". */
export const callPlaceSchema = z.union([
  board,
  z.strictObject({
    board,
    zone: z.string().min(1).max(32).describe('part of the board, as named in its options, 1 to 32 characters'),
  }),
]);

const calledCounter = callArgsSchema.shape.counter.describe(
  'counter as the queue software names it, text of 1 to 32 characters or a whole number; 3 and "3" are the same',
);

export const callEntrySchema = z
  .strictObject({
    counters: z.array(calledCounter).min(1).optional().describe('counters these boards serve; absent = every counter'),
    boards: z.array(callPlaceSchema).min(1).describe('boards that light, by id, or as { board, zone }'),
  })
  .describe('boards that show the calls of some counters');

export const callsSchema = z
  .array(callEntrySchema)
  .min(1)
  .describe('which boards a group call lights; absent = every enabled led-board that has the command call');
