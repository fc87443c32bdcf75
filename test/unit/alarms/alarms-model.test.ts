import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlarmingDevice } from '../../../gateway/alarms/alarming-device.js';
import { type AlarmRecord, isOpen } from '../../../gateway/alarms/record.js';
import { ModelAlarm, type ModelRule } from './model-alarm.js';
import { Branch } from './support.js';

// Delays of 0, one and two steps of the clock; one that is told on occasion only; a contact alarm each.
const devices: readonly AlarmingDevice[] = [
  {
    deviceId: 'p',
    declarations: [
      { type: 'printer-paper-out', onDelaySeconds: 0, offDelaySeconds: 0 },
      { type: 'printer-cover-open', onDelaySeconds: 1, offDelaySeconds: 2 },
      { type: 'printer-charset', onDelaySeconds: 0, offDelaySeconds: 0, onOccasion: true },
    ],
    contactAlarm: 'printer-offline',
  },
  {
    deviceId: 'b',
    declarations: [{ type: 'led-write-rejected', onDelaySeconds: 2, offDelaySeconds: 1 }],
    contactAlarm: 'led-unreachable',
  },
];
const flap = { raises: 3, window: 6 };
const changes = { flapRule: { raises: flap.raises, windowMs: flap.window * 1_000 } };
const plain = { contact: false, onOccasion: false, flap };
const rules: Record<string, ModelRule> = {
  'p/printer-paper-out': { ...plain, on: 0, off: 0 },
  'p/printer-cover-open': { ...plain, on: 1, off: 2 },
  'p/printer-charset': { ...plain, on: 0, off: 0, onOccasion: true },
  'p/printer-offline': { ...plain, on: 0, off: 0, contact: true },
  'b/led-write-rejected': { ...plain, on: 2, off: 1 },
  'b/led-unreachable': { ...plain, on: 0, off: 0, contact: true },
};
const keys = Object.keys(rules);

type Step =
  | { readonly do: 'report'; readonly key: string; readonly active: boolean }
  | { readonly do: 'lost' | 'restored' | 'polled'; readonly device: string }
  | { readonly do: 'suppress' | 'release'; readonly device: string; readonly source: 'maintenance' | 'exchange' }
  | { readonly do: 'acknowledge'; readonly key: string }
  | { readonly do: 'jump'; readonly hours: number }
  | { readonly do: 'second' }
  | { readonly do: 'restart' };

const device = fc.constantFrom('p', 'b');
const source = fc.constantFrom('maintenance' as const, 'exchange' as const);
const key = fc.constantFrom(...keys);
const report = fc.record({ do: fc.constant('report' as const), key, active: fc.boolean() });
/** Off and on again, and a second or two: what makes an alarm flap. */
const flutter = fc
  .record({ key, waits: fc.array(fc.nat(2), { minLength: 2, maxLength: 6 }) })
  .map(({ key, waits }) =>
    waits.flatMap((wait): Step[] => [
      { do: 'report', key, active: true },
      ...Array.from({ length: wait }, (): Step => ({ do: 'second' })),
      { do: 'report', key, active: false },
    ]),
  );
const one = <T extends Step>(step: fc.Arbitrary<T>): fc.Arbitrary<Step[]> => step.map((each) => [each]);
const steps: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: one(report) },
      { weight: 2, arbitrary: flutter },
      { weight: 5, arbitrary: one(fc.record({ do: fc.constantFrom('lost', 'restored', 'polled'), device })) },
      { weight: 4, arbitrary: one(fc.record({ do: fc.constantFrom('suppress', 'release'), device, source })) },
      { weight: 4, arbitrary: one(fc.record({ do: fc.constant('acknowledge' as const), key })) },
      { weight: 2, arbitrary: one(fc.record({ do: fc.constant('jump' as const), hours: fc.constantFrom(-1, 1) })) },
      { weight: 10, arbitrary: one(fc.constant({ do: 'second' as const })) },
      { weight: 1, arbitrary: one(fc.constant({ do: 'restart' as const })) },
    ),
    { maxLength: 60, size: 'max' },
  )
  .map((parts) => parts.flat());

test('whatever devices, operators and restarts do, one record per alarm says what the rules say', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const branch = await Branch.open(devices, changes);
      const suppressed = new Map([...'pb'].map((id) => [id, new Set<string>()]));
      const polls = new Map<string, number>();
      const away = new Set<string>();
      const held = (id: string, contact: boolean) => suppressed.get(id)!.size > 0 || (!contact && away.has(id));
      const model = new Map(
        Object.entries(rules).map(([name, rule]) => {
          const isHeld = () => held(name.split('/')[0]!, rule.contact);
          return [name, new ModelAlarm(rule, isHeld, () => branch.clock.now())];
        }),
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
          away.add(step.device);
          polls.delete(step.device);
          for (const alarm of of(step.device)) alarm.contactLost();
        } else if (step.do === 'restored') {
          branch.manager.contactRestored(step.device);
          away.delete(step.device);
          for (const alarm of of(step.device)) alarm.turn();
        } else if (step.do === 'polled') {
          branch.manager.polled(step.device);
          polls.set(step.device, (polls.get(step.device) ?? 0) + 1);
          if (polls.get(step.device) === 2) for (const alarm of of(step.device)) alarm.verified();
        } else if (step.do === 'suppress') {
          branch.manager.suppress(step.device, step.source, 'new roller');
          suppressed.get(step.device)!.add(step.source);
        } else if (step.do === 'release') {
          branch.manager.suppress(step.device, step.source, undefined);
          suppressed.get(step.device)!.delete(step.source);
          for (const alarm of of(step.device)) alarm.turn();
        } else if (step.do === 'jump') {
          branch.clock.jump(step.hours * 3_600_000);
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
          await branch.restart(devices, changes);
          for (const sources of suppressed.values()) sources.clear();
          polls.clear();
          away.clear();
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
          expect(record?.['x-flapping'] ?? false, `${name} flapping`).toBe(alarm.flapping);
          expect(record?.['x-count'] ?? 0, `${name} count`).toBeGreaterThanOrEqual(alarm.raises);
          expect(record?.['x-count'] ?? 0, `${name} count`).toBeLessThanOrEqual(alarm.raises + alarm.silent);
        }
        const open = keys.filter((name) => model.get(name)!.raised || !model.get(name)!.acknowledged);
        expect([...branch.retained.keys()].sort()).toEqual(open.sort());
        for (const [topic, record] of branch.retained) expect(record, topic).toEqual(records.get(topic));
        expect([...records.values()].filter(isOpen)).toHaveLength(open.length);
        expect(branch.manager.list()).toHaveLength(open.length);
      }
      let told = 0;
      for (const { change, record } of await branch.takeRecords()) {
        if (change === 'raise') told += 1;
        expect(record['x-seq']).toBeGreaterThan(highestSeq);
        highestSeq = record['x-seq'];
      }
      expect(told).toBe([...model.values()].reduce((sum, { raises }) => sum + raises, 0));
      await branch.shutDown();
      expect(branch.clock.pending).toBe(0);
    }),
    { numRuns: 40 },
  );
}, 60_000);
