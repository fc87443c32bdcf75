import { z } from 'zod';

/** Text that `fault` finds nothing wrong with; what it returns says what is allowed. */
export const text = (fault: (value: string) => string | undefined) =>
  z.string().superRefine((value, context) => {
    const message = fault(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
