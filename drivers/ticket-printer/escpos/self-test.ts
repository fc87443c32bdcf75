import { type Align, type Element, plain, type TextStyle } from '../elements.js';
import type { Profile, ProfileName } from './profiles.js';

export interface SelfTest {
  readonly profile: Profile;
  readonly profileName: ProfileName;
  readonly deviceId: string;
  readonly printedAt: string;
}

const large: TextStyle = { ...plain, width: 2, height: 2 };

/**
 * A page that shows at one glance whether fonts, sizes, width, QR, logo and cutter fit the profile. At least 100 mm are
 * printed, so that a printer that confirms before it can have printed them gives itself away (ticket-printing.md 4).
 */
export function selfTestElements({ profile, profileName, deviceId, printedAt }: SelfTest): Element[] {
  const ruler = '1234567890'.repeat(Math.ceil(profile.columns / 10)).slice(0, profile.columns);
  const column = Math.floor(profile.columns / 2);
  const pair = (left: string, right: string): Element => ({
    kind: 'row',
    cells: [
      { text: left, columns: column, align: 'left' },
      { text: right, columns: column, align: 'right' },
    ],
    style: plain,
  });
  return [
    { kind: 'logo', align: 'centre' },
    line('打印测试', 'centre', { ...large, bold: true }),
    line('PRINT TEST', 'centre', large),
    { kind: 'rule' },
    line(ruler),
    line(`${deviceId}  ${profileName}  ${profile.columns} columns`),
    ...[1, 2, 3, 4].map((factor) => line('A1号', 'left', { ...plain, width: factor, height: factor })),
    line('Bold 粗体', 'left', { ...plain, bold: true }),
    line('Underline 下划线', 'left', { ...plain, underline: true }),
    line('Reverse 反白', 'left', { ...plain, reverse: true }),
    pair('您的号码', 'Your number'),
    pair('前方等待', 'Waiting ahead'),
    pair('预计等待', 'Expected wait'),
    line(profile.fourByteGb18030 ? 'GB18030: 䶮 㐀 𠀀' : 'GBK: 镕 堃 喆'),
    line('left'),
    line('centre', 'centre'),
    line('right', 'right'),
    { kind: 'qr', text: `TEST ${deviceId}`, align: 'centre' },
    { kind: 'rule' },
    line(printedAt, 'centre'),
  ];
}

const line = (text: string, align: Align = 'left', style = plain): Element => ({ kind: 'text', text, align, style });
