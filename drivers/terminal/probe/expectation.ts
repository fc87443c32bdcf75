import { z } from 'zod';

const statusForm = 'a status 200 to 599, or a range such as "200-299"';

/** `204`, or a range `200-299` with both ends in it. */
const expectedStatus = z.union(
  [
    z.int().min(200).max(599),
    z
      .string()
      .regex(/^[2-5]\d\d-[2-5]\d\d$/, { error: statusForm, abort: true })
      .refine((range) => range.slice(0, 3) <= range.slice(4), 'the range begins above its end'),
  ],
  { error: statusForm },
);
export type ExpectedStatus = z.infer<typeof expectedStatus>;

const headerName = /^[A-Za-z0-9-]{1,64}$/;
const jsonPath = /^[\w-]{1,64}(\.[\w-]{1,64}){0,7}$/;

/** What must be true of an answer, as options. */
export const expectationShape = {
  expectStatus: z
    .array(expectedStatus)
    .min(1)
    .default(['200-299'])
    .describe('statuses that are right: numbers and ranges such as "200-299"; redirects are not followed'),
  expectHeaders: z
    .record(z.string().regex(headerName, 'a header name: 1 to 64 letters, digits and "-"'), z.string().min(1).max(200))
    .refine((headers) => Object.keys(headers).length <= 8, '8 headers at most')
    .optional()
    .describe('text each of these headers must contain, 1 to 200 characters, by header name; up to 8'),
  bodyContains: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe('text that must be in the first 64 KiB of the body (UTF-8), 1 to 1000 characters'),
  bodyJson: z
    .strictObject({
      path: z
        .string()
        .regex(jsonPath, 'names and array places joined by ".", e.g. status or modules.0.state; up to 8')
        .describe('where in the JSON body: names and array places joined by ".", e.g. modules.0.state'),
      equals: z.union([z.string().max(200), z.number(), z.boolean()]).describe('the value that must be there'),
    })
    .optional()
    .describe('a value that must be in the body, which must be JSON of at most 64 KiB'),
};

/** What is asked of an answer; what is left out is not looked at. */
export interface Expectation {
  readonly expectStatus: readonly ExpectedStatus[];
  readonly expectHeaders?: Readonly<Record<string, string>> | undefined;
  readonly bodyContains?: string | undefined;
  readonly bodyJson?: { readonly path: string; readonly equals: string | number | boolean } | undefined;
}

/** As much of an answer as is looked at. */
export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/**
 * What was expected and did not come; undefined when all is right. Says of an answer its status and nothing else: what
 * stands in it may be anything.
 */
export function unmet(
  { status, headers, body }: Answer,
  { expectStatus, expectHeaders = {}, bodyContains, bodyJson }: Expectation,
): string | undefined {
  if (!statusExpected(status, expectStatus)) return `expected status ${expectStatus.join(' or ')}, got ${status}`;
  for (const [name, text] of Object.entries(expectHeaders)) {
    const found = headers[name.toLowerCase()];
    if (found === undefined) return `expected the header ${name}, it is not there`;
    if (!String(found).includes(text)) return `expected the text "${text}" in the header ${name}, it is not there`;
  }
  if (bodyContains !== undefined && !Buffer.from(body).includes(Buffer.from(bodyContains))) {
    return `expected the text "${bodyContains}" in the first 64 KiB of the body, it is not there`;
  }
  return bodyJson && wrongJson(body, bodyJson);
}

export function statusExpected(status: number, expected: readonly ExpectedStatus[]): boolean {
  return expected.some((each) => {
    if (typeof each === 'number') return status === each;
    return status >= Number(each.slice(0, 3)) && status <= Number(each.slice(4));
  });
}

function wrongJson(body: Uint8Array, { path, equals }: NonNullable<Expectation['bodyJson']>): string | undefined {
  const wanted = `expected ${path} = ${JSON.stringify(equals)} in the body`;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return `${wanted}, which is not JSON of at most 64 KiB`;
  }
  for (const step of path.split('.')) {
    const isInside = typeof value === 'object' && value !== null && Object.hasOwn(value, step);
    if (!isInside) return `${wanted}, there is no such value`;
    value = (value as Record<string, unknown>)[step];
  }
  return value === equals ? undefined : `${wanted}, it has another value`;
}
