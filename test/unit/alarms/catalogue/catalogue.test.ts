import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drivers } from '../../../../drivers/index.js';
import { catalogueDocument } from '../../../../gateway/alarms/catalogue/document.js';
import { levelsOf } from '../../../../gateway/alarms/catalogue/effective.js';
import { catalogue, catalogueEntries } from '../../../../gateway/alarms/catalogue.js';
import { isSecurity } from '../../../../gateway/alarms/quiet.js';
import { allOwnAlarmTypes } from '../../../../gateway/health/own-alarm-types.js';
import { printerCodes, referenceRows } from './reference.js';

const byCode = new Map(catalogueEntries.map((entry) => [entry.code, entry]));

/** Where the catalogue says otherwise than 9.3; each has its reason in a comment beside the entry. */
const argued: Readonly<Record<string, Record<string, unknown>>> = {
  // ticket-printing.md section 5: a warning that becomes major after 120 s.
  'PRN-106': { severity: 'warning' },
  // Section 5 as well.
  'PRN-108': { severity: 'critical' },
  // Security is told at once.
  'TRM-316': { onDelaySeconds: 0 },
  'TRM-319': { onDelaySeconds: 0 },
  // Seen as a step, not measured as an offset.
  'GWY-507': { onDelaySeconds: 0, offDelaySeconds: 3_600 },
  // 30 min of running are its off-delay.
  'GWY-506': { offDelaySeconds: 1_800 },
};

describe('the catalogue has what the reference has', () => {
  test('all 51 codes of 9.3', () => {
    expect(referenceRows).toHaveLength(51);
  });

  test.each(referenceRows)('%s %s', (code, type, severity, probableCause, onDelaySeconds, offDelaySeconds, owner) => {
    const row = { code, type, severity, probableCause, onDelaySeconds, offDelaySeconds, owner };
    expect(byCode.get(code)).toMatchObject({ ...row, ...argued[code] });
  });

  test.each(Object.entries(printerCodes))('%s of the printer report as %s', (_name, code) => {
    expect(byCode.get(code)?.type).toMatch(/^printer-/);
  });

  test('and beside them only what continues its ranges', () => {
    const known = new Set([...referenceRows.map(([code]) => code), ...Object.values(printerCodes)]);
    expect(catalogueEntries.map(({ code }) => code).filter((code) => !known.has(code))).toEqual([
      ...['TRM-320', 'TRM-321', 'TRM-322', 'TRM-324', 'TRM-325', 'TRM-323', 'PWR-405'],
      ...['CNT-454', 'CNT-455', 'CNT-456', 'CNT-457'],
      ...['KEY-601', 'KEY-602', 'LGT-651'],
      ...['HAL-701', 'HAL-702', 'HAL-703', 'HAL-704'],
      ...[519, 510, 518, 511, 512, 513, 514, 515, 516, 517, 520, 521, 522].map((n) => `GWY-${n}`),
    ]);
    expect(catalogue.size).toBe(catalogueEntries.length);
  });

  test.each([
    ['PRN-106', ['warning', 'major']],
    ['PRN-110', ['warning', 'minor']],
    ['TRM-310', ['minor', 'major']],
    ['TRM-313', ['minor', 'major']],
    ['GWY-504', ['warning', 'minor', 'major']],
    ['GWY-507', ['warning', 'minor']],
    ['HAL-701', ['warning', 'minor', 'major']],
    ['HAL-704', ['minor', 'major']],
    ['PRN-101', ['major']],
  ])('%s can be %s', (code, levels) => {
    expect(levelsOf(byCode.get(code)!)).toEqual(levels);
  });

  test('smoke is fire, not water', () => {
    expect(byCode.get('TRM-319')).toMatchObject({
      probableCause: 'floodDetected',
      otherCauses: { smoke: 'fireDetected' },
    });
  });

  test('what concerns security is raised at once', () => {
    const security = catalogueEntries.filter(isSecurity);
    expect(security.map(({ code }) => code)).toEqual([
      'TRM-306',
      'TRM-315',
      'TRM-316',
      'TRM-317',
      'TRM-319',
      'TRM-320',
      'GWY-508',
    ]);
    expect(security.map(({ onDelaySeconds }) => onDelaySeconds)).toEqual(security.map(() => 0));
  });

  test('every alarm the gateway raises about itself says so, and the other way round', () => {
    const says = catalogueEntries.filter(({ raisedBy }) => raisedBy === 'gateway').map(({ type }) => type);
    expect(says.sort()).toEqual([...allOwnAlarmTypes].sort());
  });
});

describe('docs/alarm-catalogue.md', () => {
  test('is up to date: branch-gateway schema alarms > docs/alarm-catalogue.md', () => {
    const file = readFileSync(join(import.meta.dirname, '../../../../docs/alarm-catalogue.md'), 'utf8');
    expect(file).toBe(catalogueDocument(catalogueEntries, drivers));
  });

  test('has for every code its meaning and remedy in both languages', () => {
    const text = catalogueDocument(catalogueEntries, drivers);
    for (const { code, type, meaning, remedy } of catalogueEntries) {
      const section = text.split(`### ${code} ${type}\n`)[1]?.split('\n#')[0] ?? '';
      for (const part of [meaning.zh, meaning.en, remedy.zh, remedy.en]) expect(section).toContain(part);
    }
  });
});
