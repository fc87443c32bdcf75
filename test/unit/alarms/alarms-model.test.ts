import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlarmingDevice } from '../../../gateway/alarms/device-alarms.js';
import { type AlarmRecord, isOpen } from '../../../gateway/alarms/record.js';
import { Branch } from './support.js';

// Delays of 0, one and two steps of the clock; a contact alarm each.
const devices: readonly AlarmingDevice[] = [
  {
    deviceId: 'p',
    declarations: [
      { type: 'printer-paper-out', onDelaySeconds: 0, offDelaySeconds: 0 },
      { type: 'printer-cover-open', onDelaySeconds: 1, offDelaySeconds: 2 },
    ],
    contactAlarm: 'printer-offline',
  },
  {
    deviceId: 'b',
    declarations: [{ type: 'led-write-rejected', onDelaySeconds: 2, offDelaySeconds: 1 }],
    contactAlarm: 'led-unreachable',
  },
];
const delays: Record<string, { on: number; off: number; contact: boolean }> = {
  'p/printer-paper-out': { on: 0, off: 0, contact: false },
  'p/printer-cover-open': { on: 1, off: 2, contact: false },
  'p/printer-offline': { on: 0, off: 0, contact: true },
  'b/led-write-rejected': { on: 2, off: 1, contact: false },
  'b/led-unreachable': { on: 0, off: 0, contact: true },
};
const keys = Object.keys(delays);

type Step =
  | { readonly do: 'report'; readonly key: string; readonly active: boolean }
  | { readonly do: 'lost' | 'restored' | 'suppress' | 'release'; readonly device: string }
  | { readonly do: 'acknowledge'; readonly key: string }
  | { readonly do: 'second' }
  | { readonly do: 'restart' };

const device = fc.constantFrom('p', 'b');
const key = fc.constantFrom(...keys);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ do: fc.constant('report' as const), key, active: fc.boolean() }) },
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constantFrom('lost', 'restored', 'suppress', 'release'), device }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('acknowledge' as const), key }) },
    { weight: 8, arbitrary: fc.constant({ do: 'second' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
  ),
  { maxLength: 60, size: 'max' },
);

/** What ought to be true of one alarm, in the plainest words: seconds counted one by one. */
class ModelAlarm {
  raised = false;
  acknowledged = true;
  raises = 0;
  /** Seconds the opposite has been reported for; undefined when it is not. */
  #differsFor: number | undefined;

  constructor(
    readonly delay: { on: number; off: number; contact: boolean },
    readonly quiet: () => boolean,
  ) {}

  report(active: boolean): void {
    if (active === this.raised) this.#differsFor = undefined;
    else this.#differsFor ??= 0;
    this.turn();
  }

  second(): void {
    if (this.#differsFor !== undefined) this.#differsFor += 1;
    this.turn();
  }

  unconfirmed(): void {
    if (!this.delay.contact) this.#differsFor = undefined;
  }

  restart(): void {
    this.#differsFor = undefined;
  }

  turn(): void {
    if (this.#differsFor === undefined) return;
    if (this.#differsFor < (this.raised ? this.delay.off : this.delay.on)) return;
    if (!this.raised && this.quiet()) return;
    this.raised = !this.raised;
    this.#differsFor = undefined;
    if (!this.raised) return;
    this.acknowledged = false;
    this.raises += 1;
  }
}

test('whatever devices, operators and restarts do, one record per alarm says what the rules say', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const branch = await Branch.open(devices);
      const suppressed = new Set<string>();
      const model = new Map(
        keys.map((name) => [name, new ModelAlarm(delays[name]!, () => suppressed.has(name.split('/')[0]!))]),
      );
      const of = (id: string) => [...model].flatMap(([name, alarm]) => (name.startsWith(`${id}/`) ? [alarm] : []));
      let highestSeq = 0;
      for (const step of sequence) {
        if (step.do === 'report') {
          const [deviceId = '', type = ''] = step.key.split('/');
          branch.report(deviceId, { type, active: step.active });
          model.get(step.key)!.report(step.active);
        } else if (step.do === 'lost') {
          branch.manager.contactLost(step.device);
          for (const alarm of of(step.device)) alarm.unconfirmed();
        } else if (step.do === 'restored') {
          branch.manager.contactRestored(step.device);
        } else if (step.do === 'suppress') {
          branch.manager.suppress(step.device, 'maintenance', 'new roller');
          suppressed.add(step.device);
        } else if (step.do === 'release') {
          branch.manager.suppress(step.device, 'maintenance', undefined);
          suppressed.delete(step.device);
          for (const alarm of of(step.device)) alarm.turn();
        } else if (step.do === 'acknowledge') {
          const [deviceId = '', alarmType = ''] = step.key.split('/');
          const alarm = model.get(step.key)!;
          const acknowledged = branch.manager.acknowledge({ deviceId, alarmType, operator: 'x' });
          if (alarm.raised || !alarm.acknowledged) await acknowledged;
          else await expect(acknowledged).rejects.toMatchObject({ code: 'ALARM_UNKNOWN' });
          alarm.acknowledged = true;
        } else if (step.do === 'second') {
          await branch.clock.advance(1_000);
          for (const alarm of model.values()) alarm.second();
        } else {
          await branch.restart(devices);
          suppressed.clear();
          for (const alarm of model.values()) alarm.restart();
        }
        await branch.flush();

        const records = new Map<string, AlarmRecord>();
        for (const [, record] of branch.table.entries()) {
          records.set(`${record.resource.split('/')[2]}/${record['alarm-type-id']}`, record);
        }
        expect(records.size).toBe(branch.table.size);
        for (const [name, alarm] of model) {
          const record = records.get(name);
          expect(record !== undefined && !record['is-cleared'], `${name} raised`).toBe(alarm.raised);
          expect(record?.['x-count'] ?? 0, `${name} count`).toBe(alarm.raises);
        }
        const open = keys.filter((name) => model.get(name)!.raised || !model.get(name)!.acknowledged);
        expect([...branch.retained.keys()].sort()).toEqual(open.sort());
        for (const [topic, record] of branch.retained) expect(record, topic).toEqual(records.get(topic));
        expect([...records.values()].filter(isOpen)).toHaveLength(open.length);
        expect(branch.manager.list()).toHaveLength(open.length);
      }
      for (const { record } of await branch.takeRecords()) {
        expect(record['x-seq']).toBeGreaterThan(highestSeq);
        highestSeq = record['x-seq'];
      }
      await branch.shutDown();
      expect(branch.clock.pending).toBe(0);
    }),
    { numRuns: 40 },
  );
}, 60_000);
