import type { Profile, ProfileName } from './profiles.js';
import { type Sheet, SheetComposer } from './sheet.js';

export interface SelfTest {
  readonly profile: Profile;
  readonly profileName: ProfileName;
  readonly deviceId: string;
  readonly printedAt: string;
}

/** A short page that shows at one glance whether fonts, sizes, width, QR and cutter fit the profile. */
export function selfTestSheet({ profile, profileName, deviceId, printedAt }: SelfTest): Sheet {
  const ruler = '1234567890'.repeat(Math.ceil(profile.columns / 10)).slice(0, profile.columns);
  return new SheetComposer(profile)
    .text('打印测试', { factor: 2, bold: true })
    .text('PRINT TEST', { factor: 2 })
    .rule()
    .align('left')
    .text(ruler)
    .text('您的号码 个人业务 前方等待 预计等待')
    .text('Your number  Waiting ahead  Expected wait')
    .text(`${deviceId}  ${profileName}  ${profile.columns} columns`)
    .align('centre')
    .qr('TEST')
    .text(printedAt)
    .cut();
}
