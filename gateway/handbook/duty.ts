import { dutySchema } from '../config/duty-schema.js';
import type { ResolvedConfig } from '../config/schema.js';
import { onDuty } from '../duty/roster.js';
import type { DutyOf, HandbookDuty } from './content.js';

/** Who is told of an alarm of this branch, A before B, and by when it is to be cleared. A branch without `duty` has no people. */
export function dutyOfBranch({ duty: own }: Pick<ResolvedConfig, 'duty'>): DutyOf {
  const duty = own ?? dutySchema.parse({});
  const nameOf = (person: string) => duty.people[person]?.name ?? person;
  return ({ type, owner }, device) => {
    const { seats } = onDuty(duty, {
      deviceId: device?.id ?? 'gateway',
      deviceClass: device?.class,
      alarmType: type,
      owner,
    });
    const pair = seats.filter(({ step }) => step === 'a' || step === 'b' || step === 'manager');
    return {
      people: pair.flatMap(({ person }) => (person === undefined ? [] : [nameOf(person)])),
      dueMinutes: duty.slaMinutes[owner],
    };
  };
}

/** The chores with their people, as a table for the wall. */
export function dutyTableOf({ duty }: Pick<ResolvedConfig, 'duty'>): HandbookDuty | undefined {
  if (!duty) return undefined;
  const nameOf = (person: string) => duty.people[person]?.name ?? person;
  return {
    ...(duty.manager === undefined ? {} : { manager: nameOf(duty.manager) }),
    chores: duty.chores.map(({ name, a, b }) => ({ name, a: nameOf(a), ...(b === undefined ? {} : { b: nameOf(b) }) })),
  };
}
