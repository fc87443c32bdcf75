import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AlarmLife, toldOf, untold } from '../../../gateway/device-file/rings.js';

type Status = AlarmLife['status-change'][number];

interface Version extends AlarmLife {
  /** Every status change of its life, however many. */
  readonly all: readonly Status[];
}

/** The life of an alarm, version by version, as the alarm manager writes it; times may stand still. */
function lifeOf(steps: readonly { readonly step: string; readonly ms: number }[]): Version[] {
  const versions: Version[] = [];
  let all: Status[] = [];
  let operators: AlarmLife['operator-state-change'] = [];
  let [at, count, severity] = [1_000_000, 0, 'cleared'];
  for (const { step, ms } of steps) {
    at += ms;
    const time = new Date(at).toISOString();
    const isRaised = severity !== 'cleared';
    if (step === 'raise-or-clear') {
      severity = isRaised ? 'cleared' : 'major';
      count += isRaised ? 0 : 1;
    } else if (step === 'severity' && isRaised) severity = severity === 'major' ? 'minor' : 'major';
    const changed = step === 'raise-or-clear' || (step === 'severity' && isRaised);
    if (changed) all = [...all, { time, 'perceived-severity': severity as 'major', 'alarm-text': 'x' }];
    if (step === 'ack' && all.length > 0)
      operators = [...operators, { time, operator: `o${at % 3}`, state: 'ack' as const }].slice(-32);
    if (all.length === 0) continue;
    versions.push({
      ...{ all, 'time-created': 'born', 'status-change': all.slice(-32), 'operator-state-change': operators },
      ...{ 'x-count': count, 'x-seq': versions.length + 1 },
    });
  }
  return versions;
}

const steps = fc.array(
  fc.record({
    step: fc.constantFrom('raise-or-clear', 'severity', 'ack', 'verify'),
    ms: fc.constantFrom(0, 0, 1, 700, -500),
  }),
  { minLength: 1, maxLength: 60 },
);

test('told version by version, or told up to any version and looked up after a kill: every change once, none twice', () => {
  fc.assert(
    fc.property(steps, fc.nat(59), fc.nat(31), (list, killAfter, later) => {
      const versions = lifeOf(list);
      const told: Status[] = [];
      const acks: unknown[] = [];
      const killed = Math.min(killAfter, versions.length - 1);
      let before: Version | undefined;
      for (const version of versions.slice(0, killed + 1)) {
        const { status, operator } = untold(toldOf(before), version);
        told.push(...status);
        acks.push(...operator);
        before = version;
      }
      expect(told).toEqual(before?.all ?? []);
      const last = versions[Math.min(killed + later, versions.length - 1)];
      if (!before || !last) return;
      const found = untold(
        { ...(toldOf(before) as NonNullable<ReturnType<typeof toldOf>>), status: told.slice(-32) },
        last,
      );
      told.push(...found.status);
      expect(told).toEqual(last.all);
      expect(acks.length + found.operator.length).toBe(last['operator-state-change'].length);
    }),
    { numRuns: 500 },
  );
});

test('more changes than the ring holds while nothing was told: the newest are told, and that some are lost', () => {
  const versions = lifeOf(Array.from({ length: 90 }, () => ({ step: 'raise-or-clear', ms: 5 })));
  const found = untold(toldOf(versions[3]), versions[89] as Version);
  expect(found.status).toHaveLength(32);
  expect(found.isCut).toBe(true);
  expect(untold(toldOf(versions[70]), versions[89] as Version)).toMatchObject({ isCut: false });
});

test('an alarm that was purged and is raised anew has all its changes to tell', () => {
  const [first] = lifeOf([{ step: 'raise-or-clear', ms: 0 }]);
  const again = { ...(first as Version), 'time-created': 'born again' };
  expect(untold(toldOf(first), again).status).toHaveLength(1);
});
