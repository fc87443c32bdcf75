import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountsOf } from './accounts.js';
import { DutyBranch, standard } from './support.js';

const out = 'printer-paper-out';
const low = 'printer-paper-low';
const everybody = ['a', 'b', 'central', 'manager'];

test('killed after any record of the log, no step is lost and none is repeated', async () => {
  const branch = await DutyBranch.open();
  // One that stays, one that clears, one that clears and comes again, one that somebody takes over.
  branch.report('printer-1', out);
  branch.report('printer-2', out);
  branch.report('printer-3', low);
  branch.report('printer-4', low);
  await branch.after(11);
  await branch.acknowledge('printer-4', low);
  branch.report('printer-2', out, false);
  branch.report('printer-3', low, false);
  await branch.after(2);
  branch.report('printer-3', low);
  await branch.after(14);
  const end = branch.clock.now();
  const records = await branch.log();
  await branch.stop();
  expect(records.length).toBeGreaterThan(20);

  for (let left = 0; left <= records.length; left++) {
    const again = await DutyBranch.openLeft(records.slice(0, left), end);
    again.report('printer-1', out);
    again.report('printer-2', out, false);
    again.report('printer-3', low);
    again.report('printer-4', low);
    await again.after(60);
    const accounts = accountsOf(again.forCentre());
    const known = (name: string) => [...(accounts.get(name)?.knows ?? [])].sort();
    expect(known(`printer-1/${out}`), `${left} records`).toEqual(everybody);
    expect(known(`printer-2/${out}`), `${left} records`).toEqual([]);
    expect(known(`printer-3/${low}`), `${left} records`).toEqual(everybody);
    const acknowledged = again.manager.list().some((record) => record['operator-state-change'].length > 0);
    expect(known(`printer-4/${low}`), `${left} records`).toEqual(acknowledged ? ['a', 'b'] : everybody);
    await again.stop();
  }
}, 60_000);

const alarms = [
  ['printer-1', out],
  ['printer-2', low],
  ['printer-3', low],
] as const;
const alarm = fc.constantFrom(...alarms);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('report' as const), alarm, active: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('acknowledge' as const), alarm }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('minutes' as const), count: fc.constantFrom(0.2, 1, 6, 11, 40) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('kill' as const), minutes: fc.constantFrom(0, 3, 30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), minutes: fc.constantFrom(0, 3, 30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hide' as const), alarm, on: fc.boolean() }) },
);

test('whatever happens, everybody hears of an alarm in turn, once, and that it is over', async () => {
  const duty = { ...standard, slaMinutes: { flm: 43_200 } };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (sequence) => {
      const branch = await DutyBranch.open(duty);
      const active = new Map<string, boolean>();
      const hidden = new Set<string>();
      const renewals = new Map<string, number[]>();
      const release = (device: string) => {
        branch.manager.suppress(device, 'maintenance', undefined);
        if (hidden.delete(device)) renewals.set(device, [...(renewals.get(device) ?? []), branch.clock.now()]);
      };
      // A device says at every poll what is the case.
      const poll = () => {
        for (const [device, type] of alarms) branch.report(device, type, active.get(device) ?? false);
      };
      for (const each of sequence) {
        if (each.do === 'report') active.set(each.alarm[0], each.active);
        else if (each.do === 'minutes') await branch.after(each.count);
        else if (each.do === 'acknowledge')
          await branch.acknowledge(each.alarm[0], each.alarm[1]).catch(() => undefined);
        else if (each.do === 'hide') {
          if (each.on) {
            hidden.add(each.alarm[0]);
            branch.manager.suppress(each.alarm[0], 'maintenance', 'new roller');
          } else release(each.alarm[0]);
        } else {
          await branch[each.do](duty, each.minutes);
          for (const device of [...hidden]) release(device);
        }
        poll();
        await branch.clock.advance(0);
      }
      for (const device of [...hidden]) release(device);
      await branch.after(70);

      const accounts = accountsOf(branch.forCentre(), renewals);
      for (const [device, type] of alarms) {
        const record = branch.manager.list().find(({ resource }) => resource.endsWith(`/${device}`));
        const knows = [...(accounts.get(`${device}/${type}`)?.knows ?? [])].sort();
        const isAcknowledged = record?.['operator-state-change'].at(-1)?.state === 'ack';
        if (!active.get(device)) expect(knows, `${device} is over`).toEqual([]);
        else if (!isAcknowledged) expect(knows, `${device} is raised`).toEqual(everybody);
      }
      await branch.stop();
      expect(branch.errors).toEqual([]);
      expect(branch.clock.pending).toBe(0);
    }),
    { numRuns: 25 },
  );
}, 120_000);
