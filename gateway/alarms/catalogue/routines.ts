import type { CatalogueEntry } from './entry.js';

/** What the gateway does at set times of a day. */
export const routineAlarms: readonly CatalogueEntry[] = [
  {
    code: 'RTN-751',
    type: 'opening-inspection-failed',
    severity: 'major',
    probableCause: 'equipmentMalfunction',
    eventType: 'operational-violation',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'flm',
    serviceImpact: 'degraded',
    text: { zh: '班前检查未通过', en: 'The opening inspection failed' },
    meaning: {
      zh: '开门前有设备不能使用，开门后客户会遇到故障。',
      en: 'Before the doors open a device does not work: customers will meet it.',
    },
    remedy: {
      zh: '按详情逐台检查电源、连线和纸张，设备恢复后再做一次班前检查，通过后自动消除。',
      en: 'Go to each device of the detail: power, cable, paper. Run the inspection again when it works; it clears when that passes.',
    },
    raisedBy: 'gateway',
  },
  {
    code: 'RTN-752',
    type: 'drill',
    severity: 'major',
    probableCause: 'thresholdCrossed',
    eventType: 'operational-violation',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'flm',
    serviceImpact: 'none',
    text: { zh: '演练：这不是真实告警', en: 'DRILL: this alarm is not real' },
    meaning: {
      zh: '正在演练，设备和排队都正常；按真实情况响应并确认本告警。',
      en: 'A drill goes on; devices and queue are well. Act as if it were real and acknowledge this alarm.',
    },
    remedy: {
      zh: '按演练方案处置并确认；到时自动结束，报告写明确认用时。',
      en: 'Act by the plan of the drill and acknowledge. It ends by itself; the report tells how long the acknowledgement took.',
    },
    raisedBy: 'gateway',
  },
];
