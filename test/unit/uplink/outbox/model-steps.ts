import fc from 'fast-check';
import { type Chain, chains } from '../../../../gateway/uplink/outbox/outbox.js';

export type Step =
  | {
      readonly do: 'append';
      readonly chain: Chain;
      readonly bytes: number;
      readonly retain: boolean;
      readonly envelope: boolean;
      readonly correlation: number;
      readonly times: number;
    }
  | { readonly do: 'take'; readonly chain: Chain; readonly count: number }
  /** `pick`: which of those that are out, 0 to 1. */
  | { readonly do: 'acknowledge' | 'bury'; readonly pick: number }
  | { readonly do: 'acknowledge-all'; readonly chain: Chain }
  | { readonly do: 'rewind' | 'reopen' | 'quiet' }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'kill'; readonly operations: number }
  | { readonly do: 'fail'; readonly operations: number };

const chain = fc.constantFrom(...chains);
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record<T>(model, { noNullPrototype: true });
const pick = fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100);
const only = <T extends Step['do']>(what: T) => fc.constant(what);

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 20,
      arbitrary: record({
        do: only('append'),
        chain: fc.constantFrom<Chain>('critical', 'event', 'event', 'telemetry', 'telemetry'),
        bytes: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3_000 })),
        retain: fc.boolean(),
        envelope: fc.boolean(),
        correlation: fc.constantFrom(0, 0, 1, 255),
        times: fc.constantFrom(1, 1, 2, 7),
      }),
    },
    { weight: 8, arbitrary: record({ do: only('take'), chain, count: fc.integer({ min: 1, max: 12 }) }) },
    { weight: 8, arbitrary: record({ do: only('acknowledge'), pick }) },
    { weight: 3, arbitrary: record({ do: only('acknowledge-all'), chain }) },
    { weight: 2, arbitrary: record({ do: only('bury'), pick }) },
    { weight: 2, arbitrary: record({ do: only('rewind') }) },
    { weight: 4, arbitrary: record({ do: only('quiet') }) },
    { weight: 3, arbitrary: record({ do: only('advance'), ms: fc.constantFrom(1, 5, 30, 1_000, 11_000) }) },
    { weight: 1, arbitrary: record({ do: only('reopen') }) },
    { weight: 2, arbitrary: record({ do: only('kill'), operations: fc.integer({ min: 0, max: 12 }) }) },
    { weight: 1, arbitrary: record({ do: only('fail'), operations: fc.integer({ min: 1, max: 4 }) }) },
  ),
  { minLength: 20, maxLength: 150, size: 'max' },
);
