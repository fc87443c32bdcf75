import type { CatalogueEntry } from './entry.js';

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
    meaning: {
      zh: '厅内人数不再更新；取号和叫号不受影响。',
      en: 'The number of people in the hall is not updated; tickets and calls are not affected.',
    },
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
    meaning: {
      zh: '有人进出却可能没有计数，客流数字会偏低。',
      en: 'People may pass uncounted: the visitor figures come out too low.',
    },
    remedy: {
      zh: '擦拭镜头，移开遮挡物，来回走动两次验证。',
      en: 'Clean the lens, remove banners or plants in view, walk through twice to test.',
    },
  },
  {
    code: 'CNT-453',
    type: 'counter-in-out-imbalance',
    severity: 'warning',
    probableCause: 'thresholdCrossed',
    eventType: 'quality-of-service-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'it',
    serviceImpact: 'degraded',
    text: { zh: '进出人数相差过大', en: 'Counts in and out do not match' },
    meaning: {
      zh: '进出人数对不上，厅内人数不可信；取号和叫号不受影响。',
      en: 'Entries and exits do not match and the number of people in the hall cannot be trusted; tickets and calls are not affected.',
    },
    remedy: {
      zh: '检查安装角度和计数线，闭店时清零。',
      en: 'Check mounting angle and counting line; reset at closing time.',
    },
    raisedBy: {
      awaits: [
        'people-counter/hpc168',
        'people-counter/modbus-pulse',
        'people-counter/terabee-evo',
        'people-counter/foorir',
      ],
    },
  },
];
