import { describe, expect, it } from 'vitest';
import { alarmsOf, modulesOf, type Reading } from '../../../../drivers/terminal/nut/findings.js';
import { figuresOf, testFailed, timeLeft } from '../../../../drivers/terminal/nut/reading.js';
import { describeTokens, mainsOf, tokensOf } from '../../../../drivers/terminal/nut/status.js';

const reading = (
  status: string,
  variables: Record<string, string> = {},
  mainsBefore: 'present' | 'lost' = 'present',
): Reading => {
  const map = new Map(Object.entries(variables));
  return { tokens: tokensOf(status), variables: map, figures: figuresOf(map), mainsBefore };
};
const active = (...args: Parameters<typeof reading>) =>
  alarmsOf(reading(...args))
    .filter((alarm) => alarm.active)
    .map(({ type }) => type);

describe('what a status means (terminal-health.md 3.1 and 9.4)', () => {
  it.each([
    ['OL', []],
    ['OL CHRG', []],
    ['OL TRIM', []],
    ['OL BOOST HB', []],
    ['OB DISCHRG', ['mains-lost-on-battery']],
    ['OB LB', ['mains-lost-on-battery', 'ups-battery-low']],
    ['LB OB', ['mains-lost-on-battery', 'ups-battery-low']],
    ['OL LB CHRG', []],
    ['FSD OB LB', ['mains-lost-on-battery', 'ups-battery-low']],
    ['FSD OL', ['ups-battery-low']],
    ['OL RB', ['ups-replace-battery']],
    ['OL OVER', ['ups-overload-or-bypass']],
    ['BYPASS', ['ups-overload-or-bypass']],
    ['OL BYPASS OVER RB', ['ups-replace-battery', 'ups-overload-or-bypass']],
    ['CAL OB DISCHRG', []],
    ['OB CAL LB', []],
    ['OFF', []],
    ['OL ECO XYZZY', []],
    ['', []],
    ['ol lb ob', ['mains-lost-on-battery', 'ups-battery-low']],
  ])('%s', (status, types) => {
    expect(active(status)).toEqual(types);
  });

  it.each([
    ['OFF', 'lost', ['mains-lost-on-battery']],
    ['OFF LB', 'lost', ['mains-lost-on-battery', 'ups-battery-low']],
    ['XYZZY', 'lost', ['mains-lost-on-battery']],
    ['BYPASS', 'lost', ['ups-overload-or-bypass']],
    ['OL', 'lost', []],
  ] as const)('%s after mains %s', (status, before, types) => {
    expect(active(status, {}, before)).toEqual(types);
  });

  it('each alarm is told of at each reading, active or not', () => {
    expect(alarmsOf(reading('OL')).map(({ type }) => type)).toEqual([
      'mains-lost-on-battery',
      'ups-battery-low',
      'ups-replace-battery',
      'ups-overload-or-bypass',
    ]);
  });

  it('PWR-401 says how long it will last', () => {
    const [mains] = alarmsOf(reading('OB DISCHRG', { 'battery.runtime': '1399', 'battery.charge': '79.6' }));
    expect(mains?.detail).toBe('OB DISCHRG (on battery, discharging): about 23 min left, charge 80 %');
    const [unknown] = alarmsOf(reading('OB'));
    expect(unknown?.detail).toBe('OB (on battery): remaining time unknown');
  });

  it('overload says how much', () => {
    expect(alarmsOf(reading('OL OVER', { 'ups.load': '112' }))[3]?.detail).toBe(
      'OL OVER (on line, overloaded), load 112 %',
    );
  });

  it.each([
    ['Done and passed', false],
    ['Done and error', true],
    ['Done and warning', false],
    ['Aborted', false],
    ['In progress', false],
    ['No test initiated', false],
    ['No failure', false],
    ['Battery test failed', true],
    ['FAILED', true],
    ['BAD BATTERY', true],
    ['Replace battery', true],
    ['', false],
  ])('a test result "%s"', (result, failed) => {
    expect(testFailed(new Map([['ups.test.result', result]]))).toBe(failed);
    const types = active('OL', { 'ups.test.result': result });
    expect(types).toEqual(failed ? ['ups-replace-battery'] : []);
  });

  it('unknown tokens are shown, known ones explained', () => {
    expect(describeTokens(tokensOf('OL CHRG ECO'))).toBe('OL CHRG ECO (on line, charging)');
    expect(describeTokens(tokensOf(' '))).toBe('an empty status');
    expect(describeTokens(tokensOf('toString constructor'))).toBe('TOSTRING CONSTRUCTOR');
  });

  it('a status of any length is bounded', () => {
    const tokens = tokensOf(Array.from({ length: 1_000 }, (_, n) => `${n}`.repeat(100)).join(' '));
    expect(tokens).toHaveLength(24);
    expect(Math.max(...tokens.map((token) => token.length))).toBe(24);
  });

  it.each([
    ['OL', 'present'],
    ['OB', 'lost'],
    ['OL OB', 'lost'],
    ['CAL OB', 'present'],
    ['TRIM', 'present'],
    ['OFF', 'unknown'],
  ])('mains of %s: %s', (status, mains) => {
    expect(mainsOf(tokensOf(status))).toBe(mains);
  });
});

describe('modules', () => {
  it.each([
    ['OL', 'ok', 'ok'],
    ['OB', 'ok', 'fail'],
    ['OB LB', 'fail', 'fail'],
    ['OL RB', 'warn', 'ok'],
    ['OL BYPASS', 'warn', 'ok'],
    ['OL OVER', 'warn', 'ok'],
    ['OL ALARM', 'warn', 'ok'],
    ['OL LB', 'warn', 'ok'],
    ['OFF', 'fail', 'unknown'],
    ['CAL OB', 'ok', 'ok'],
  ])('%s: ups %s, mains %s', (status, ups, mains) => {
    const modules = modulesOf(reading(status));
    expect([modules.ups.status, modules.mains.status]).toEqual([ups, mains]);
    expect([modules.ups.source, modules.mains.source]).toEqual(['nut', 'nut']);
  });

  it('an alarm of the UPS is shown in its own words', () => {
    const { ups } = modulesOf(reading('OL ALARM', { 'ups.alarm': 'Replace battery! No battery installed!' }));
    expect(ups.detail).toBe('OL ALARM (on line, has an alarm of its own): Replace battery! No battery installed!');
  });
});

describe('figures', () => {
  it('are what can be, and nothing else', () => {
    const values = {
      'battery.charge': '100',
      'battery.runtime': '-1',
      'ups.load': ' 12.5 ',
      'input.voltage': 'n/a',
      'battery.voltage': '',
      'output.voltage': '1e9',
      'battery.temperature': '25.1',
    };
    expect(figuresOf(new Map(Object.entries(values)))).toEqual({
      chargePercent: 100,
      loadPercent: 12.5,
      temperatureCelsius: 25.1,
    });
  });

  it('are put into words', () => {
    expect(timeLeft({ runtimeSeconds: 59, chargePercent: 3.4 })).toBe('about 0 min left, charge 3 %');
    expect(timeLeft({})).toBe('remaining time unknown');
  });
});
