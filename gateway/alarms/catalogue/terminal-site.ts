import type { CatalogueEntry } from './entry.js';

/**
 * Security and surroundings of terminals and 24-hour halls (terminal-health.md 9.3). What concerns security is raised at
 * once: the 10 s and 2 s that 9.3 has for doors, water and smoke give way to 9.2 ("raise at once"), 9.5 test 4 (door to
 * publication within 2 s) and DOMAIN.md, which lets nothing delay it.
 */
export const terminalSiteAlarms: readonly CatalogueEntry[] = [
  {
    code: 'TRM-315',
    type: 'fraud-device-suspected',
    severity: 'critical',
    probableCause: 'intrusionDetection',
    eventType: 'physical-violation',
    onDelaySeconds: 0,
    offDelaySeconds: 60,
    owner: 'security',
    serviceImpact: 'out-of-service',
    text: { zh: '疑似加装盗刷装置', en: 'Fraud device suspected' },
    meaning: {
      zh: '机器上可能被加装了盗刷装置，顾客的卡和密码有危险：别让人再用。',
      en: 'Somebody may have fitted a device that steals cards and PINs: let nobody use the machine.',
    },
    remedy: {
      zh: '立即停用，勿触碰，保护现场，通知安保并报警。',
      en: 'Stop the terminal, touch nothing, guard the place, call security and police.',
    },
  },
  {
    code: 'TRM-316',
    type: 'cabinet-door-open',
    severity: 'major',
    probableCause: 'enclosureDoorOpen',
    eventType: 'physical-violation',
    onDelaySeconds: 0,
    offDelaySeconds: 3,
    owner: 'security',
    serviceImpact: 'none',
    text: { zh: '机柜门打开', en: 'Cabinet door is open' },
    meaning: {
      zh: '如果此刻没有计划维护，可能有人正在非法开柜。',
      en: 'If no service is planned right now, somebody may be at the inside of the machine.',
    },
    remedy: {
      zh: '确认是否计划维护；否则调监控并到现场，关门上锁。',
      en: 'Confirm a planned visit; else check on camera and go there; close and lock.',
    },
  },
  {
    code: 'TRM-317',
    type: 'tamper-or-vibration',
    severity: 'critical',
    probableCause: 'intrusionDetection',
    eventType: 'physical-violation',
    onDelaySeconds: 0,
    offDelaySeconds: 60,
    owner: 'security',
    serviceImpact: 'none',
    text: { zh: '撬动或震动', en: 'Tampering or vibration' },
    meaning: {
      zh: '机器正被撬动、撞击或拆动；不要独自上前。',
      en: 'Somebody pries at the machine, strikes it or takes it apart; do not go there alone.',
    },
    remedy: {
      zh: '查看监控，派安保到场，不得远程复位。',
      en: 'Check camera, send a guard, do not reset remotely.',
    },
  },
  {
    code: 'TRM-318',
    type: 'environment-over-temperature',
    severity: 'major',
    probableCause: 'temperatureUnacceptable',
    eventType: 'environmental-alarm',
    onDelaySeconds: 60,
    offDelaySeconds: 300,
    owner: 'flm',
    serviceImpact: 'degraded',
    text: { zh: '环境或机柜过热', en: 'Cabinet or room too hot' },
    meaning: {
      zh: '太热，机器可能自行停机或损坏；停机后顾客转到柜台。',
      en: 'It is too hot: the machine may stop by itself or be damaged, and its customers come to the counters.',
    },
    remedy: {
      zh: '检查空调和风扇滤网；超过45℃正常关机。',
      en: 'Check air conditioning and fan filters; above 45 °C switch the terminal off in order.',
    },
  },
  {
    code: 'TRM-319',
    type: 'water-or-smoke-detected',
    severity: 'critical',
    probableCause: 'floodDetected',
    otherCauses: { smoke: 'fireDetected' },
    eventType: 'environmental-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 60,
    owner: 'security',
    serviceImpact: 'none',
    text: { zh: '检测到漏水或烟雾', en: 'Water or smoke detected' },
    meaning: {
      zh: '漏水或起烟，人员和设备有危险：先保证顾客和员工安全。',
      en: 'Water or smoke endangers people and equipment: see to customers and staff first.',
    },
    remedy: {
      zh: '确认安全后断电，通知消防或物业。',
      en: 'Cut power if safe, call fire service or building management.',
    },
  },
  {
    // Not in 9.3: sensors that nobody can read guard nothing, and silence must not look like a closed door.
    code: 'TRM-320',
    type: 'sensors-unreachable',
    severity: 'major',
    probableCause: 'lossOfSignal',
    eventType: 'communications-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'security',
    serviceImpact: 'none',
    text: { zh: '门磁及环境传感器失去联系', en: 'Door and room sensors cannot be read' },
    meaning: {
      zh: '门、震动、漏水和烟雾此刻无人看守：有人开柜也不会报警。',
      en: 'Doors, tampering, water and smoke are unguarded: nobody would be told of an open cabinet.',
    },
    remedy: {
      zh: '检查采集模块的电源灯和RS-485线；修好之前请派人查看现场。',
      en: 'Check the power lamp and the RS-485 wire of the input module; have somebody look at the place until it is back.',
    },
  },
  {
    // Not in 9.3, which has codes of what a module says and none of a module that says nothing.
    code: 'TRM-321',
    type: 'terminal-module-unreachable',
    severity: 'major',
    probableCause: 'communicationsSubsystemFailure',
    eventType: 'communications-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'slm',
    serviceImpact: 'function-lost',
    text: { zh: '终端部件无应答', en: 'A module of the terminal does not answer' },
    meaning: {
      zh: '发卡机或收款部件没有反应，相应业务在这台机器上多半办不了。',
      en: 'A card dispenser or cash module does not respond: what needs it most likely fails at this machine.',
    },
    remedy: {
      zh: '检查该部件的电源和串口线；终端整机重启一次；仍无应答则报修。',
      en: 'Check power and serial cable of the module; restart the terminal once; if it stays silent call the engineer.',
    },
  },
  {
    // Not in 9.3, whose GWY-504 is about the gateway's own certificate (8, S11: 30, 7 and 0 days).
    code: 'TRM-322',
    type: 'terminal-certificate-expiring',
    severity: 'warning',
    severities: ['warning', 'minor', 'major'],
    probableCause: 'keyExpired',
    eventType: 'security-service-or-mechanism-violation',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'it',
    serviceImpact: 'none',
    text: { zh: '终端证书即将到期', en: 'Certificate of the terminal expires' },
    meaning: {
      zh: '证书到期后，终端与后台之间的安全连接会中断，届时业务停办。',
      en: 'Once it has expired the secure connections of this terminal fail, and its service with them.',
    },
    remedy: {
      zh: '先核对终端时间，再更换其证书；期限见告警详情。',
      en: 'Check the clock of the terminal first, then renew its certificate; the alarm says until when it holds.',
    },
  },
];
