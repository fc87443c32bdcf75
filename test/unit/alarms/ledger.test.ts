import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AlarmKey } from '../../../gateway/alarms/key.js';
import { AlarmLedger, type AlarmUpdate, type LedgerOptions } from '../../../gateway/alarms/ledger.js';
import { type AlarmRecord, alarmRecordSchema } from '../../../gateway/alarms/record.js';
import type { Store } from '../../../gateway/storage/store.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { openedStore, temporaryDirectory } from '../storage/support.js';
import { Branch, on } from './support.js';

const key = (n: number): AlarmKey => ({ deviceId: 'board-1', type: 'led-write-rejected', qualifier: `zone-${n}` });

async function someRecord(): Promise<AlarmRecord> {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-cutter-fault'));
  const [told] = await branch.takeRecords();
  await branch.shutDown();
  return told!.record;
}

interface Opened {
  readonly ledger: AlarmLedger;
  readonly store: Store;
  readonly clock: VirtualClock;
  /** `retained qualifier x-seq` and `change qualifier`, in order. */
  readonly heard: string[];
  readonly errors: unknown[];
}

async function openLedger(directory: string, changes: Partial<LedgerOptions> = {}): Promise<Opened> {
  const { store } = await openedStore(directory);
  const heard: string[] = [];
  const errors: unknown[] = [];
  const clock = new VirtualClock();
  const ledger = new AlarmLedger({
    table: store.table('alarms', alarmRecordSchema),
    counters: store.table('alarm-stream', z.number()),
    bootId: 'boot-1',
    clock,
    limit: 3,
    onStorageError: (error) => errors.push(error),
    onSinkError: (error) => errors.push(error),
    sink: {
      stage: (change, record) => ({ changes: [], say: () => heard.push(`${change} ${record['x-seq']}`) }),
      retained: ({ qualifier }, record) => heard.push(`retained ${qualifier} ${record?.['x-seq'] ?? 'empty'}`),
      rebuilt: (open) => ({ stored: Promise.resolve(), say: () => heard.push(`rebuilt ${open}`) }),
    },
    ...changes,
  });
  return { ledger, store, clock, heard, errors };
}

describe('the list', () => {
  test('does not give an x-seq again when the newest record was deleted before a restart', async () => {
    const directory = await temporaryDirectory();
    const record = await someRecord();
    const first = await openLedger(directory);
    for (let n = 1; n <= 3; n++) first.ledger.write(key(n), record);
    // The only cleared one goes, though it is the newest.
    const dropped = await first.ledger.write(key(4), { ...record, 'is-cleared': true });
    await first.ledger.settled();
    expect([first.ledger.all().length, dropped['x-seq']]).toEqual([3, 4]);
    await first.store.close();
    const second = await openLedger(directory);
    expect((await second.ledger.write(key(1), record))['x-seq']).toBe(5);
    await second.store.close();
  });

  test('says what is whole behind all that was written before', async () => {
    const { ledger, store, heard } = await openLedger(await temporaryDirectory());
    const record = await someRecord();
    ledger.write(key(1), record, 'raise');
    ledger.rebuilt(1);
    ledger.write(key(2), record, 'raise');
    await ledger.settled();
    expect(heard).toEqual(['raise 1', 'retained zone-1 1', 'rebuilt 1', 'raise 2', 'retained zone-2 2']);
    await store.close();
  });

  test('whoever fails on the way out harms neither the retained record nor the observers', async () => {
    const updates: AlarmUpdate[] = [];
    const opened = await openLedger(await temporaryDirectory(), {
      sink: {
        stage: () => ({
          changes: [],
          say() {
            throw new Error('stream');
          },
        }),
        retained() {
          throw new Error('retained');
        },
      },
    });
    opened.ledger.observe(() => {
      throw new Error('observer');
    });
    opened.ledger.observe((update) => updates.push(update));
    await opened.ledger.write(key(1), await someRecord(), 'raise');
    expect(updates).toMatchObject([{ change: 'raise', before: undefined }]);
    expect(opened.errors.map(String)).toEqual(['Error: stream', 'Error: retained', 'Error: observer']);
    await opened.store.close();
  });

  test('in a flood only what it groups goes by turns, and an end of the gateway says all that waits', async () => {
    const { ledger, store, heard, clock } = await openLedger(await temporaryDirectory());
    const record = await someRecord();
    const grouped = { ...record, 'x-announced': false, 'x-suppressed-by': 'flood: GWY-509' };
    ledger.flood(true);
    for (let time = 0; time < 3; time++) {
      await ledger.write(key(1), grouped);
      await ledger.write(key(2), record);
    }
    expect(heard).toEqual(['retained zone-1 1', 'retained zone-2 2', 'retained zone-2 4', 'retained zone-2 6']);
    let isSettled = false;
    void ledger.settled().then(() => {
      isSettled = true;
    });
    await clock.advance(4_900);
    expect(isSettled).toBe(false);
    await clock.advance(100);
    expect([isSettled, heard.at(-1)]).toEqual([true, 'retained zone-1 5']);
    await ledger.write(key(1), grouped);
    await ledger.finish();
    expect([heard.at(-1), clock.pending]).toEqual(['retained zone-1 7', 0]);
    await store.close();
  });
});
