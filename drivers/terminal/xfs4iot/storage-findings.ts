import { type Finding, type Severity, unitQualifier } from './finding.js';
import { isObject, type Json, objectAt, textAt } from './json.js';

/** Units that are looked at; a cash recycler has a dozen. */
const mostUnits = 64;

/** What a service can do with the notes of a unit whose own types are not told. */
export interface StorageRole {
  readonly accepts: boolean;
  readonly dispenses: boolean;
}

/** What the units of a service say (terminal-health.md 1.5, 9.4); the unit's name is the qualifier. */
export function storageFindings(service: string, units: Json, role: StorageRole): Finding[] {
  return Object.entries(units)
    .slice(0, mostUnits)
    .flatMap(([name, unit]) => (isObject(unit) ? unitFindings({ service, name, unit, role }) : []));
}

interface Unit {
  readonly service: string;
  readonly name: string;
  readonly unit: Json;
  readonly role: StorageRole;
}

function unitFindings(unit: Unit): Finding[] {
  if (isObject(unit.unit['cash'])) return cashUnit(unit);
  if (isObject(unit.unit['card'])) return cardUnit(unit);
  if (isObject(unit.unit['printer'])) return printerBin(unit);
  if (isObject(unit.unit['check']) || isObject(unit.unit['deposit'])) return [boxFinding(unit, 'cash-acceptor')];
  return [];
}

function cashUnit(unit: Unit): Finding[] {
  const cash = objectAt(unit.unit, 'cash');
  const { accepts, dispenses } = typesOf(cash, unit.role);
  const level = levelOf(cash);
  const operation = textAt(objectAt(cash, 'status'), 'operationStatus') ?? '';
  const broken = unit.unit['status'] === 'inoperative';
  const module = dispenses ? 'cash-dispenser' : 'cash-acceptor';
  return [
    boxFinding(unit, module),
    ...(accepts
      ? [
          said(unit, 'cash-acceptor', 'cash-acceptor-full', tell(level, { full: 'fail', high: 'warn' })),
          said(
            unit,
            'cash-acceptor',
            'cash-acceptor-fault',
            broken || operation === 'depositInoperative' ? { status: 'fail' } : {},
          ),
        ]
      : []),
    ...(dispenses
      ? [
          said(
            unit,
            'cash-dispenser',
            'cash-cassette-low-or-empty',
            tell(level, { empty: 'fail', low: 'warn' }, emptyIsWorse),
          ),
          said(
            unit,
            'cash-dispenser',
            'cash-dispenser-fault',
            broken || operation === 'dispenseInoperative' ? { status: 'fail' } : {},
          ),
        ]
      : []),
  ];
}

/**
 * A bin of cards. 9.4 has TRM-306 for every unit that is missing, whose text and remedy are about money: a card bin that is
 * missing or broken gives no cards, or takes none, and is told as that.
 */
function cardUnit(unit: Unit): Finding[] {
  const card = objectAt(unit.unit, 'card');
  const type =
    textAt(card, 'type') ??
    textAt(objectAt(card, 'capabilities'), 'type') ??
    textAt(objectAt(card, 'configuration'), 'type');
  const level = levelOf(card);
  const unfit = isUnfit(unit.unit);
  if (type === 'dispense') {
    const told = tell(level, { empty: 'fail', low: 'warn' }, emptyIsWorse);
    return [
      said(unit, 'card-dispenser', 'card-dispenser-empty-or-low', unfit ? { status: 'fail', severity: 'major' } : told),
    ];
  }
  const told = tell(level, { full: 'fail' });
  return [said(unit, 'card-reader', 'card-jammed-or-retained-bin-full', unfit ? { status: 'fail' } : told)];
}

function printerBin(unit: Unit): Finding[] {
  const told = tell(levelOf(objectAt(unit.unit, 'printer')), { full: 'fail', high: 'warn' });
  return [said(unit, 'receipt-printer', 'printer-retract-bin-full', isUnfit(unit.unit) ? { status: 'fail' } : told)];
}

/** A box of money that is not there, or has been opened by somebody. */
function boxFinding(unit: Unit, module: string): Finding {
  const { status } = unit.unit;
  const gone = status === 'missing' || status === 'manipulated';
  return said(unit, module, 'cash-acceptor-box-removed', gone ? { status: 'fail' } : {});
}

function isUnfit({ status }: Json): boolean {
  return status === 'missing' || status === 'manipulated' || status === 'inoperative';
}

/** What a level means; `unknown` = the unit does not tell. */
interface Told {
  readonly status?: 'warn' | 'fail';
  readonly severity?: Severity;
  readonly unknown?: boolean;
}

const emptyIsWorse: Readonly<Record<string, Severity>> = { low: 'minor', empty: 'major' };

function tell(
  level: string | undefined,
  bad: Readonly<Record<string, 'warn' | 'fail'>>,
  severities: Readonly<Record<string, Severity>> = {},
): Told {
  if (level === undefined || level === 'unknown') return { unknown: true };
  const status = Object.hasOwn(bad, level) ? bad[level] : undefined;
  const severity = Object.hasOwn(severities, level) ? severities[level] : undefined;
  return { ...(status ? { status } : {}), ...(severity ? { severity } : {}) };
}

function said(
  { service, name, unit }: Unit,
  module: string,
  type: string,
  { status, severity, unknown }: Told,
): Finding {
  const kind = ['cash', 'card', 'printer', 'check', 'deposit'].map((each) => objectAt(unit, each));
  const level = kind.map(levelOf).find((each) => each !== undefined);
  const operation = kind.map((each) => textAt(objectAt(each, 'status'), 'operationStatus')).find(Boolean);
  const place = textAt(unit, 'positionName', 40);
  const parts = [
    `${service}: storage ${name}${place === undefined ? '' : ` (${place})`}`,
    `status ${textAt(unit, 'status', 40) ?? 'not told'}`,
    ...(level === undefined ? [] : [`replenishment ${level}`]),
    ...(operation === undefined ? [] : [operation]),
  ];
  return {
    module,
    status: status ?? (unknown ? 'unknown' : 'ok'),
    type,
    qualifier: unitQualifier(name),
    active: status !== undefined ? true : unknown ? undefined : false,
    severity,
    detail: parts.join(', '),
  };
}

function levelOf(kind: Json): string | undefined {
  return textAt(objectAt(kind, 'status'), 'replenishmentStatus', 40) ?? textAt(kind, 'replenishmentStatus', 40);
}

/** A cassette that only gives may be full, a box that only takes may be empty. */
function typesOf(cash: Json, role: StorageRole): StorageRole {
  const own = {
    ...objectAt(objectAt(cash, 'capabilities'), 'types'),
    ...objectAt(objectAt(cash, 'configuration'), 'types'),
  };
  if (Object.keys(own).length === 0) return role;
  const has = (...names: readonly string[]) => names.some((name) => own[name] === true);
  return { accepts: has('cashIn', 'cashInRetract', 'cashOutRetract', 'reject'), dispenses: has('cashOut') };
}
