import type { CatalogueEntry } from './entry.js';

/** What takes or gives cash: supervised only, the gateway never commands it (terminal-health.md 9.3). */
export const terminalCashAlarms: readonly CatalogueEntry[] = [
  {
    code: 'TRM-305',
    type: 'cash-acceptor-full',
    severity: 'major',
    probableCause: 'resourceAtOrNearingCapacity',
    eventType: 'quality-of-service-alarm',
    onDelaySeconds: 5,
    offDelaySeconds: 5,
    owner: 'flm',
    serviceImpact: 'function-lost',
    text: { zh: '钞箱已满', en: 'Cash box is full' },
    meaning: {
      zh: '这台机器不再收现金，用现金缴费的顾客会转到柜台。',
      en: 'This machine takes no more cash; customers who pay in cash come to the counters.',
    },
    remedy: {
      zh: '通知清机人员，双人换钞箱。',
      en: 'Call the cash crew for box exchange under dual control.',
    },
  },
  {
    code: 'TRM-306',
    type: 'cash-acceptor-box-removed',
    severity: 'critical',
    probableCause: 'intrusionDetection',
    eventType: 'physical-violation',
    onDelaySeconds: 0,
    offDelaySeconds: 5,
    owner: 'security',
    serviceImpact: 'function-lost',
    text: { zh: '钞箱被取下', en: 'Cash box was taken out' },
    meaning: {
      zh: '如果此刻没有计划换箱，可能有人正在动机器里的钱。',
      en: 'If no exchange is planned right now, somebody may be at the money in the machine.',
    },
    remedy: {
      zh: '非计划换箱时立即查看机柜并通知安保；否则重新装好钞箱。',
      en: 'If no exchange is planned, check the cabinet now and call security; else reseat the box.',
    },
  },
  {
    code: 'TRM-307',
    type: 'cash-acceptor-jam',
    severity: 'major',
    probableCause: 'inputOutputDeviceError',
    eventType: 'equipment-alarm',
    onDelaySeconds: 5,
    offDelaySeconds: 5,
    owner: 'flm',
    serviceImpact: 'function-lost',
    text: { zh: '卡钞', en: 'Note jammed' },
    meaning: {
      zh: '这台机器收不了现金，可能有顾客的钱卡在里面：请先登记，再处理。',
      en: "This machine takes no cash and a customer's note may be stuck inside: take down the details first.",
    },
    remedy: {
      zh: '双人打开识别头，取出纸币，清洁滚轮，合上后复位。',
      en: 'Under dual control open the head, remove the note, clean rollers, close, reset.',
    },
  },
  {
    code: 'TRM-308',
    type: 'cash-acceptor-fault',
    // A warning while it is only busy, starting or in use for longer than 120 s (9.4).
    severity: 'major',
    severities: ['warning', 'major'],
    probableCause: 'equipmentMalfunction',
    eventType: 'equipment-alarm',
    onDelaySeconds: 10,
    offDelaySeconds: 10,
    owner: 'slm',
    serviceImpact: 'function-lost',
    text: { zh: '收钞模块故障', en: 'Cash acceptor fault' },
    meaning: {
      zh: '这台机器收不了现金，用现金缴费的顾客会转到柜台。',
      en: 'This machine takes no cash; customers who pay in cash come to the counters.',
    },
    remedy: {
      zh: '模块断电重启一次；仍故障则停用现金功能并报修。',
      en: 'Power-cycle the module once; if it returns take cash payment out of service and report.',
    },
  },
  {
    code: 'TRM-309',
    type: 'cash-dispenser-fault',
    // A warning while it is only busy, starting or in use for longer than 120 s (9.4).
    severity: 'major',
    severities: ['warning', 'major'],
    probableCause: 'outputDeviceError',
    eventType: 'equipment-alarm',
    onDelaySeconds: 10,
    offDelaySeconds: 10,
    owner: 'slm',
    serviceImpact: 'function-lost',
    text: { zh: '出钞模块故障', en: 'Cash dispenser fault' },
    meaning: {
      zh: '这台机器取不出钱，可能有钞票停在出钞口：请有人看守。',
      en: 'This machine gives no cash, and notes may lie in the outlet: have somebody stay with it.',
    },
    remedy: {
      zh: '双人清理可见纸币并复位一次，仍故障报修。',
      en: 'Clear visible notes under dual control, reset once, else report.',
    },
  },
  {
    code: 'TRM-310',
    type: 'cash-cassette-low-or-empty',
    // Empty it is major, on the same alarm.
    severity: 'minor',
    severities: ['minor', 'major'],
    probableCause: 'materialSupplyExhausted',
    eventType: 'quality-of-service-alarm',
    onDelaySeconds: 30,
    offDelaySeconds: 5,
    owner: 'flm',
    serviceImpact: 'degraded',
    text: { zh: '钞票将尽或已空', en: 'Cash cassette low or empty' },
    meaning: {
      zh: '钞票快用完；空了以后顾客在这台机器上取不到钱。',
      en: 'The notes run out; once empty customers get no cash at this machine.',
    },
    remedy: {
      zh: '预约加钞；钞空时同一告警升级。',
      en: 'Order replenishment; empty raises severity on the same alarm.',
    },
  },
];
