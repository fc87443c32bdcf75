import { switchAlarm } from '../alarms/network-switch.js';
import type { ResolvedConfig } from '../config/schema.js';
import { networkSwitches } from '../config/switches.js';
import { hallAlarmTypes } from '../hall/alarm-types.js';
import { templateAlarm } from '../templates/condition.js';
import { uplinkAlarmTypes } from '../uplink/uplink-alarms.js';
import { webhookAlarmTypes } from '../webhook/webhook-alarms.js';

/** What a gateway has that can go wrong. */
export interface OwnParts {
  readonly hasTemplates: boolean;
  readonly hasUplink: boolean;
  readonly hasCertificate: boolean;
  readonly hasWebhooks: boolean;
  readonly hasSwitches: boolean;
  readonly hasHall: boolean;
}

/** Every alarm type a gateway with these parts can raise about itself; texts are in the catalogue. */
export function ownAlarmTypes(parts: OwnParts): readonly string[] {
  const { hasTemplates, hasUplink, hasCertificate, hasWebhooks, hasSwitches, hasHall } = parts;
  return [
    'storage-nearly-full',
    'storage-write-failed',
    'serial-port-or-adapter-lost',
    'service-restart-loop',
    'gateway-internal-error',
    'clock-drift',
    'unauthorised-access-attempt',
    'flood-grouped',
    ...(hasTemplates ? [templateAlarm] : []),
    ...(hasUplink ? uplinkAlarmTypes : []),
    ...(hasWebhooks ? webhookAlarmTypes : []),
    ...(hasSwitches ? [switchAlarm] : []),
    ...(hasHall ? hallAlarmTypes : []),
    ...(hasCertificate ? ['certificate-or-credential-expiring'] : []),
  ];
}

/** What a gateway with this configuration can raise. Its folder of templates is looked for and may come any day. */
export function ownAlarmTypesOf(
  config: Pick<ResolvedConfig, 'uplink' | 'webhooks' | 'switches' | 'devices' | 'hall'>,
): readonly string[] {
  const { uplink, webhooks } = config;
  return ownAlarmTypes({
    hasTemplates: true,
    hasUplink: uplink !== undefined,
    hasCertificate: uplink?.tls?.cert !== undefined,
    hasWebhooks: webhooks !== undefined,
    hasSwitches: networkSwitches(config).length > 0,
    hasHall: config.hall !== undefined,
  });
}

/** What a gateway can raise whatever its configuration. */
export const allOwnAlarmTypes = ownAlarmTypes({
  hasTemplates: true,
  hasUplink: true,
  hasCertificate: true,
  hasWebhooks: true,
  hasSwitches: true,
  hasHall: true,
});
