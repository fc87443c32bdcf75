import type { DeviceClass } from '../../drivers/index.js';
import type { Texts } from '../alarms/catalogue.js';

/** What hall staff needs to know of a kind of device before anything is wrong with it. */
export interface ClassTexts {
  readonly name: Texts;
  /** How it looks when all is well. */
  readonly well: Texts;
  /** What to try first, in the order of trying; each is one thing to do or to press. */
  readonly first: readonly Texts[];
  /** The command that tests it without disturbing the hall; absent where there is none. */
  readonly test?: { readonly command: string; readonly does: Texts };
}

export const classTexts: Readonly<Record<DeviceClass, ClassTexts>> = {
  'ticket-printer': {
    name: { zh: '取号打印机', en: 'Ticket printer' },
    well: {
      zh: '电源灯常亮，故障灯不亮，上盖合紧，出纸口无残纸。',
      en: 'Power lamp lit, error lamp dark, cover latched, no paper left in the slot.',
    },
    first: [
      {
        zh: '看灯：电源灯不亮，查电源插头和开关。',
        en: 'Look at the lamps: no power lamp, check the plug and the switch.',
      },
      {
        zh: '打开上盖看纸：有纸、热敏面朝打印头、未歪斜，再合盖到“咔哒”一声。',
        en: 'Open the cover and look at the paper: there, thermal side to the head, straight; close until it clicks.',
      },
      {
        zh: '按一次走纸键（FEED）：能走纸说明机械正常。',
        en: 'Press the FEED key once: paper that moves says the mechanism is well.',
      },
      {
        zh: '关机十秒再开机。仍有故障，按下表的告警代码处理。',
        en: 'Switch off for ten seconds and on. If it stays, go by the alarm code below.',
      },
    ],
    test: {
      command: 'test',
      does: { zh: '打印一张测试页', en: 'prints a test page' },
    },
  },
  'led-board': {
    name: { zh: '叫号显示屏', en: 'Call-number board' },
    well: {
      zh: '显示当前叫号，无乱码，无暗区，亮度均匀。',
      en: 'Shows the number called last, no garbage, no dark area, even brightness.',
    },
    first: [
      {
        zh: '全黑：查屏的电源插头和空开，看控制卡指示灯。',
        en: 'All dark: check the plug, the breaker and the lamp of its controller.',
      },
      {
        zh: '有字但不变：查通信线两端是否插紧，同一条线上的其他屏是否也停。',
        en: 'Text that does not change: see that the data line is plugged at both ends, and whether other boards on the line stand still too.',
      },
      {
        zh: '断电十秒再上电，屏应自动恢复当前号码。',
        en: 'Cut its power for ten seconds: it should show the number again by itself.',
      },
    ],
    test: {
      command: 'test',
      does: { zh: '短暂显示测试画面，随后恢复原内容', en: 'shows a test picture for a moment, then what stood there' },
    },
  },
  terminal: {
    name: { zh: '自助服务终端', en: 'Self-service terminal' },
    well: {
      zh: '屏幕亮，首页可操作，没有暂停服务提示。',
      en: 'Screen lit, first page responds, no notice that it is out of service.',
    },
    first: [
      {
        zh: '看屏幕：黑屏查电源和空开；亮屏看是否有暂停服务提示。',
        en: 'Look at the screen: dark, check power and breaker; lit, see whether it says that it is out of service.',
      },
      { zh: '看网口灯：不亮则重新插拔网线。', en: 'Look at the lamp of its network port: dark, plug the cable again.' },
      {
        zh: '请勿打开钞箱、读卡器和密码键盘；涉及现金和卡的部件须按双人制度处理。',
        en: 'Do not open cash boxes, card readers or PIN pads; cash and card parts need two people, by the rule.',
      },
    ],
    test: { command: 'probe', does: { zh: '立即探测一次并报告结果', en: 'asks it once now and says what was found' } },
  },
  'people-counter': {
    name: { zh: '客流计数器', en: 'People counter' },
    well: { zh: '指示灯正常，镜头或感应区无遮挡。', en: 'Its lamp is lit, nothing hangs or stands before its lens.' },
    first: [
      {
        zh: '移开遮挡镜头的横幅、绿植，擦拭镜头。',
        en: 'Take away banners and plants before the lens, wipe the lens.',
      },
      { zh: '查电源适配器（或PoE灯）和数据线。', en: 'Check its adapter (or PoE lamp) and its data line.' },
      { zh: '来回走动两次，计数应增加。', en: 'Walk through twice: the count should rise.' },
    ],
    test: { command: 'read', does: { zh: '立即读取一次计数', en: 'reads the counts now' } },
  },
  keypad: {
    name: { zh: '柜台键盘', en: 'Counter keypad' },
    well: { zh: '插在柜台电脑或网关的USB口上，指示灯亮。', en: 'Plugged into its USB socket, its lamp lit.' },
    first: [{ zh: '重新插拔USB插头，使用贴有标签的插口。', en: 'Plug it again, into the socket with its label.' }],
  },
  'signal-light': {
    name: { zh: '状态指示灯', en: 'Signal light' },
    well: { zh: '颜色与大厅状态一致。', en: 'Its colour fits the state of the hall.' },
    first: [{ zh: '重新插拔USB插头，使用贴有标签的插口。', en: 'Plug it again, into the socket with its label.' }],
  },
};
