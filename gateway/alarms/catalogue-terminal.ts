import type { CatalogueEntry } from './catalogue.js';

export const terminalAlarms: readonly CatalogueEntry[] = [
  {
    code: 'TRM-301',
    type: 'terminal-unreachable',
    severity: 'critical',
    probableCause: 'communicationsSubsystemFailure',
    eventType: 'communications-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'flm',
    serviceImpact: 'out-of-service',
    text: { zh: '终端无法连通', en: 'Terminal cannot be reached' },
    remedy: {
      zh: '查看屏幕：黑屏检查电源和空开；亮屏检查网线和端口灯；再重启设备。',
      en: 'Look at the screen: if dark check power and breaker; if lit check network cable and port lamp; then restart.',
    },
  },
  {
    code: 'TRM-302',
    type: 'terminal-heartbeat-lost',
    severity: 'major',
    probableCause: 'underlyingResourceUnavailable',
    eventType: 'processing-error-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'it',
    serviceImpact: 'out-of-service',
    text: { zh: '终端应用无心跳', en: 'Terminal application is silent' },
    remedy: {
      zh: '设备可通但应用无心跳：先重启应用，再重启主机。',
      en: 'Terminal answers but the application is silent: restart the application, then the PC.',
    },
  },
];
