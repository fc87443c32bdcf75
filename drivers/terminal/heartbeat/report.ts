import type { AlarmCondition } from '../../driver.js';
import type { TerminalModule, TerminalService } from '../contract.js';
import { serviceOf } from '../service.js';
import { alarmsOf, conditionsOf, reportText } from './codes.js';
import { type AgentModule, agentModuleNames, agentModules } from './fields.js';
import type { Beat } from './message.js';

const source = 'heartbeat';

/** What is wanted of a terminal's agent. */
export interface Expectation {
  /** Modules it has to tell of. */
  readonly modules: readonly AgentModule[];
  /** Modules without which nobody is served. */
  readonly essential: readonly AgentModule[];
}

type AlarmName = Pick<AlarmCondition, 'type' | 'qualifier'>;

/** What one beat says of the modules. */
export interface ModuleReport {
  /** As the state has them. */
  readonly modules: Readonly<Record<string, TerminalModule>>;
  readonly conditions: readonly AlarmCondition[];
  /** Alarms of which it says nothing. */
  readonly unverified: readonly AlarmName[];
}

/** A module that the agent neither tells of nor has to is not there, and has no alarms. */
export function reportModules({ modules }: Pick<Beat, 'modules'>, expected: Expectation): ModuleReport {
  const told: Record<string, TerminalModule> = {};
  const conditions: AlarmCondition[] = [];
  const unverified: AlarmName[] = [];
  for (const name of agentModuleNames) {
    const report = modules[name];
    if (report) {
      const detail = report.code === undefined ? {} : { detail: `${name}: ${reportText(report)}` };
      told[agentModules[name]] = { status: report.status, ...detail, source };
      conditions.push(...conditionsOf(name, report));
    } else if (expected.modules.includes(name)) {
      told[agentModules[name]] = { status: 'unknown', detail: `${name}: the agent does not tell of it`, source };
    } else conditions.push(...conditionsOf(name, { status: 'ok' }));
    if (told[agentModules[name]]?.status === 'unknown') unverified.push(...alarmsOf(name));
  }
  return { modules: told, conditions, unverified };
}

/** The application and the computer, as a beat shows them. */
export function reportWhole({ inService }: Pick<Beat, 'inService'>, restarts: number): Record<string, TerminalModule> {
  return {
    application: inService ? { status: 'ok', source } : { status: 'fail', detail: 'in-service=false', source },
    host:
      restarts < manyRestarts
        ? { status: 'ok', source }
        : { status: 'warn', detail: `${restarts} restarts within 30 min`, source },
  };
}

/** Restarts within 30 minutes that are worth a warning. */
const manyRestarts = 3;

/** Modules as they are when nobody tells of them any more: what was known is unknown. */
export function forgotten(
  modules: Readonly<Record<string, TerminalModule>>,
  known: Readonly<Record<string, TerminalModule>>,
): Record<string, TerminalModule> {
  const unknown = Object.keys(modules).map((name) => [name, { status: 'unknown' as const, source }]);
  return { ...Object.fromEntries(unknown), ...known };
}

/** The application is that without which nobody is served, whatever else is. */
export function heartbeatService(
  modules: Readonly<Record<string, TerminalModule>>,
  { essential }: Expectation,
  idle: boolean,
): TerminalService {
  const service = serviceOf(modules, ['application', ...essential.map((name) => agentModules[name])]);
  return service === 'in-service' && idle ? 'idle' : service;
}
