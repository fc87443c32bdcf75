import type { CatalogueEntry } from './entry.js';

export const forecastAlarms: readonly CatalogueEntry[] = [
  {
    code: 'HAL-702',
    type: 'hall-congestion-ahead',
    severity: 'warning',
    probableCause: 'thresholdCrossed',
    eventType: 'quality-of-service-alarm',
    // Two looks, a minute apart, must agree; five quiet ones end it.
    onDelaySeconds: 60,
    offDelaySeconds: 300,
    owner: 'flm',
    serviceImpact: 'none',
    text: { zh: '预计将出现客流高峰', en: 'Congestion is expected soon' },
    meaning: {
      zh: '按本网点以往客流和当前窗口数，等候人数即将达到预警级别；现在还来得及准备。',
      en: 'By the days of this branch and the counters open now, waiting will reach a congestion level; there is still time.',
    },
    remedy: {
      zh: '按详情中的窗口数提前增开窗口，安排大堂引导，预审单据，分流到自助设备或附近网点。',
      en: 'Open the number of counters the detail names, send somebody into the hall, pre-check papers, divert to machines or nearby branches.',
    },
    raisedBy: 'gateway',
  },
];
