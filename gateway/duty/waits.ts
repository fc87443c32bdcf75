import type { Severity } from '../alarms/record.js';
import type { EscalationConfig } from '../config/duty-schema.js';

/** How long each step waits for an acknowledgement, ms; undefined = what would follow never comes. */
export interface Waits {
  readonly acknowledgeMs: number;
  readonly managerMs: number;
  readonly centralMs: number | undefined;
  readonly repeatMs: number | undefined;
}

/** Minutes, as the configuration has them. */
export interface WaitMinutes {
  readonly acknowledgeMinutes: number;
  readonly managerMinutes: number;
  readonly centralMinutes: number;
  readonly repeatMinutes: number;
}

export const waitNames = ['acknowledgeMinutes', 'managerMinutes', 'centralMinutes', 'repeatMinutes'] as const;

const critical: WaitMinutes = { acknowledgeMinutes: 3, managerMinutes: 5, centralMinutes: 10, repeatMinutes: 60 };

/** A critical alarm waits as its own entry says, else as built in, but no longer than any other. */
export function minutesOf(escalation: EscalationConfig, severity: Severity): WaitMinutes {
  const own = escalation[severity] ?? {};
  const minutes = (name: (typeof waitNames)[number]) =>
    own[name] ?? (severity === 'critical' ? criticalMinutes(escalation, name) : escalation[name]);
  return {
    acknowledgeMinutes: minutes('acknowledgeMinutes'),
    managerMinutes: minutes('managerMinutes'),
    centralMinutes: minutes('centralMinutes'),
    repeatMinutes: minutes('repeatMinutes'),
  };
}

export function waitsOf(escalation: EscalationConfig, severity: Severity): Waits {
  const minutes = minutesOf(escalation, severity);
  return {
    acknowledgeMs: minutes.acknowledgeMinutes * 60_000,
    managerMs: minutes.managerMinutes * 60_000,
    centralMs: minutes.centralMinutes === 0 ? undefined : minutes.centralMinutes * 60_000,
    repeatMs: minutes.repeatMinutes === 0 ? undefined : minutes.repeatMinutes * 60_000,
  };
}

/** What is switched off for all others is switched off for critical alarms too. */
function criticalMinutes(escalation: EscalationConfig, name: (typeof waitNames)[number]): number {
  const others = [escalation, escalation.major, escalation.minor, escalation.warning].flatMap(
    (each) => each?.[name] ?? [],
  );
  const waiting = others.filter((minutes) => minutes > 0);
  return waiting.length === 0 ? 0 : Math.min(critical[name], ...waiting);
}
