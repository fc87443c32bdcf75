import { type Severity, severities } from '../../alarms/record.js';
import { minutesOf, waitNames } from '../../duty/waits.js';
import type { Mistake } from '../../validation/mistake.js';
import { escalationSchema } from '../duty-schema.js';
import { asRecord } from '../outline.js';

/** What is worse never waits longer for the next person than what is less bad. */
export function dutyWaitRules(written: unknown): Mistake[] {
  const escalation = escalationSchema.safeParse(written ?? {});
  if (!escalation.success) return [];
  return severities.flatMap((severity, index): Mistake[] => {
    const less = severities[index - 1];
    if (less === undefined) return [];
    const [own, other] = [minutesOf(escalation.data, severity), minutesOf(escalation.data, less)];
    return waitNames
      .filter((name) => length(own[name]) > length(other[name]))
      .map((name) => ({
        path: ['duty', 'escalation', ...placeOf(written, severity, less, name)],
        found: `${own[name]} for ${severity} and ${other[name]} for ${less} alarms`,
        allowed: `for ${severity} alarms no longer than for ${less} ones`,
      }));
  });
}

/** The field that one would change: that of the worse severity, else that of the other. */
function placeOf(written: unknown, severity: Severity, less: Severity, name: string): string[] {
  const raw = asRecord(written);
  const place = [severity, less].find((each) => asRecord(raw[each])[name] !== undefined);
  return place === undefined ? [name] : [place, name];
}

/** 0 = never, which is the longest. */
function length(minutes: number): number {
  return minutes === 0 ? Number.POSITIVE_INFINITY : minutes;
}
