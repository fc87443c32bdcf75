import { ownAlarmTypes } from '../../../gateway/health/own-alarm-types.js';
import { Branch } from '../alarms/support.js';

const gateway = {
  deviceId: 'gateway',
  declarations: ownAlarmTypes({
    hasTemplates: true,
    hasUplink: true,
    hasCertificate: true,
    hasWebhooks: true,
    hasSwitches: true,
    hasHall: true,
  }).map((type) => ({ type })),
};

/** The alarms of a gateway without devices, in the words and delays of the catalogue. */
export const gatewayAlarms = () => Branch.open([gateway]);
export const restarted = (branch: Branch) => branch.restart([gateway]);

/** What a part of the gateway reports with. */
export const reporter = (branch: Branch) => (condition: Parameters<Branch['report']>[1]) =>
  branch.report('gateway', condition);

export const detailOf = (branch: Branch, topic: string) =>
  branch.retained.get(`gateway/${topic}`)?.['additional-information'][0]?.information;
