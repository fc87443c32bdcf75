import { describe, expect, test } from 'vitest';
import { catalogueEntries } from '../../../../gateway/alarms/catalogue.js';
import { Branch, off, on } from '../support.js';

const ofTerminals = catalogueEntries.filter(({ code }) => /^(TRM|PWR)-/.test(code));
/** DOMAIN.md: door, tamper and fraud signals are never grouped, suppressed or delayed. */
const security = [
  'cabinet-door-open',
  'cash-acceptor-box-removed',
  'fraud-device-suspected',
  'sensors-unreachable',
  'tamper-or-vibration',
  'water-or-smoke-detected',
];
const kiosk = { deviceId: 'kiosk-1', declarations: ofTerminals.map(({ type }) => ({ type })), contactAlarm: undefined };
const longestDelaySeconds = Math.max(...ofTerminals.map(({ onDelaySeconds }) => onDelaySeconds));

describe('rule 9: an engineer at a terminal', () => {
  test.each(['maintenance', 'exchange', 'vendor-mode'] as const)(
    '%s holds back every equipment alarm there is, and of security none',
    async (source) => {
      // Enough raises at once to be a flood, which must not touch them either.
      const branch = await Branch.open([kiosk]);
      branch.manager.suppress('kiosk-1', source, '清机');
      branch.report('kiosk-1', ...ofTerminals.map(({ type }) => on(type)));
      await branch.after(longestDelaySeconds + 1);
      expect((await branch.take()).sort()).toEqual(security.map((type) => `raise ${type}`));
      branch.report('kiosk-1', ...security.map(off));
      await branch.after(120);
      expect((await branch.take()).sort()).toEqual(security.map((type) => `clear ${type}`));
      branch.manager.suppress('kiosk-1', source, undefined);
      await branch.flush();
      const raised = branch.manager.records().filter((record) => !record['is-cleared']);
      const expected = ofTerminals.map(({ type }) => type).filter((type) => !security.includes(type));
      const types = raised.map((record) => record['alarm-type-id']).filter((type) => expected.includes(type));
      expect(types.sort()).toEqual(expected.sort());
    },
  );

  test('a door that stood open before the window stays as it is, and says nothing of the window', async () => {
    const branch = await Branch.open([kiosk]);
    branch.report('kiosk-1', on('cabinet-door-open'), on('card-reader-fault'));
    await branch.after(15);
    branch.manager.suppress('kiosk-1', 'maintenance', '换读卡器');
    await branch.flush();
    const by = (type: string) => branch.table.get(`kiosk-1/${type}/`)?.['x-suppressed-by'];
    expect(by('cabinet-door-open')).toBeUndefined();
    expect(by('card-reader-fault')).toMatch(/换读卡器/);
  });
});
