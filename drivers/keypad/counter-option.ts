import { z } from 'zod';

/** A counter as boards name it; written as a text or a number, told as a text. */
export const counterOption = z
  .union([z.string().min(1).max(32), z.int().min(0).max(9_999)])
  .transform(String)
  .describe('counter it stands at, as boards name it: a text of 1 to 32 characters or a number from 0 to 9999');
