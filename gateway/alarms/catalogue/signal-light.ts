import type { CatalogueEntry } from './entry.js';

export const signalLightAlarms: readonly CatalogueEntry[] = [
  {
    code: 'LGT-651',
    type: 'signal-light-unreachable',
    severity: 'warning',
    probableCause: 'communicationsSubsystemFailure',
    eventType: 'communications-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'flm',
    serviceImpact: 'degraded',
    text: { zh: '信号灯未连接', en: 'Signal light is not connected' },
    meaning: {
      zh: '灯的颜色不再可信；大厅拥挤程度和告警请看网关页面。',
      en: 'Its colour means nothing now; the level of the hall and the alarms are on the page of the gateway.',
    },
    remedy: {
      zh: '检查USB插头和线缆，拔下后重新插入同一个USB口，灯会自动恢复应有的颜色。',
      en: 'Check the USB plug and cable, plug it into the same socket again: the right colour comes back by itself.',
    },
  },
];
