import type { Owner } from '../alarms/record.js';
import type { DutyConfig } from '../config/duty-schema.js';

/** In the order in which they are told. */
export const steps = ['a', 'b', 'manager', 'central'] as const;
export type Step = (typeof steps)[number];

/** One step and who stands there. */
export interface Seat {
  readonly step: Step;
  /** Id in `people`; undefined for central. */
  readonly person?: string | undefined;
}

/** What decides who is on duty for an alarm. */
export interface Chore {
  readonly deviceId: string;
  /** Undefined for the gateway itself. */
  readonly deviceClass: string | undefined;
  readonly alarmType: string;
  readonly owner: Owner;
}

export interface OnDuty {
  /** Name of the chore; undefined where the owner or the duty manager is meant. */
  readonly chore?: string | undefined;
  /** Each person once, at the first step that names it; central last. */
  readonly seats: readonly Seat[];
  /** The duty manager, where there is one, and central. */
  readonly overseers: readonly Seat[];
}

type Roster = Pick<DutyConfig, 'chores' | 'owners' | 'manager'>;

/** The first chore that fits; else the pair of the owner; else the duty manager. */
export function onDuty({ chores, owners, manager }: Roster, alarm: Chore): OnDuty {
  const chore = chores.find((each) => fits(each, alarm));
  const pair = chore ?? owners[alarm.owner];
  const people: readonly (readonly [Step, string | undefined])[] = [
    ['a', pair?.a],
    ['b', pair?.b],
    ['manager', manager],
  ];
  const seats: Seat[] = [];
  for (const [step, person] of people) {
    if (person !== undefined && !seats.some((seat) => seat.person === person)) seats.push({ step, person });
  }
  const central: Seat = { step: 'central' };
  return {
    ...(chore ? { chore: chore.name } : {}),
    seats: [...seats, central],
    overseers: manager === undefined ? [central] : [{ step: 'manager', person: manager }, central],
  };
}

function fits({ devices, classes, alarms }: Roster['chores'][number], alarm: Chore): boolean {
  return (
    (devices?.includes(alarm.deviceId) ?? true) &&
    (classes?.some((each) => each === alarm.deviceClass) ?? true) &&
    (alarms?.includes(alarm.alarmType) ?? true)
  );
}
