import { templateAlarm } from '../templates/condition.js';
import { uplinkAlarmTypes } from '../uplink/uplink-alarms.js';

/** What a gateway has that can go wrong. */
export interface OwnParts {
  readonly hasTemplates: boolean;
  readonly hasUplink: boolean;
  readonly hasCertificate: boolean;
}

/** Every alarm type a gateway with these parts can raise about itself; texts are in the catalogue. */
export function ownAlarmTypes({ hasTemplates, hasUplink, hasCertificate }: OwnParts): readonly string[] {
  return [
    'storage-nearly-full',
    'storage-write-failed',
    'serial-port-or-adapter-lost',
    'service-restart-loop',
    'clock-drift',
    'unauthorised-access-attempt',
    'flood-grouped',
    ...(hasTemplates ? [templateAlarm] : []),
    ...(hasUplink ? uplinkAlarmTypes : []),
    ...(hasCertificate ? ['certificate-or-credential-expiring'] : []),
  ];
}

/** What a gateway can raise whatever its configuration. */
export const allOwnAlarmTypes = ownAlarmTypes({ hasTemplates: true, hasUplink: true, hasCertificate: true });
