import type { CatalogueEntry } from './entry.js';

/** The network inside the branch. */
export const networkAlarms: readonly CatalogueEntry[] = [
  {
    // Not in 9.3; 4.3 asks for it: half the terminals of a switch that fail together are the switch. The gateway raises it
    // with the switch as qualifier, since most have no address; one that is a device has it as its contact alarm too.
    code: 'TRM-323',
    type: 'network-switch-down',
    severity: 'critical',
    probableCause: 'lANError',
    eventType: 'communications-alarm',
    // The losses it is concluded from are confirmed already.
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'network',
    serviceImpact: 'out-of-service',
    text: { zh: '交换机或其端口故障', en: 'Network switch or its ports are down' },
    meaning: {
      zh: '接在这台交换机上的自助机同时失联，多半都不能用，顾客会转到柜台。',
      en: 'The terminals on this switch went silent together and are most likely out of use; their customers come to the counters.',
    },
    remedy: {
      zh: '查看交换机电源灯和端口灯；检查电源、上联网线，断电10秒后重新通电；仍不亮请网络人员更换。',
      en: 'Look at power and port lamps of the switch; check its plug and the cable to it, then cut its power for 10 seconds. If it stays dark the network team replaces it.',
    },
    raisedBy: 'gateway',
  },
];
