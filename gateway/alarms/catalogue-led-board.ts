import type { CatalogueEntry } from './catalogue.js';

export const ledBoardAlarms: readonly CatalogueEntry[] = [
  {
    code: 'LED-201',
    type: 'led-unreachable',
    severity: 'major',
    probableCause: 'communicationsSubsystemFailure',
    eventType: 'communications-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'flm',
    serviceImpact: 'out-of-service',
    text: { zh: '屏幕无响应', en: 'Board does not answer' },
    remedy: {
      zh: '检查屏体电源、控制卡指示灯和网线/串口线，重启控制卡。',
      en: 'Check board power, controller lamp and network/serial cable; power-cycle the controller.',
    },
  },
  {
    code: 'LED-203',
    type: 'led-write-rejected',
    severity: 'minor',
    probableCause: 'communicationsProtocolError',
    eventType: 'communications-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'it',
    serviceImpact: 'function-lost',
    text: { zh: '屏幕拒绝写入', en: 'Board refuses what it is sent' },
    remedy: {
      zh: '核对屏号、波特率、密码设置后重发。',
      en: 'Check board address, baud rate and password in settings, then resend.',
    },
  },
  {
    code: 'LED-204',
    type: 'led-pixel-or-module-fault',
    severity: 'minor',
    probableCause: 'outputDeviceError',
    eventType: 'equipment-alarm',
    onDelaySeconds: 60,
    offDelaySeconds: 60,
    owner: 'slm',
    serviceImpact: 'degraded',
    text: { zh: '像素或模组故障', en: 'Pixel or module fault' },
    remedy: {
      zh: '记录暗区位置，可触及时压紧排线，报修模组。',
      en: 'Note which area is dark, tighten the flat cable if reachable; report the module.',
    },
  },
];
