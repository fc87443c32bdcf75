import type { AlarmCondition } from '../../driver.js';
import { type AgentModule, type AgentModuleReport, agentModuleNames } from './fields.js';

/** The alarm that a code of a module stands for. */
interface Meaning {
  readonly type: string;
  /** Default: the module's own. */
  readonly qualifier?: string;
  readonly severity?: 'minor' | 'major';
}

interface ModuleCodes {
  /** The closed list an agent may send; of any other code the status alone counts. */
  readonly codes: Readonly<Record<string, Meaning>>;
  /** What `fail` is with no code of the list; absent where the catalogue has no alarm for such a module. */
  readonly fail?: Meaning;
  /** Tells its alarms from those of another module of the kind. */
  readonly qualifier?: string;
}

const printer: ModuleCodes = {
  codes: {
    'paper-out': { type: 'printer-paper-out' },
    'paper-low': { type: 'printer-paper-low' },
    'paper-jam': { type: 'printer-paper-jam' },
    'cover-open': { type: 'printer-cover-open' },
    'cutter-fault': { type: 'printer-cutter-fault' },
    'head-hot': { type: 'printer-head-overheat' },
    'bin-full': { type: 'printer-retract-bin-full' },
    'supply-low': { type: 'printer-supply-low' },
    offline: { type: 'printer-offline' },
  },
  fail: { type: 'printer-hardware-fault' },
};

const acceptor: ModuleCodes = {
  codes: {
    full: { type: 'cash-acceptor-full' },
    'box-removed': { type: 'cash-acceptor-box-removed' },
    jam: { type: 'cash-acceptor-jam' },
  },
  fail: { type: 'cash-acceptor-fault' },
};

/** Which code of which module is which alarm (terminal-health.md 9.3, 9.4). */
const table: Readonly<Record<AgentModule, ModuleCodes>> = {
  printer,
  'statement-printer': { ...printer, qualifier: 'statement-printer' },
  'card-reader': {
    codes: {
      'card-jam': { type: 'card-jammed-or-retained-bin-full' },
      'retained-bin-full': { type: 'card-jammed-or-retained-bin-full' },
    },
    fail: { type: 'card-reader-fault' },
  },
  'cash-acceptor': acceptor,
  'coin-acceptor': { ...acceptor, qualifier: 'coin-acceptor' },
  'cash-dispenser': {
    codes: {
      low: { type: 'cash-cassette-low-or-empty', severity: 'minor' },
      empty: { type: 'cash-cassette-low-or-empty', severity: 'major' },
    },
    fail: { type: 'cash-dispenser-fault' },
  },
  'pin-pad': { codes: {}, fail: { type: 'pin-pad-fault' } },
  'sim-dispenser': {
    codes: {
      low: { type: 'card-dispenser-empty-or-low', severity: 'minor' },
      empty: { type: 'card-dispenser-empty-or-low', severity: 'major' },
      jam: { type: 'card-dispenser-empty-or-low', qualifier: 'jam', severity: 'major' },
    },
    fail: { type: 'card-dispenser-empty-or-low', qualifier: 'fail', severity: 'major' },
  },
  'barcode-reader': { codes: {} },
  camera: { codes: {} },
};

/** Every alarm type that a module can lead to, once. */
export const moduleAlarmTypes: readonly string[] = [
  ...new Set(agentModuleNames.flatMap((module) => alarmsOf(module).map(({ type }) => type))),
];

/** The codes an agent may send of a module, for its documentation. */
export function codesOf(module: AgentModule): readonly string[] {
  return Object.keys(table[module].codes);
}

/** Every alarm of a module, by type and qualifier, each once. */
export function alarmsOf(module: AgentModule): { readonly type: string; readonly qualifier: string }[] {
  const { codes, fail, qualifier = '' } = table[module];
  const all = [...Object.values(codes), ...(fail ? [fail] : [])];
  const keyed = all.map((meaning) => ({ type: meaning.type, qualifier: meaning.qualifier ?? qualifier }));
  return keyed.filter((alarm, index) => keyed.findIndex((other) => sameAlarm(alarm, other)) === index);
}

/**
 * What a report says of each alarm of its module, active or not. A module that is ok has none, whatever its code; of one
 * whose status is unknown nothing can be said.
 */
export function conditionsOf(module: AgentModule, report: AgentModuleReport): AlarmCondition[] {
  if (report.status === 'unknown') return [];
  const { codes, fail, qualifier = '' } = table[module];
  const known = report.code !== undefined && Object.hasOwn(codes, report.code) ? codes[report.code] : undefined;
  const meaning = report.status === 'ok' ? undefined : (known ?? (report.status === 'fail' ? fail : undefined));
  const active = meaning && { type: meaning.type, qualifier: meaning.qualifier ?? qualifier };
  return alarmsOf(module).map((alarm) =>
    meaning && active && sameAlarm(active, alarm)
      ? {
          ...alarm,
          active: true,
          detail: `${module}: ${reportText(report)}`,
          ...(meaning.severity ? { severity: meaning.severity } : {}),
        }
      : { ...alarm, active: false },
  );
}

/** `fail paper-out`, for technicians. */
export function reportText({ status, code }: AgentModuleReport): string {
  return code === undefined ? status : `${status} ${code}`;
}

function sameAlarm(
  a: { readonly type: string; readonly qualifier: string },
  b: { readonly type: string; readonly qualifier: string },
): boolean {
  return a.type === b.type && a.qualifier === b.qualifier;
}
