import { describe, expect, test } from 'vitest';
import { drivers } from '../../../../drivers/index.js';
import { catalogueGaps } from '../../../../gateway/alarms/catalogue/lint.js';
import { catalogueEntries } from '../../../../gateway/alarms/catalogue.js';
import { allOwnAlarmTypes } from '../../../../gateway/health/own-alarm-types.js';
import { alarmSteps } from '../../../../simulators/alarm-steps/index.js';
import { Branch, on } from '../support.js';

/** terminal-health.md 6.3 rule 14; the lint itself is tried with planted gaps in catalogue/lint.test.ts. */
describe('rule 14: no alarm without a remedy', () => {
  test('the catalogue that is delivered has no gap, and a simulator raises and clears every alarm of every driver', () => {
    const gatewayTypes = allOwnAlarmTypes;
    expect(catalogueGaps({ entries: catalogueEntries, drivers, gatewayTypes, steps: alarmSteps })).toEqual([]);
  });

  test.each(catalogueEntries.map((entry) => [entry.code, entry] as const))(
    '%s without one is refused',
    (code, entry) => {
      for (const language of ['zh', 'en'] as const) {
        const entries = catalogueEntries.map((each) =>
          each === entry ? { ...entry, remedy: { ...entry.remedy, [language]: '' } } : each,
        );
        const gap = `${code} ${entry.type}: no ${language === 'zh' ? 'Chinese' : 'English'} remedy`;
        expect(catalogueGaps({ entries, drivers, gatewayTypes: allOwnAlarmTypes })).toEqual([gap]);
      }
    },
  );

  test('every record carries it in both languages', async () => {
    const branch = await Branch.open();
    branch.report('printer-1', on('printer-cutter-fault'));
    const [told] = await branch.takeRecords();
    const { code, remedy } = catalogueEntries.find(({ type }) => type === 'printer-cutter-fault')!;
    expect(told?.record['proposed-repair-actions']).toEqual({ key: code, ...remedy });
    await branch.shutDown();
  });
});
