import type { CatalogueEntry } from './entry.js';

export const keypadAlarms: readonly CatalogueEntry[] = [
  {
    code: 'KEY-601',
    type: 'keypad-unreachable',
    severity: 'minor',
    probableCause: 'communicationsSubsystemFailure',
    eventType: 'communications-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'flm',
    serviceImpact: 'function-lost',
    text: { zh: '按键器或扫码器未连接', en: 'Keypad or scanner is not connected' },
    meaning: {
      zh: '该柜台的按键、评价或扫码无效；可改用叫号软件叫号。',
      en: 'Keys, scores or codes of this counter do nothing; the counter can call with its software instead.',
    },
    remedy: {
      zh: '检查USB插头和线缆，拔下后重新插入同一个USB口；仍不恢复则换备用按键器。',
      en: 'Check the USB plug and cable, plug it into the same socket again; if it stays away, use the spare keypad.',
    },
  },
  {
    code: 'KEY-602',
    type: 'keypad-key-stuck',
    severity: 'warning',
    probableCause: 'inputDeviceError',
    eventType: 'equipment-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'flm',
    serviceImpact: 'degraded',
    text: { zh: '按键长时间按下未松开', en: 'A key is held down' },
    meaning: {
      zh: '该键再按也无效，其他键仍可使用；按住不会重复叫号。',
      en: 'This key does nothing more until it is released, the others still work; a held key never calls twice.',
    },
    remedy: {
      zh: '移开压在按键上的物品，按几下该键使其弹起；弹不起来则更换按键器。',
      en: 'Take away what lies on the keypad and press the key a few times; if it stays down, replace the keypad.',
    },
  },
];
