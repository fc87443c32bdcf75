import type { CatalogueEntry } from './entry.js';

/** The queue of the hall. */
export const hallAlarms: readonly CatalogueEntry[] = [
  {
    code: 'HAL-701',
    type: 'hall-congestion',
    // By level: 1, 2, and what is beyond.
    severity: 'warning',
    severities: ['warning', 'minor', 'major'],
    probableCause: 'thresholdCrossed',
    eventType: 'quality-of-service-alarm',
    // The level has lasted already when it is one.
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'flm',
    serviceImpact: 'degraded',
    text: { zh: '大厅客流拥挤', en: 'The hall is congested' },
    meaning: {
      zh: '每个开放窗口前等候的客户过多，等候时间变长，客户会投诉或离开。',
      en: 'Too many customers wait per open counter: waits grow, and customers complain or leave.',
    },
    remedy: {
      zh: '告知等候时间，增开一个窗口，引导客户到自助机具或附近网点，预审单据；二级及以上全员支援。',
      en: 'Tell customers how long it takes, open one more counter, divert to machines or nearby branches, pre-check papers; from level 2 on all hands.',
    },
    raisedBy: 'gateway',
  },
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
  {
    code: 'HAL-703',
    type: 'hall-ticket-not-printed',
    severity: 'major',
    probableCause: 'outputDeviceError',
    eventType: 'processing-error-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'flm',
    serviceImpact: 'function-lost',
    text: { zh: '号票没有打印出来', en: 'A ticket was not printed' },
    meaning: {
      zh: '客户取不到号票。确认没有打印的号码已收回，不会被叫到；无法确认的号码仍然有效，会被叫到。',
      en: 'Customers get no ticket. A number proven not to be on paper was taken back and is not called; one of which nobody can tell is good and will be.',
    },
    remedy: {
      zh: '按打印机自己的告警处理缺纸、卡纸或断线；急用时发号不打印，把号码写给客户。详情中无法确认的，看出纸口。打出下一张号票后自动消除。',
      en: 'Put the printer right by its own alarm; meanwhile issue numbers without paper and write them down. Where nobody can tell, look at the outlet. It clears with the next ticket that prints.',
    },
    raisedBy: 'gateway',
  },
  {
    code: 'HAL-704',
    type: 'hall-call-not-shown',
    // Minor where some of its boards show it.
    severity: 'major',
    severities: ['minor', 'major'],
    probableCause: 'outputDeviceError',
    eventType: 'processing-error-alarm',
    // A board that comes back at the second attempt is no news.
    onDelaySeconds: 5,
    offDelaySeconds: 0,
    owner: 'flm',
    serviceImpact: 'degraded',
    text: { zh: '叫号没有显示在屏上', en: 'A call does not stand on its boards' },
    meaning: {
      zh: '客户看不到自己的号码，窗口在空等；网关会一直重试，直到显示或叫下一个号。',
      en: 'The customer does not see his number and the counter waits; the gateway tries again until it shows or the next one is called.',
    },
    remedy: {
      zh: '请按详情中的号码口头叫号；按屏幕自己的告警检查其电源和连线。',
      en: 'Call the number of the detail aloud; check power and cable of the board by its own alarm.',
    },
    raisedBy: 'gateway',
  },
];
