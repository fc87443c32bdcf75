import { z } from 'zod';

const deviceId = z.string().min(1).max(40);
const moduleName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
  .describe('name of a module, e.g. cabinet-1');

const chosen = z
  .strictObject({
    device: deviceId.describe('id of a device of class terminal or ticket-printer'),
    modules: z
      .array(moduleName)
      .min(1)
      .max(32)
      .optional()
      .describe('the only modules of it that are of this terminal, e.g. one door of four; absent = all'),
    as: z
      .record(moduleName, moduleName)
      .default({})
      .describe('what its modules are called here, e.g. { cabinet-1: cabinet }; default their own names'),
    service: z
      .boolean()
      .optional()
      .describe(
        'whether what it says of service, maintenance and reach is said of this terminal; absent = true, but false with modules, and where it is a part of another terminal too',
      ),
  })
  .refine(({ modules, as }) => Object.keys(as).every((name) => modules === undefined || modules.includes(name)), {
    path: ['as'],
    error: 'names only of those listed in modules',
  })
  .refine(({ as }) => new Set(Object.values(as)).size === Object.keys(as).length, {
    path: ['as'],
    error: 'a different name for each of them',
  });

/** As the session works with it. */
export type PartChoice = z.output<typeof chosen>;

const part = z.union([deviceId.transform((device): PartChoice => ({ device, as: {} })), chosen], {
  error: 'the id of a device, or a mapping with device, modules, as, service',
});

/** Options of a terminal that is the merge of several devices. */
export const compositeOptions = z.strictObject({
  parts: z
    .array(part)
    .min(1)
    .max(16)
    .describe('devices this terminal is made of, 1 to 16: ids, or mappings with device, modules, as, service'),
  essential: z
    .array(moduleName)
    .max(16)
    .default([])
    .describe(
      'modules without which the terminal serves nobody, by their names here, e.g. [application]; one that nobody knows of makes its service unknown. Default none',
    ),
});
export type CompositeOptions = z.infer<typeof compositeOptions>;
