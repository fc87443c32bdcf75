import { describe, expect, it } from 'vitest';
import { alarmsOf, codesOf, conditionsOf, moduleAlarmTypes } from '../../../../drivers/terminal/heartbeat/codes.js';
import { type AgentModule, agentModuleNames } from '../../../../drivers/terminal/heartbeat/fields.js';
import { catalogue } from '../../../../gateway/alarms/catalogue.js';

type Row = [AgentModule, 'warn' | 'fail', string | undefined, string, string?];

/** terminal-health.md 9.3 and 9.4, by the codes a kiosk's own agent may send. */
const rows: Row[] = [
  ['printer', 'fail', 'paper-out', 'printer-paper-out'],
  ['printer', 'warn', 'paper-low', 'printer-paper-low'],
  ['printer', 'fail', 'paper-jam', 'printer-paper-jam'],
  ['printer', 'warn', 'cover-open', 'printer-cover-open'],
  ['printer', 'fail', 'cutter-fault', 'printer-cutter-fault'],
  ['printer', 'warn', 'head-hot', 'printer-head-overheat'],
  ['printer', 'fail', 'bin-full', 'printer-retract-bin-full'],
  ['printer', 'warn', 'supply-low', 'printer-supply-low'],
  ['printer', 'fail', 'offline', 'printer-offline'],
  ['printer', 'fail', undefined, 'printer-hardware-fault'],
  ['printer', 'fail', 'E-4711', 'printer-hardware-fault'],
  ['statement-printer', 'fail', 'paper-out', 'printer-paper-out/statement-printer'],
  ['statement-printer', 'fail', 'x', 'printer-hardware-fault/statement-printer'],
  ['card-reader', 'fail', undefined, 'card-reader-fault'],
  ['card-reader', 'fail', 'card-jam', 'card-jammed-or-retained-bin-full'],
  ['card-reader', 'warn', 'retained-bin-full', 'card-jammed-or-retained-bin-full'],
  ['cash-acceptor', 'fail', 'full', 'cash-acceptor-full'],
  ['cash-acceptor', 'fail', 'box-removed', 'cash-acceptor-box-removed'],
  ['cash-acceptor', 'fail', 'jam', 'cash-acceptor-jam'],
  ['cash-acceptor', 'fail', 'sensor-3', 'cash-acceptor-fault'],
  ['coin-acceptor', 'fail', 'jam', 'cash-acceptor-jam/coin-acceptor'],
  ['coin-acceptor', 'fail', undefined, 'cash-acceptor-fault/coin-acceptor'],
  ['cash-dispenser', 'warn', 'low', 'cash-cassette-low-or-empty', 'minor'],
  ['cash-dispenser', 'fail', 'empty', 'cash-cassette-low-or-empty', 'major'],
  ['cash-dispenser', 'fail', undefined, 'cash-dispenser-fault'],
  ['pin-pad', 'fail', undefined, 'pin-pad-fault'],
  ['sim-dispenser', 'warn', 'low', 'card-dispenser-empty-or-low', 'minor'],
  ['sim-dispenser', 'fail', 'empty', 'card-dispenser-empty-or-low', 'major'],
  ['sim-dispenser', 'fail', 'jam', 'card-dispenser-empty-or-low/jam', 'major'],
  ['sim-dispenser', 'fail', 'motor', 'card-dispenser-empty-or-low/fail', 'major'],
];

const named = ({ type, qualifier = '' }: { type: string; qualifier?: string | undefined }) =>
  qualifier === '' ? type : `${type}/${qualifier}`;

describe('codes of modules', () => {
  it.each(rows)('%s %s %s is %s', (module, status, code, alarm, severity) => {
    const conditions = conditionsOf(module, { status, ...(code === undefined ? {} : { code }) });
    const active = conditions.filter((condition) => condition.active);
    expect(active.map(named)).toEqual([alarm]);
    expect(active[0]?.detail).toBe(`${module}: ${status}${code === undefined ? '' : ` ${code}`}`);
    expect(active[0]?.severity).toBe(severity);
    // The others are said to be over.
    expect(conditions.map(named).sort()).toEqual(alarmsOf(module).map(named).sort());
  });

  it('every code of the list is in this table', () => {
    for (const module of agentModuleNames) {
      const tested = rows.filter(([name]) => name === module || sameKind(name, module)).map(([, , code]) => code);
      for (const code of codesOf(module)) expect(tested).toContain(code);
    }
  });

  it('a warning with a code nobody knows is the state of the module and no alarm', () => {
    for (const module of agentModuleNames) {
      const conditions = conditionsOf(module, { status: 'warn', code: 'dusty' });
      expect(conditions.filter(({ active }) => active)).toEqual([]);
    }
  });

  it('a module that is ok has no alarm whatever its code, and of one that is unknown nothing is said', () => {
    for (const module of agentModuleNames) {
      for (const code of codesOf(module)) {
        expect(conditionsOf(module, { status: 'ok', code }).some(({ active }) => active)).toBe(false);
        expect(conditionsOf(module, { status: 'unknown', code })).toEqual([]);
      }
    }
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is a code like any other', (code) => {
    expect(
      conditionsOf('printer', { status: 'fail', code })
        .filter(({ active }) => active)
        .map(named),
    ).toEqual(['printer-hardware-fault']);
  });

  it('all of them are in the catalogue, with the severities they can have', () => {
    for (const type of moduleAlarmTypes) expect(catalogue.has(type), type).toBe(true);
    for (const [module, status, code] of rows) {
      for (const { type, severity } of conditionsOf(module, { status, ...(code === undefined ? {} : { code }) })) {
        const entry = catalogue.get(type);
        if (severity) expect(entry?.severities ?? [entry?.severity]).toContain(severity);
      }
    }
  });
});

/** Two modules that share their codes. */
function sameKind(a: AgentModule, b: AgentModule): boolean {
  const kinds: AgentModule[][] = [
    ['printer', 'statement-printer'],
    ['cash-acceptor', 'coin-acceptor'],
  ];
  return kinds.some((kind) => kind.includes(a) && kind.includes(b));
}
