import { describe, expect, it } from 'vitest';
import { alertText, decodeAlerts, diffAlerts, type PrinterAlert } from '../../../../drivers/terminal/snmp/alerts.js';
import { conditionsOf, withTheQuiet } from '../../../../drivers/terminal/snmp/condition.js';
import { holder } from '../../../../drivers/terminal/snmp/printer.js';
import { reasonsOfAlert, reasonsOfSupply } from '../../../../drivers/terminal/snmp/printer-reasons.js';

const alert = (patch: Partial<PrinterAlert>): PrinterAlert => ({
  index: '1.1',
  severity: 3,
  training: 3,
  group: 5,
  code: 0,
  description: undefined,
  ticks: 100,
  ...patch,
});
const typesOf = (patch: Partial<PrinterAlert>) =>
  reasonsOfAlert(alert(patch)).map(({ type, severity }) => (severity ? `${type} ${severity}` : type));

describe('prtAlert by code, group and training level (terminal-health.md 9.4)', () => {
  it.each<[Partial<PrinterAlert>, string[]]>([
    [{ code: 8 }, ['printer-paper-jam']],
    [{ code: 1_306, group: 13 }, ['printer-paper-jam']],
    [{ code: 808, group: 8 }, ['printer-paper-out']],
    [{ code: 13, group: 8 }, ['printer-paper-out']],
    [{ code: 807, group: 8 }, ['printer-paper-low']],
    [{ code: 12, group: 8 }, ['printer-paper-low']],
    [{ code: 12, group: 0 }, ['printer-paper-low']],
    [{ code: 3, group: 6 }, ['printer-cover-open']],
    [{ code: 501 }, ['printer-cover-open']],
    [{ code: 30 }, ['printer-hardware-fault']],
    [{ code: 33 }, ['printer-hardware-fault']],
    [{ code: 1_001, group: 10, training: 5 }, ['printer-hardware-fault']],
    [{ code: 1_001, group: 10, training: 5, severity: 4 }, ['printer-hardware-fault warning']],
    [{ code: 30, training: 5 }, ['printer-hardware-fault']],
    [{ code: 8, training: 5 }, ['printer-paper-jam', 'printer-hardware-fault']],
    ...[1_101, 1_102, 1_103].map((code): [Partial<PrinterAlert>, string[]] => [{ code }, ['printer-supply-low minor']]),
    ...[1_104, 1_105, 1_106].map((code): [Partial<PrinterAlert>, string[]] => [
      { code },
      ['printer-supply-low warning'],
    ]),
    [{ code: 1_101, training: 5 }, ['printer-supply-low minor']],
    [{ code: 12, group: 11 }, ['printer-supply-low warning']],
    [{ code: 13, group: 11 }, ['printer-supply-low minor']],
    // Nothing is the matter, or nothing that has a code.
    [{ code: 13, group: 9 }, []],
    [{ code: 4 }, []],
    [{ code: 7, training: 5 }, []],
    [{ code: 503, training: 5 }, []],
    [{ code: 29 }, []],
    [{ code: 1_001, training: 4 }, []],
  ])('%j', (patch, types) => {
    expect(typesOf(patch)).toEqual(types);
  });

  it('a row without a code is none; what is left out is nothing', () => {
    const rows = new Map([
      ['1.1', { severity: 3 }],
      ['1.2', { code: 8, descr: Buffer.from('Jam\u0000 in\r\ntray') }],
    ]);
    expect(decodeAlerts(rows)).toEqual([
      alert({
        index: '1.2',
        code: 8,
        description: 'Jam in tray',
        severity: 0,
        training: 0,
        group: 0,
        ticks: 0,
      }),
    ]);
  });

  it('tells technicians everything the row says', () => {
    expect(alertText(alert({ code: 8, group: 13, description: 'Jam' }))).toBe(
      'prtAlert 8 jam, group 13 mediaPath, critical, untrained: Jam',
    );
    expect(alertText(alert({ code: 4_711, group: 99, severity: 9, training: 9 }))).toBe(
      'prtAlert 4711, group 99, 9, training 9',
    );
  });

  it('two polls differ by what came and what went, an index taken over by another alert included', () => {
    const [jam, cover, later] = [alert({ code: 8 }), alert({ index: '1.2', code: 3 }), alert({ code: 8, ticks: 900 })];
    expect(diffAlerts([jam, cover], [cover, later])).toEqual({ came: [later], went: [jam] });
    expect(diffAlerts([cover], [cover])).toEqual({ came: [], went: [] });
  });
});

describe('levels (terminal-health.md 2.2)', () => {
  it.each([
    [100, 80, { name: 'x', percent: 80 }],
    [500, 1, { name: 'x', percent: 1 }],
    [500, 0, { name: 'x', percent: 0 }],
    [100, -3, { name: 'x', someLeft: true }],
    [-2, -3, { name: 'x', someLeft: true }],
    [100, -2, { name: 'x' }],
    [100, -1, { name: 'x' }],
    [-2, 40, { name: 'x' }],
    [0, 0, { name: 'x' }],
    [100, 300, { name: 'x', percent: 100 }],
    [undefined, undefined, { name: 'x' }],
  ])('capacity %s, level %s', (max, level, expected) => {
    expect(holder('x', max, level)).toEqual(expected);
  });

  it.each([
    [0, ['minor']],
    [1, ['warning']],
    [10, ['warning']],
    [11, []],
    [undefined, []],
  ])('%s %% of a supply', (percent, severities) => {
    expect(reasonsOfSupply('Toner', percent, 10).map(({ severity }) => severity)).toEqual(severities);
  });
});

describe('conditions', () => {
  const reason = { type: 'printer-supply-low', detail: 'a' } as const;

  it('several reasons for one alarm are one condition with the worst severity and each detail once', () => {
    expect(
      conditionsOf([
        { ...reason, severity: 'warning' },
        { ...reason, severity: 'minor', detail: 'b' },
        { ...reason, severity: 'warning' },
      ]),
    ).toEqual([{ type: 'printer-supply-low', active: true, severity: 'minor', detail: 'a; b' }]);
    expect(conditionsOf([{ ...reason, severity: 'warning' }, reason])[0]).not.toHaveProperty('severity');
  });

  it('qualifiers are alarms of their own, and details are bounded', () => {
    const many = Array.from({ length: 200 }, (_, at) => ({ ...reason, detail: `detail ${at}` }));
    expect(conditionsOf([{ ...reason, qualifier: 'x' }, ...many])).toHaveLength(2);
    expect(conditionsOf(many)[0]?.detail?.length).toBeLessThanOrEqual(400);
  });

  it('what was active and is not said any more is over, and so is all that is quiet', () => {
    const disk = { type: 'disk', qualifier: 'c', active: true, detail: 'x' };
    expect(withTheQuiet([], [disk], [{ type: 'paper' }])).toEqual([
      { type: 'disk', qualifier: 'c', active: false },
      { type: 'paper', active: false },
    ]);
    expect(withTheQuiet([disk], [disk], [{ type: 'disk', qualifier: 'c' }])).toEqual([disk]);
  });
});
