import { severities } from '../alarms/record.js';
import { minutesOf } from '../duty/waits.js';
import type { DutyConfig } from './duty-schema.js';

/** Who would be told of an alarm. */
export interface PlannedDuty {
  /** Name of the duty manager; absent = none. */
  readonly manager?: string;
  readonly chores: readonly {
    readonly chore: string;
    readonly about: readonly string[];
    readonly persons: readonly string[];
  }[];
  readonly owners: readonly { readonly owner: string; readonly persons: readonly string[] }[];
  /** Minutes of each step, for severities that wait differently. */
  readonly waits: readonly { readonly severities: readonly string[]; readonly minutes: readonly number[] }[];
  readonly quietHours?: string;
  readonly slaMinutes: Readonly<Record<string, number>>;
}

export function planDuty({
  people,
  manager,
  chores,
  owners,
  escalation,
  quietHours,
  slaMinutes,
}: DutyConfig): PlannedDuty {
  const name = (id: string) => people[id]?.name ?? id;
  const persons = ({ a, b }: { a: string; b?: string | undefined }) => [a, ...(b === undefined ? [] : [b])].map(name);
  return {
    ...(manager === undefined ? {} : { manager: name(manager) }),
    chores: chores.map((chore) => ({
      chore: chore.name,
      about: [...(chore.devices ?? []), ...(chore.classes ?? []), ...(chore.alarms ?? [])],
      persons: persons(chore),
    })),
    owners: Object.entries(owners).map(([owner, pair]) => ({ owner, persons: persons(pair) })),
    waits: plannedWaits(escalation),
    ...(quietHours === undefined ? {} : { quietHours }),
    slaMinutes,
  };
}

export function dutyText({ manager, chores, owners, waits, quietHours }: PlannedDuty): string {
  const whose = [
    ...chores.map(({ chore, about, persons }) => `${persons.join(' then ')} of ${chore} (${about.join(', ')})`),
    ...owners.map(({ owner, persons }) => `${persons.join(' then ')} of other ${owner} alarms`),
    `${manager ?? 'central'} of the rest`,
  ];
  const steps = waits.map(
    ({ severities: which, minutes }) => `${minutes.map(minuteText).join(', ')} min (${which.join(', ')})`,
  );
  const quiet = quietHours === undefined ? 'at any hour' : `quiet ${quietHours} but for critical and security alarms`;
  return `tell ${whose.join('; ')}; to B, ${manager ?? 'no manager'}, central and again after ${steps.join(', ')}; ${quiet}`;
}

function plannedWaits(escalation: DutyConfig['escalation']): PlannedDuty['waits'] {
  const bySteps = new Map<string, { severities: string[]; minutes: readonly number[] }>();
  for (const severity of [...severities].reverse()) {
    const { acknowledgeMinutes, managerMinutes, centralMinutes, repeatMinutes } = minutesOf(escalation, severity);
    const minutes = [acknowledgeMinutes, managerMinutes, centralMinutes, repeatMinutes];
    const same = bySteps.get(minutes.join());
    if (same) same.severities.push(severity);
    else bySteps.set(minutes.join(), { severities: [severity], minutes });
  }
  return [...bySteps.values()];
}

function minuteText(minutes: number): string {
  return minutes === 0 ? 'never' : String(minutes);
}
