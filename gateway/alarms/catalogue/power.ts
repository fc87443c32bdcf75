import type { CatalogueEntry } from './entry.js';

/** Mains and UPS (terminal-health.md 9.3). */
export const powerAlarms: readonly CatalogueEntry[] = [
  {
    code: 'PWR-401',
    type: 'mains-lost-on-battery',
    severity: 'major',
    probableCause: 'powerProblem',
    eventType: 'equipment-alarm',
    onDelaySeconds: 10,
    offDelaySeconds: 30,
    owner: 'flm',
    serviceImpact: 'degraded',
    text: { zh: '市电中断，UPS供电', en: 'Mains lost, running on battery' },
    meaning: {
      zh: '停电，设备靠UPS供电，只能撑一段时间：请准备暂停业务。',
      en: 'The mains are gone and the devices run on a battery that lasts for a while only: prepare to suspend service.',
    },
    remedy: {
      zh: '检查空开和区域停电，在剩余时间内有序关机。',
      en: 'Check breaker and area outage; plan orderly shutdown before the shown minutes run out.',
    },
  },
  {
    code: 'PWR-402',
    type: 'ups-battery-low',
    severity: 'critical',
    probableCause: 'powerProblem',
    eventType: 'equipment-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 60,
    owner: 'flm',
    serviceImpact: 'degraded',
    text: { zh: 'UPS电量将尽', en: 'UPS battery nearly empty' },
    meaning: {
      zh: '几分钟内设备会断电：取号、叫号和自助机都会停，未关好的机器可能丢数据。',
      en: 'Within minutes the devices lose power: tickets, calls and terminals stop, and what is not shut down may lose data.',
    },
    remedy: {
      zh: '立即按顺序关闭终端。',
      en: 'Shut terminals down now in the given order.',
    },
  },
  {
    code: 'PWR-403',
    type: 'ups-replace-battery',
    severity: 'warning',
    probableCause: 'powerProblem',
    eventType: 'equipment-alarm',
    onDelaySeconds: 300,
    offDelaySeconds: 60,
    owner: 'slm',
    serviceImpact: 'none',
    text: { zh: 'UPS电池需更换', en: 'UPS battery needs replacing' },
    meaning: {
      zh: '现在一切正常；再停电时UPS可能撑不住，设备会立即断电。',
      en: 'All is well now; at the next power cut the UPS may not hold and the devices go off at once.',
    },
    remedy: {
      zh: '记录型号日期，申购电池，勿带载测试。',
      en: 'Note model and date, order batteries; do not test under load.',
    },
  },
  {
    code: 'PWR-404',
    type: 'ups-overload-or-bypass',
    severity: 'minor',
    probableCause: 'powerProblem',
    eventType: 'equipment-alarm',
    onDelaySeconds: 30,
    offDelaySeconds: 60,
    owner: 'flm',
    serviceImpact: 'none',
    text: { zh: 'UPS过载或旁路', en: 'UPS overloaded or bypassed' },
    meaning: {
      zh: 'UPS现在保护不了设备：一停电，设备会立即断电。',
      en: 'The UPS protects nothing now: at a power cut the devices go off at once.',
    },
    remedy: {
      zh: '拔除非必要负载（水壶、取暖器等），恢复正常供电模式。',
      en: 'Unplug non-essential loads (kettle, heater), set bypass back to normal.',
    },
  },
  {
    // Not in 9.3, which has no code for a UPS that tells nothing (3.1: "UPS contact lost").
    code: 'PWR-405',
    type: 'ups-unreachable',
    severity: 'major',
    probableCause: 'communicationsSubsystemFailure',
    eventType: 'communications-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'it',
    serviceImpact: 'none',
    text: { zh: 'UPS失去联系', en: 'UPS cannot be asked' },
    meaning: {
      zh: '网关不知道UPS的状况：现在停电，没人会收到电量将尽的提醒。',
      en: 'Nobody can tell how the UPS is: at a power cut no warning comes before the battery is empty.',
    },
    remedy: {
      zh: '检查UPS的USB线或网线，重启UPS监控服务（NUT），确认UPS面板无故障。',
      en: 'Check the USB or network cable of the UPS, restart its monitoring service (NUT), see that its panel shows no fault.',
    },
  },
];
