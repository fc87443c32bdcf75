import type { Owner, ServiceImpact, Severity } from '../alarms/record.js';

export type Language = 'zh' | 'en';

/** The words of the handbook beside those of the catalogue. */
export interface HandbookTexts {
  readonly title: string;
  readonly gateway: string;
  readonly made: string;
  readonly howTo: string;
  readonly howToSteps: readonly string[];
  readonly devices: string;
  readonly device: string;
  readonly connection: string;
  readonly well: string;
  readonly first: string;
  readonly test: string;
  readonly alarms: string;
  readonly noAlarms: string;
  readonly code: string;
  readonly what: string;
  readonly meaning: string;
  readonly remedy: string;
  readonly who: string;
  readonly own: string;
  readonly ownWhere: string;
  readonly disabled: string;
  readonly people: string;
  readonly chore: string;
  readonly personA: string;
  readonly personB: string;
  readonly manager: string;
  readonly notes: string;
  readonly noteColumns: readonly string[];
  readonly severities: Readonly<Record<Severity, string>>;
  readonly owners: Readonly<Record<Owner, string>>;
  readonly impacts: Readonly<Record<ServiceImpact, string>>;
  readonly within: (minutes: number) => string;
}

export const handbookTexts: Readonly<Record<Language, HandbookTexts>> = {
  zh: {
    title: '设备故障处理手册',
    gateway: '网关',
    made: '生成日期',
    howTo: '怎样使用本手册',
    howToSteps: [
      '在告警信息里找到告警代码（如 PRN-101），在本手册对应设备下找到同一代码。',
      '按“怎么做”逐步处理，每做一步看告警是否自动消除；消除后无需再操作。',
      '处理前先确认告警，让其他人知道有人在处理。',
      '标明“工程师”的告警请勿自行拆机，先张贴告示，再报修。',
      '标明“安保”的告警先看现场和监控，不要远程复位。',
    ],
    devices: '本网点的设备',
    device: '设备',
    connection: '怎样连接',
    well: '正常时的样子',
    first: '先试这些',
    test: '在网关上测试',
    alarms: '告警与处理',
    noAlarms: '此设备没有告警。',
    code: '代码',
    what: '现象',
    meaning: '影响',
    remedy: '怎么做',
    who: '谁处理',
    own: '网关自身',
    ownWhere: '柜台后或弱电间的小主机',
    disabled: '已在配置中停用',
    people: '联系谁',
    chore: '事项',
    personA: 'A角',
    personB: 'B角',
    manager: '值班经理',
    notes: '手工记录（同时请录入设备维护档案）',
    noteColumns: ['日期', '设备', '代码', '做了什么', '签名'],
    severities: { critical: '紧急', major: '重要', minor: '次要', warning: '提示' },
    owners: { flm: '大堂人员', slm: '工程师', network: '网络人员', it: '科技人员', security: '安保' },
    impacts: { none: '不影响服务', degraded: '服务下降', 'function-lost': '此功能中断', 'out-of-service': '停止服务' },
    within: (minutes) => `${minutes % 60 === 0 ? `${minutes / 60} 小时` : `${minutes} 分钟`}内处理完`,
  },
  en: {
    title: 'Fault-finding handbook',
    gateway: 'Gateway',
    made: 'Made on',
    howTo: 'How to use it',
    howToSteps: [
      'Find the code of the alarm (e.g. PRN-101) in what you were told, and the same code under the device here.',
      'Do what "What to do" says, one step after the other; after each see whether the alarm has cleared. Then nothing more is needed.',
      'Acknowledge the alarm first, so that others know that somebody is at it.',
      'Where it says engineer, do not open the device: put up a notice and report it.',
      'Where it says security, look at the place and the camera first; reset nothing from afar.',
    ],
    devices: 'The devices of this branch',
    device: 'Device',
    connection: 'How it is connected',
    well: 'How it looks when all is well',
    first: 'Try these first',
    test: 'Test it from the gateway',
    alarms: 'Alarms and what to do',
    noAlarms: 'This device has no alarms.',
    code: 'Code',
    what: 'What is wrong',
    meaning: 'What it means',
    remedy: 'What to do',
    who: 'Who',
    own: 'The gateway itself',
    ownWhere: 'the small computer behind the counter or in the wiring closet',
    disabled: 'disabled in the configuration',
    people: 'Whom to call',
    chore: 'Chore',
    personA: 'A',
    personB: 'B',
    manager: 'Duty manager',
    notes: 'Notes by hand (enter them into the device file as well)',
    noteColumns: ['Date', 'Device', 'Code', 'What was done', 'Signature'],
    severities: { critical: 'critical', major: 'major', minor: 'minor', warning: 'warning' },
    owners: { flm: 'hall staff', slm: 'engineer', network: 'network staff', it: 'IT staff', security: 'security' },
    impacts: {
      none: 'no effect on service',
      degraded: 'service degraded',
      'function-lost': 'this function is lost',
      'out-of-service': 'out of service',
    },
    within: (minutes) => `to be done within ${minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`}`,
  },
};
