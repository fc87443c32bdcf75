import { describe, expect, it } from 'vitest';
import { type ProfileName, profileNames, profiles } from '../../../drivers/ticket-printer/escpos/profiles.js';
import { SheetComposer } from '../../../drivers/ticket-printer/escpos/sheet.js';
import { ticketSheet } from '../../../drivers/ticket-printer/escpos/ticket.js';
import { hex, toHex } from '../../support/hex.js';
import { readPaper } from './support/paper.js';

const sheet = (profile: ProfileName = 'generic-80') => new SheetComposer(profiles[profile]);

describe('a sheet', () => {
  it('byte for byte: state, number, service, foot, cut', () => {
    const { bytes } = ticketSheet(
      { number: 'A012', service: '个人业务' },
      { profile: profiles['epson-tm'], language: 'zh', title: '', printedAt: '09:00' },
    );
    const expected = [
      '1C 26  1D 21 00  1B 45 00  1B 32  1B 61 01',
      '1D 21 00  1B 45 00  C4 FA B5 C4 BA C5 C2 EB  0A',
      '1D 21 55  1B 45 01  41 30 31 32  0A',
      '1D 21 11  1B 45 00  B8 F6 C8 CB D2 B5 CE F1  0A',
      '1D 21 00  1B 64 01',
      `1D 21 00  1B 45 00  ${'2D '.repeat(42)} 0A`,
      '1D 21 00  1B 45 00  30 39 3A 30 30  0A',
      '1D 56 42 00',
    ];
    expect(toHex(bytes)).toBe(toHex(hex(expected.join(''))));
  });

  it('stays well below the size a slow serial line can carry in time', () => {
    const ticket = { number: 'A012', service: '个人业务', waitingAhead: 5, expectedWaitMinutes: 12 };
    const style = { profile: profiles['generic-80'], language: 'zh', title: '人民路网点', printedAt: '09:00' } as const;
    expect(ticketSheet({ ...ticket, qr: 'https://q.example/t/A012' }, style).bytes.length).toBeLessThan(400);
  });

  it('wraps by the size of the letters', () => {
    const { lines } = readPaper(sheet('generic-58').text('对公业务个人业务办理', { factor: 2 }).cut().bytes);
    expect(lines.map(({ text }) => text)).toEqual(['对公业务个人业务', '办理']);
    expect(lines.every(({ width, height }) => width === 2 && height === 2)).toBe(true);
  });

  it('says size and weight for each text, so that nothing leaks into the next', () => {
    const { lines } = readPaper(sheet().text('BIG', { factor: 4, bold: true }).text('small').cut().bytes);
    expect(lines).toMatchObject([
      { text: 'BIG', width: 4, height: 4, bold: true },
      { text: 'small', width: 1, height: 1, bold: false },
    ]);
  });

  it.each(profileNames)('%s: a rule is exactly as wide as the paper', (profile) => {
    const { lines } = readPaper(sheet(profile).rule().cut().bytes);
    expect(lines).toMatchObject([{ columns: profiles[profile].columns }]);
  });

  it.each([
    ['A1', 6],
    ['A0123456', 6],
    ['理财A012', 6],
    ['理财贵宾A012', 4],
    ['理财贵宾客户专线', 3],
  ])('the headline %s is as large as 48 columns and 6 allow: %i', (text, factor) => {
    const { lines } = readPaper(sheet().headline(text, 6).cut().bytes);
    expect(lines).toMatchObject([{ text, width: factor, height: factor }]);
  });

  it('adds up what it could not print, from every text', () => {
    expect(sheet().text('㐀').headline('𠀀', 6).text('ok').cut().replaced).toBe(2);
  });

  it('prints nothing for a text that has nothing to print', () => {
    expect(readPaper(sheet().text(' \x1b\u200b').cut().bytes).lines).toEqual([]);
  });

  it('ends the line after a QR code, so that the cut acts', () => {
    const { bytes } = sheet().qr('A012').cut();
    expect(toHex(bytes)).toMatch(/31 51 30 0A 1D 56 42 18$/);
  });
});

describe('profiles', () => {
  it.each(profileNames)('%s: a letter of font A is 12 dots wide, and the paper holds whole ones', (name) => {
    const { columns, dots, extraFeedDots } = profiles[name];
    expect(Math.floor(dots / 12)).toBe(columns);
    expect(extraFeedDots).toBeGreaterThanOrEqual(0);
    expect(extraFeedDots).toBeLessThanOrEqual(255);
  });
});
