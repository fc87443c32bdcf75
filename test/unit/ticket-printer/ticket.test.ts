import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PrintArgs } from '../../../drivers/ticket-printer/contract.js';
import { bitmapOf } from '../../../drivers/ticket-printer/escpos/picture.js';
import {
  type Profile,
  type ProfileName,
  profileNames,
  profiles,
} from '../../../drivers/ticket-printer/escpos/profiles.js';
import { selfTestElements } from '../../../drivers/ticket-printer/escpos/self-test.js';
import { composeSheet } from '../../../drivers/ticket-printer/escpos/sheet.js';
import { timePrinter } from '../../../drivers/ticket-printer/escpos/time-printer.js';
import { layOutTicket, ticketTemplates } from '../../../drivers/ticket-printer/templates/index.js';
import { toHex } from '../../support/hex.js';
import { simulate } from './support/elements.js';
import { readPaper } from './support/paper.js';

const generic = profiles['generic-80'];
const style = { language: 'zh', title: '人民路网点', printedAt: '2026-11-23 09:00' } as const;
const data = { number: 'A012', service: '个人业务', waitingAhead: 5, expectedWaitMinutes: 12 };
interface TicketStyle {
  readonly language: 'zh' | 'en';
  readonly title: string;
  readonly printedAt: string;
}

/** By the built-in template of the language. */
const ticketElements = (
  ticket: Omit<PrintArgs, 'ticketId'>,
  { language, title, printedAt }: TicketStyle,
  paper: Profile = generic,
) =>
  layOutTicket(
    { ticketId: 't1', ...ticket },
    {
      templates: ticketTemplates(() => new Map(), language),
      occasion: { branch: title, printedAt },
      paper,
      deviceId: 'printer-1',
    },
  );
const sheetOf = (ticket: Omit<PrintArgs, 'ticketId'>, look: TicketStyle = style, profile: Profile = generic) =>
  composeSheet(ticketElements(ticket, look, profile), profile);
const paperOf = (...args: Parameters<typeof sheetOf>) => readPaper(sheetOf(...args).bytes);
const textsOf = (...args: Parameters<typeof sheetOf>) => paperOf(...args).lines.map(({ text }) => text);

describe('a queue ticket', () => {
  it('says in Chinese what the customer wants to know', () => {
    expect(textsOf(data)).toEqual([
      '人民路网点',
      '-'.repeat(48),
      '您的号码',
      'A012',
      '个人业务',
      '前方等待 5 人',
      '预计等待 约12分钟',
      '-'.repeat(48),
      '2026-11-23 09:00',
    ]);
  });

  it('says it in English', () => {
    const english = { ...style, language: 'en', title: 'Renmin Road' } as const;
    expect(textsOf({ ...data, service: 'Personal banking' }, english)).toEqual([
      'Renmin Road',
      '-'.repeat(48),
      'Your number',
      'A012',
      'Personal banking',
      'Waiting ahead: 5',
      'Expected wait: about 12 min',
      '-'.repeat(48),
      '2026-11-23 09:00',
    ]);
  });

  it('leaves out what is not known', () => {
    const bare = textsOf({ number: 'A012', service: '个人业务' }, { ...style, title: '' });
    expect(bare).toEqual(['您的号码', 'A012', '个人业务', '-'.repeat(48), '2026-11-23 09:00']);
  });

  it('tells nobody to wait about 0 minutes', () => {
    const first = { ...data, waitingAhead: 0, expectedWaitMinutes: 0 };
    expect(textsOf(first, style)).toContain('前方等待 0 人');
    expect(textsOf(first, style)).toContain('预计等待 不到1分钟');
    expect(textsOf(first, { ...style, language: 'en' })).toContain('Expected wait: under 1 min');
  });

  it('shows the number six times as large, bold, in the middle', () => {
    const number = paperOf(data).lines.find(({ text }) => text === 'A012');
    expect(number).toMatchObject({ width: 6, height: 6, bold: true, align: 'centre' });
  });

  it('shrinks a long number rather than break it', () => {
    const narrow = profiles['generic-58'];
    const number = paperOf({ ...data, number: '理财VIP01' }, style, narrow).lines.find(
      ({ text }) => text === '理财VIP01',
    );
    expect(number).toMatchObject({ width: 3, columns: 27 });
  });

  it('ends its last line before the cut and leaves the extra feed of the profile', () => {
    const { bytes } = sheetOf(data);
    expect(toHex(bytes)).toMatch(/39 3A 30 30 0A 1D 56 42 18$/);
  });

  it('starts from a known state without a reset, which would switch automatic status off', () => {
    const hex = toHex(sheetOf(data).bytes);
    expect(hex).toMatch(/^1C 26 1D 21 00 1B 45 00 1B 2D 00 1C 2D 00 1D 42 00 1B 32 1B 61 00 /);
    expect(hex).not.toContain('1B 40');
  });

  it('draws the QR code between text and foot', () => {
    const { qr, cuts } = paperOf({ ...data, qr: 'https://q.example/t/A012' }, style);
    expect(qr).toEqual([{ payload: 'https://q.example/t/A012', moduleDots: 6 }]);
    expect(cuts).toEqual([{ feedDots: 24, atLineStart: true }]);
  });

  it('draws the QR code as a picture where the printer cannot draw it itself', () => {
    const { qr, pictures } = paperOf({ ...data, qr: 'x' }, style, profiles['generic-58']);
    expect(qr).toEqual([]);
    expect(pictures).toMatchObject([{ align: 'centre' }]);
  });

  it('begins with the logo where there is one', () => {
    const logo = { kind: 'picture', bitmap: bitmapOf(16, 8, () => true) } as const;
    const { bytes } = composeSheet(ticketElements(data, style), generic, { logo });
    expect(readPaper(bytes).pictures).toMatchObject([{ width: 16, height: 8, align: 'centre' }]);
    expect(paperOf(data).pictures).toEqual([]);
  });

  it('counts characters the printer lacks', () => {
    expect(sheetOf({ ...data, service: '㐀业务' }).replaced).toBe(1);
    expect(sheetOf({ ...data, service: '㐀业务' }, style, profiles['epson-tm']).replaced).toBe(0);
  });

  it('prints a service name that carries commands as plain text', () => {
    const evil = { ...data, service: '\x1b@\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08\x1dV\x00开户' };
    expect(textsOf(evil, style)).toContain('@V开户');
    expect(toHex(sheetOf(evil).bytes)).not.toMatch(/1B 40|10 14/);
  });

  it('stays well below the size a slow serial line can carry in time', () => {
    const withQr = { ...data, qr: 'https://q.example/t/A012' };
    expect(sheetOf(withQr).bytes.length).toBeLessThan(400);
    // Two seconds at 9600 baud: the symbol is sent at half its size and doubled by the printer.
    expect(sheetOf(withQr, style, profiles['generic-58']).bytes.length).toBeLessThan(1_500);
  });

  it('holds only known commands, fits the paper and has one cut, whatever is on it', () => {
    const text = (maxLength: number) => fc.string({ unit: 'binary', minLength: 1, maxLength });
    const anyTicket = fc.record(
      {
        number: text(8),
        service: text(32),
        waitingAhead: fc.nat(9_999),
        expectedWaitMinutes: fc.nat(1_440),
        qr: text(200),
      },
      { requiredKeys: ['number', 'service'] },
    );
    fc.assert(
      fc.property(
        anyTicket,
        fc.constantFrom<ProfileName>(...profileNames),
        fc.constantFrom('zh', 'en'),
        text(48),
        (ticket, profileName, language, title) => {
          const profile = profiles[profileName];
          const { bytes } = sheetOf(ticket, { ...style, language, title }, profile);
          const { lines, cuts } = readPaper(bytes);
          for (const line of lines) expect(line.columns).toBeLessThanOrEqual(profile.columns);
          expect(cuts).toEqual([{ feedDots: profile.extraFeedDots, atLineStart: true }]);
          expect(toHex(bytes)).not.toMatch(/(^| )10 (04|05|14)/);
        },
      ),
    );
  });
});

