import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Profile, profileNames, profiles } from '../../../drivers/ticket-printer/escpos/profiles.js';

/** Every field by the tables of ticket-printing.md: 2.1 and 2.2 for the paper, 4 for the rest. */
const fields: readonly (keyof Profile)[] = [
  'columns',
  'dots',
  'dotsPerMm',
  'speed',
  'chinese',
  'fourByteGb18030',
  'nativeQr',
  'storedLogo',
  'extraFeedDots',
  'nearEndSensor',
  'automaticStatus',
  'queuedStatus',
  'processId',
  'clear',
  'cutCounter',
  'presenter',
  'bestEvidence',
];
const table: Readonly<Record<string, string>> = {
  'epson-tm': '42 512 7 200 yes yes yes yes 0 yes yes yes yes yes yes no A',
  xprinter: '48 576 8 200 yes no yes no 40 yes yes yes probe no no no A',
  rongta: '48 576 8 200 yes no yes no 24 yes yes yes probe no no no A',
  gprinter: '48 576 8 200 yes no yes no 24 yes yes yes probe no no no A',
  'generic-80': '48 576 8 200 yes no yes no 24 yes yes yes probe no no no A',
  'generic-58': '32 384 8 90 yes no no no 24 no no yes no no no no B',
  sprt: '48 576 8 200 yes no yes no 24 yes yes yes no yes no no B',
  bixolon: '48 576 8 200 yes no yes yes 24 yes yes yes probe no no no A',
  citizen: '48 576 8 200 yes no yes yes 24 yes yes yes probe no yes no A',
  'custom-kpm': '48 576 8 200 yes no yes no 24 yes no no no no no yes D',
};
const shown = (value: unknown) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value));

describe('profiles', () => {
  it('are those of the table', () => expect(Object.keys(table)).toEqual(profileNames));

  it.each(profileNames)('%s', (name) => {
    const profile: Profile = profiles[name];
    expect(Object.keys(profile).sort()).toEqual([...fields].sort());
    expect(fields.map((field) => shown(profile[field])).join(' ')).toBe(table[name]);
  });

  it.each(profileNames)('%s: a letter of font A is 12 dots wide, and the paper holds whole ones', (name) => {
    const { columns, dots, extraFeedDots } = profiles[name];
    expect(Math.floor(dots / 12)).toBe(columns);
    expect(extraFeedDots).toBeGreaterThanOrEqual(0);
    expect(extraFeedDots).toBeLessThanOrEqual(255);
  });

  it.each(profileNames)('%s promises no more evidence than its means give', (name) => {
    const { processId, queuedStatus, bestEvidence } = profiles[name];
    expect(bestEvidence).toBe(processId !== 'no' ? 'A' : queuedStatus ? 'B' : 'D');
  });

  it.each(profileNames)('%s is in the page for those who choose one', (name) => {
    const { columns, bestEvidence } = profiles[name];
    const page = readFileSync(new URL('../../../docs/drivers.md', import.meta.url), 'utf8');
    expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\|.* \\| ${columns} \\|.* \\| ${bestEvidence} \\|$`, 'm'));
  });
});
