import type { CatalogueEntry } from './catalogue.js';

export const peopleCounterAlarms: readonly CatalogueEntry[] = [
  {
    code: 'CNT-451',
    type: 'counter-unreachable',
    severity: 'minor',
    probableCause: 'communicationsSubsystemFailure',
    eventType: 'communications-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'flm',
    serviceImpact: 'function-lost',
    text: { zh: '客流计数器无响应', en: 'People counter does not answer' },
    remedy: {
      zh: '检查PoE灯或适配器和网线，重启传感器。',
      en: 'Check PoE lamp or adapter and cable; restart the sensor.',
    },
  },
  {
    code: 'CNT-452',
    type: 'counter-blocked-or-no-change',
    severity: 'warning',
    probableCause: 'lossOfSignal',
    eventType: 'communications-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'flm',
    serviceImpact: 'degraded',
    text: { zh: '客流计数被遮挡或长时间不变', en: 'People counter is blocked or its count stands still' },
    remedy: {
      zh: '擦拭镜头，移开遮挡物，来回走动两次验证。',
      en: 'Clean the lens, remove banners or plants in view, walk through twice to test.',
    },
  },
];
