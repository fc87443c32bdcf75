import type { CatalogueEntry } from './entry.js';

/**
 * Paper and mechanism: terminal-health.md 9.3, and for what a queue-ticket printer is told at the counter, the remedy
 * texts of ticket-printing.md section 5. The 5 s of 9.3 suit any printer; the ticket printer's driver declares less.
 */
export const printerMechanismAlarms: readonly CatalogueEntry[] = [
  {
    code: 'PRN-101',
    type: 'printer-paper-out',
    severity: 'major',
    probableCause: 'materialSupplyExhausted',
    eventType: 'environmental-alarm',
    onDelaySeconds: 5,
    offDelaySeconds: 5,
    owner: 'flm',
    serviceImpact: 'function-lost',
    text: { zh: '缺纸', en: 'No paper' },
    meaning: {
      zh: '顾客取不到号，取号机前会排队；换好纸之前请人工派号。',
      en: 'Customers get no ticket and queue up at the ticket machine; give out numbers by hand until the roll is changed.',
    },
    remedy: {
      zh: '打开上盖，装入新纸卷（热敏面朝向打印头），拉出约5厘米后合盖到位，打印测试凭条。用指甲划一下，变黑的一面为热敏面。',
      en: 'Open the cover, put in a new roll with the thermal side to the print head, pull out 5 cm, close until it clicks, print a test slip. Scratch test: the side that turns dark is the thermal side.',
    },
  },
  {
    code: 'PRN-102',
    type: 'printer-paper-low',
    severity: 'warning',
    probableCause: 'resourceAtOrNearingCapacity',
    eventType: 'quality-of-service-alarm',
    onDelaySeconds: 30,
    offDelaySeconds: 5,
    owner: 'flm',
    serviceImpact: 'none',
    text: { zh: '纸卷将尽', en: 'Paper roll nearly used up' },
    meaning: {
      zh: '现在还能取号；纸用完后顾客就取不到号了。',
      en: 'Tickets still come out; once the roll ends customers get none.',
    },
    remedy: {
      zh: '请备好新纸卷，空闲时、营业结束前或提示缺纸时更换。',
      en: 'Keep a new roll ready; change it at the next quiet moment, before closing time or when it shows empty.',
    },
  },
  {
    code: 'PRN-103',
    type: 'printer-paper-jam',
    severity: 'major',
    probableCause: 'inputOutputDeviceError',
    eventType: 'equipment-alarm',
    onDelaySeconds: 5,
    offDelaySeconds: 5,
    owner: 'flm',
    serviceImpact: 'function-lost',
    text: { zh: '卡纸或胶辊受阻', en: 'Paper jam or platen blocked' },
    meaning: {
      zh: '顾客取不到号；最后一张号票可能没出来或已损坏。',
      en: 'Customers get no ticket; the last one may be damaged or still inside.',
    },
    remedy: {
      zh: '关闭打印机电源，打开上盖，顺走纸方向轻拉取出卡纸并清除碎屑，检查胶辊，重新装纸后测试。',
      en: 'Switch the printer off, open the cover, pull the paper gently in feed direction, remove scraps, check the roller, reload, test.',
    },
  },
  {
    code: 'PRN-104',
    type: 'printer-cover-open',
    severity: 'minor',
    probableCause: 'enclosureDoorOpen',
    eventType: 'environmental-alarm',
    onDelaySeconds: 30,
    offDelaySeconds: 3,
    owner: 'flm',
    serviceImpact: 'function-lost',
    text: { zh: '上盖未合好', en: 'Cover is open or not latched' },
    meaning: {
      zh: '上盖合好之前不出号，顾客取不到号。',
      en: 'No ticket comes out until the cover is closed.',
    },
    remedy: {
      zh: '请按压两侧直至锁扣到位，检查卡扣处是否夹纸。',
      en: 'Press both sides until it clicks; check that no paper is trapped in the latch.',
    },
  },
  {
    code: 'PRN-105',
    type: 'printer-cutter-fault',
    severity: 'major',
    probableCause: 'outputDeviceError',
    eventType: 'equipment-alarm',
    onDelaySeconds: 3,
    offDelaySeconds: 5,
    owner: 'flm',
    serviceImpact: 'function-lost',
    text: { zh: '切刀卡住', en: 'Cutter blocked' },
    meaning: {
      zh: '号票切不下来，打印已停，顾客取不到号。',
      en: 'Tickets are not cut and printing has stopped: customers get none.',
    },
    remedy: {
      zh: '关闭电源，打开上盖，手动转动切刀齿轮使刀片退回，清除碎纸后合盖开机；仍异常报修。切勿强拉纸张。',
      en: 'Switch off, open the cover, turn the cutter wheel by hand until the blade goes back, take out paper scraps, close, switch on; else call the engineer. Do not pull the paper with force.',
    },
  },
  {
    code: 'PRN-106',
    type: 'printer-head-overheat',
    // Queue tickets are short and the head cools in a minute or two; one that stays hot is major (section 5, 120 s).
    severity: 'warning',
    severities: ['warning', 'major'],
    probableCause: 'temperatureUnacceptable',
    eventType: 'environmental-alarm',
    onDelaySeconds: 10,
    offDelaySeconds: 60,
    owner: 'flm',
    serviceImpact: 'degraded',
    text: { zh: '打印头过热', en: 'Print head too hot' },
    meaning: {
      zh: '出号暂停，冷却后自动恢复；顾客要多等几分钟。',
      en: 'Tickets pause until the head has cooled, then come by themselves; customers wait some minutes longer.',
    },
    remedy: {
      zh: '停止打印，等待2至10分钟将自动恢复，检查散热口是否被遮挡，避免连续大面积打印。打印头温度高，请勿触摸。',
      en: 'Stop printing and wait 2 to 10 minutes; it resumes by itself. Free the air slots, avoid long dark prints. The head may be hot: do not touch.',
    },
  },
  {
    code: 'PRN-108',
    type: 'printer-hardware-fault',
    // Major in 9.3, critical in section 5: where tickets come from one printer, this ends them until it is replaced.
    severity: 'critical',
    // Only busy, starting or in use for longer than 120 s (terminal-health.md 9.4).
    severities: ['warning', 'critical'],
    probableCause: 'equipmentMalfunction',
    eventType: 'equipment-alarm',
    onDelaySeconds: 10,
    offDelaySeconds: 10,
    owner: 'slm',
    serviceImpact: 'out-of-service',
    text: { zh: '打印机硬件故障', en: 'Printer hardware fault' },
    meaning: {
      zh: '这台打印机不能再出号，需要更换或维修；请改用另一台或人工派号。',
      en: 'This printer gives no more tickets until it is replaced or repaired; use another one or give out numbers by hand.',
    },
    remedy: {
      zh: '断电30秒后重新开机；故障灯仍闪烁则张贴告示、更换打印机并报修。',
      en: 'Switch off for 30 seconds, switch on. If the lamp still blinks, place a notice, replace the printer and call the engineer.',
    },
  },
  {
    code: 'PRN-109',
    type: 'printer-retract-bin-full',
    severity: 'minor',
    probableCause: 'resourceAtOrNearingCapacity',
    eventType: 'quality-of-service-alarm',
    onDelaySeconds: 10,
    offDelaySeconds: 5,
    owner: 'flm',
    serviceImpact: 'degraded',
    text: { zh: '凭条回收箱已满', en: 'Retract bin is full' },
    meaning: {
      zh: '顾客没取走的凭条收不回去，这台机器可能停止打印凭条。',
      en: 'Slips that customers leave behind cannot be drawn in any more; the machine may stop printing slips.',
    },
    remedy: {
      zh: '清空回收箱，按规定销毁凭条，清零计数。',
      en: 'Empty the retract bin, destroy slips by the rule, reset its counter.',
    },
  },
  {
    code: 'PRN-110',
    type: 'printer-supply-low',
    severity: 'warning',
    // Used up, not only low, it is minor (terminal-health.md 9.4).
    severities: ['warning', 'minor'],
    probableCause: 'resourceAtOrNearingCapacity',
    eventType: 'quality-of-service-alarm',
    onDelaySeconds: 60,
    offDelaySeconds: 5,
    owner: 'flm',
    serviceImpact: 'none',
    text: { zh: '墨粉、墨盒或色带将尽', en: 'Toner, ink or ribbon is low' },
    meaning: {
      zh: '现在还能打印；用完后字迹看不清，顾客拿不到可用的单据。',
      en: 'It still prints; once it is used up customers get papers that cannot be read.',
    },
    remedy: {
      zh: '按提示订购或更换墨粉、墨盒或色带。',
      en: 'Order or change toner, ink or ribbon named in the text.',
    },
  },
];
