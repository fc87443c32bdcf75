import type { AlarmCondition, AlarmDeclaration } from '../../driver.js';
import type { TerminalModule } from '../contract.js';
import { type ConditionName, type Conditions, conditionNames, wrongIn } from './conditions.js';
import type { CctalkModule, ModuleKind } from './options.js';

const source = 'cctalk';
export const contactAlarm = 'terminal-module-unreachable';
export const fraudAlarm = { type: 'fraud-device-suspected', qualifier: 'note-fraud' } as const;

const acceptor: Readonly<Record<ConditionName, string>> = {
  full: 'cash-acceptor-full',
  removed: 'cash-acceptor-box-removed',
  jam: 'cash-acceptor-jam',
  fault: 'cash-acceptor-fault',
};
/** Whatever is wrong with a hopper, it gives no coins. */
const hopper = Object.fromEntries(conditionNames.map((name) => [name, 'cash-dispenser-fault']));
const alarmTypes: Readonly<Record<ModuleKind, Readonly<Partial<Record<ConditionName, string>>>>> = {
  bill: acceptor,
  coin: acceptor,
  hopper,
  other: {},
};
/** Modules whose alarms need no name beside their type. */
const plainModules: ReadonlySet<string> = new Set(['cash-acceptor', 'cash-dispenser']);
const ownTypes = [...new Set([...Object.values(acceptor), ...Object.values(hopper)])];

/**
 * Self-checks are 30 s apart, and a tap hears what the kiosk PC happens to ask: what no poll told of must stay,
 * unverified, and not be taken for over.
 */
export const alarmDeclarations: readonly AlarmDeclaration[] = [...ownTypes, fraudAlarm.type].map((type) => ({
  type,
  onOccasion: true,
}));

export function qualifierOf({ module }: CctalkModule): string {
  return plainModules.has(module) ? '' : module;
}

/** The alarms of one module of which something was heard, active and not. */
export function alarmsOf(module: CctalkModule, conditions: Conditions): AlarmCondition[] {
  const types = alarmTypes[module.kind];
  return [...new Set(Object.values(types))].flatMap((type) => {
    const heard = conditionNames.flatMap((name) => (types[name] === type ? [conditions[name]] : []));
    const wrong = heard.flatMap((each) => (each === undefined || each === 'absent' ? [] : [each]))[0];
    // Over only when each of those that share the type is known to be.
    if (!wrong && heard.includes(undefined)) return [];
    const { severity, detail } = wrong ?? {};
    return [
      {
        type,
        qualifier: qualifierOf(module),
        active: wrong !== undefined,
        ...(severity && { severity }),
        ...(detail !== undefined && { detail: `${module.module}, ${detail}` }),
      },
    ];
  });
}

/** Types no module of this configuration has: an alarm left from an earlier configuration is over. */
export function impossibleAlarms(modules: readonly CctalkModule[]): AlarmCondition[] {
  const possible = new Set(modules.flatMap(({ kind }) => Object.values(alarmTypes[kind])));
  return ownTypes.filter((type) => !possible.has(type)).map((type) => ({ type, active: false }));
}

/** How a module stands in the terminal's state. */
export function moduleState(conditions: Conditions, note?: string): TerminalModule {
  const wrong = wrongIn(conditions);
  const worst = wrong.some(({ severity }) => severity !== 'warning') ? 'fail' : 'warn';
  const detail = [...wrong.map((each) => each.detail), ...(note === undefined ? [] : [note])].join('; ');
  return { status: wrong.length > 0 ? worst : 'ok', ...(detail && { detail }), source };
}

export function unknownModule(detail: string): TerminalModule {
  return { status: 'unknown', detail, source };
}

export function failedModule(detail: string): TerminalModule {
  return { status: 'fail', detail, source };
}
