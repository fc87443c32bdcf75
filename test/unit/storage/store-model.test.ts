import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Store, Table } from '../../../gateway/storage/store.js';
import { openedStore, temporaryDirectory } from './support.js';

const value = z.object({ n: z.number(), padding: z.string() });
type Value = z.infer<typeof value>;

type Step =
  | { readonly do: 'put'; readonly table: 0 | 1; readonly key: string; readonly value: Value }
  | { readonly do: 'delete'; readonly table: 0 | 1; readonly key: string }
  | { readonly do: 'commit'; readonly key: string; readonly value: Value; readonly dropped: string }
  | { readonly do: 'wait' }
  | { readonly do: 'reopen' };

const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', '键');
const values = fc.record({ n: fc.integer(), padding: fc.string({ maxLength: 300 }) });
const tables = fc.constantFrom(0 as const, 1 as const);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('put' as const), table: tables, key: keys, value: values }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), table: tables, key: keys }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('commit' as const), key: keys, value: values, dropped: keys }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'wait' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'reopen' as const }) },
  ),
  { maxLength: 80, size: 'max' },
);

test('whatever is put, deleted, committed, compacted and reopened, the store is two maps', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const directory = await temporaryDirectory();
      const model = [new Map<string, Value>(), new Map<string, Value>()] as const;
      let store: Store;
      let real: readonly [Table<Value>, Table<Value>];
      let writes: Promise<void>[] = [];
      const open = async () => {
        const opened = await openedStore(directory, { compactAboveBytes: 2_000 });
        store = opened.store;
        real = [store.table('zero', value), store.table('one', value)];
      };
      const same = () => {
        for (const index of [0, 1] as const) {
          expect([...real[index].entries()]).toEqual([...model[index]]);
          expect(real[index].size).toBe(model[index].size);
        }
      };
      await open();
      for (const step of sequence) {
        if (step.do === 'put') {
          model[step.table].set(step.key, step.value);
          writes.push(real![step.table].put(step.key, step.value));
        } else if (step.do === 'delete') {
          model[step.table].delete(step.key);
          writes.push(real![step.table].delete(step.key));
        } else if (step.do === 'commit') {
          model[0].set(step.key, step.value);
          model[1].delete(step.dropped);
          writes.push(store!.commit([real![0].change(step.key, step.value), real![1].change(step.dropped, undefined)]));
        } else if (step.do === 'wait') {
          await Promise.all(writes.splice(0));
        } else {
          await store!.close();
          await Promise.all(writes.splice(0));
          await open();
        }
        same();
      }
      await store!.close();
      await Promise.all(writes);
      writes = [];
      await open();
      same();
      await store!.close();
    }),
    { numRuns: 60 },
  );
}, 60_000);
