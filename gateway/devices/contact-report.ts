import type { ContactRule, GatewayError } from '../../drivers/index.js';
import { answered, type Contact, failed } from './contact.js';
import type { AlarmPort } from './device.js';

/** What the alarms hear of a device's contact. `told` gets the new one first: state before alarm. */
export interface ContactReport {
  /** A poll was answered. */
  success(before: Contact, told: (contact: Contact) => void): void;
  failure(before: Contact, error: GatewayError, told: (contact: Contact) => void): void;
}

/** @param hostAnswers alarms that an error may name instead of the rule's (AlarmDeclaration.hostAnswers). */
export function createContactReport(
  deviceId: string,
  rule: ContactRule,
  alarms: AlarmPort,
  hostAnswers: readonly string[] = [],
): ContactReport {
  const types = [rule.alarm, ...hostAnswers];
  return {
    success(before, told) {
      const after = answered(before, rule);
      told(after);
      if (after.operating !== 'online') return;
      if (before.operating !== 'online') alarms.contactRestored(deviceId);
      for (const type of types) alarms.condition(deviceId, { type, active: false });
      alarms.polled(deviceId);
    },
    failure(before, error, told) {
      const after = failed(before, rule, error.unanswered);
      told(after);
      if (before.failures === 0) alarms.contactDoubtful(deviceId);
      if (after.operating !== 'offline') return;
      if (before.operating !== 'offline') alarms.contactLost(deviceId);
      const why = types.find((type) => type === error.contactAlarm) ?? rule.alarm;
      for (const type of types) if (type !== why) alarms.condition(deviceId, { type, active: false });
      alarms.condition(deviceId, { type: why, active: true, detail: error.message });
    },
  };
}