describe('the self-test page', () => {
  it.each(profileNames)('%s: a ruler as wide as the paper, both languages, a cut', (profileName) => {
    const profile = profiles[profileName];
    const page = { profile, profileName, deviceId: 'printer-1', printedAt: '2026-11-23 09:00' };
    const sheet = composeSheet(selfTestElements(page), profile);
    const { lines, cuts, qr, pictures } = readPaper(sheet.bytes);
    const texts = lines.map(({ text }) => text);
    const ruler = lines.find(({ text }) => text.startsWith('1234567890'));
    expect(ruler).toMatchObject({ columns: profile.columns, align: 'left', width: 1 });
    expect(texts).toContain('打印测试');
    expect(texts).toContain('PRINT TEST');
    expect(texts.join(' ')).toContain(profileName);
    expect(texts.at(-1)).toBe('2026-11-23 09:00');
    expect(cuts).toHaveLength(1);
    expect(qr.length + pictures.length).toBe(1);
    expect(lines.map(({ width }) => width)).toEqual(expect.arrayContaining([1, 2, 3, 4]));
    expect(lines.some(({ underline }) => underline) && lines.some(({ reverse }) => reverse)).toBe(true);
    expect(simulate(sheet.bytes, profile).protocolErrors).toEqual([]);
    expect(sheet).toMatchObject({ replaced: 0, omitted: [] });
    const printedMm = sheet.heightMm - 15 - profile.extraFeedDots / profile.dotsPerMm;
    expect(printedMm).toBeGreaterThanOrEqual(100);
    expect(printedMm).toBeLessThan(150);
  });
});

describe('the printed time', () => {
  const nineInShanghai = Date.UTC(2026, 10, 23, 1, 0, 0);
  it("is the branch's, not the computer's", () => {
    expect(timePrinter('Asia/Shanghai')(nineInShanghai)).toBe('2026-11-23 09:00');
    expect(timePrinter('America/New_York')(nineInShanghai)).toBe('2026-11-22 20:00');
  });
  it('calls midnight 00:00', () => {
    expect(timePrinter('Asia/Shanghai')(Date.UTC(2026, 10, 22, 16, 0, 0))).toBe('2026-11-23 00:00');
  });
  it('refuses a timezone that does not exist', () => expect(() => timePrinter('Asia/Nowhere')).toThrow(RangeError));
});
