import type { AlarmCondition } from '../../driver.js';
import type { TerminalModule } from '../contract.js';
import { kindsOf } from './device-findings.js';
import type { Finding } from './finding.js';
import { keyOf } from './raised.js';

/** A service and what it says, or said when it was last heard. */
export interface HeardService {
  readonly name: string;
  readonly interfaces: readonly string[];
  readonly connected: boolean;
  /** Why it is not connected. */
  readonly why: string | undefined;
  readonly findings: readonly Finding[];
}

const source = 'xfs4iot';
const severities = ['warning', 'minor', 'major', 'critical'] as const;

/**
 * One condition per alarm out of what the connected services say of it: active when one says so, over only when none does,
 * and none that is not heard now (`held`) had it active.
 */
export function conditionsOf(services: readonly HeardService[], held: { has(key: string): boolean }): AlarmCondition[] {
  const byKey = new Map<string, Finding[]>();
  for (const finding of services.filter(({ connected }) => connected).flatMap(({ findings }) => findings)) {
    if (finding.type === undefined) continue;
    const key = keyOf([finding.type, finding.qualifier]);
    byKey.set(key, [...(byKey.get(key) ?? []), finding]);
  }
  return [...byKey].flatMap(([key, findings]) => {
    const active = findings.filter((finding) => finding.active);
    if (active.length > 0) return [condition(worstOf(active), true)];
    const isOver = findings.every((finding) => finding.active === false) && !held.has(key);
    return isOver ? [condition(findings[0] as Finding, false)] : [];
  });
}

function condition({ type = '', qualifier, severity, owner, detail }: Finding, active: boolean): AlarmCondition {
  return {
    type,
    qualifier,
    active,
    ...(active && severity ? { severity } : {}),
    ...(active && owner ? { owner } : {}),
    detail,
  };
}

/** One without a severity of its own has the catalogue's, which no other goes above. */
function worstOf(findings: readonly Finding[]): Finding {
  const weight = ({ severity }: Finding) => (severity === undefined ? severities.length : severities.indexOf(severity));
  return findings.reduce((before, each) => (weight(each) > weight(before) ? each : before));
}

/** The parts of the terminal by name; several of a kind are numbered in the order of their services' names. */
export function modulesOf(services: readonly HeardService[]): Record<string, TerminalModule> {
  const modules: Record<string, TerminalModule> = {};
  const count = new Map<string, number>();
  for (const service of services.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const own = new Map<string, string>();
    for (const { module } of kindsOf(service.interfaces)) {
      const number = (count.get(module) ?? 0) + 1;
      count.set(module, number);
      own.set(module, number === 1 ? module : `${module}-${number}`);
    }
    for (const [, name] of own) add(modules, name, initial(service));
    if (!service.connected) continue;
    for (const finding of service.findings) {
      const { status, detail } = finding;
      if (status === 'unknown') continue;
      const said = status === 'ok' ? {} : { detail: detail.slice(0, 300) };
      add(modules, own.get(finding.module) ?? finding.module, { status, ...said, source });
    }
  }
  return modules;
}

function initial({ name, connected, why }: HeardService): TerminalModule {
  if (connected) return { status: 'unknown', source };
  return { status: 'unknown', detail: `${name}: ${why ?? 'not connected'}`.slice(0, 300), source };
}

function add(modules: Record<string, TerminalModule>, name: string, said: TerminalModule): void {
  const before = modules[name];
  if (before === undefined || rank(said) > rank(before)) modules[name] = said;
}

/** Unknown because it is not heard weighs more than well; unknown because it has not said anything weighs nothing. */
function rank({ status, detail }: TerminalModule): number {
  if (status === 'unknown') return detail === undefined ? 0 : 2;
  return { ok: 1, warn: 3, fail: 4 }[status];
}
