import { describe, expect, test } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { catalogue } from '../../../gateway/alarms/catalogue.js';
import { configJsonSchemaText } from '../../../gateway/config/json-schema.js';
import { type LoadedConfig, loadConfig } from '../../../gateway/config/load.js';
import { describePlan, planOf } from '../../../gateway/config/plan.js';
import { filesystem, head, load, loaded, mistakesIn } from './fixtures.js';

const section = (...lines: string[]) => `alarms:\n${lines.map((line) => `  ${line}\n`).join('')}`;
/** The settings stand from line 5 on. */
const mistakes = (...lines: string[]) => mistakesIn(section(...lines));

describe('what the branch wants otherwise of an alarm', () => {
  test('severity, delays, owner and texts, by alarm type', async () => {
    const text = section(
      'printer-paper-low: { severity: minor, onDelaySeconds: 600, offDelaySeconds: 0.5, owner: slm }',
      'led-unreachable: { text: { zh: 大屏黑了 }, meaning: { en: Nobody sees the calls }, remedy: { zh: 找小王, en: Call Wang } }',
      'gateway-unreachable: {}',
    );
    const { config } = await loaded(head + text);
    expect(config.alarms).toEqual({
      'printer-paper-low': { severity: 'minor', onDelaySeconds: 600, offDelaySeconds: 0.5, owner: 'slm' },
      'led-unreachable': {
        text: { zh: '大屏黑了' },
        meaning: { en: 'Nobody sees the calls' },
        remedy: { zh: '找小王', en: 'Call Wang' },
      },
      'gateway-unreachable': {},
    });
  });

  test('may be left out', async () => {
    expect((await loaded(head)).config.alarms).toBeUndefined();
  });

  test('changes the digest of the configuration', async () => {
    const digests = await Promise.all(
      ['', section('led-unreachable: { severity: critical }'), section('led-unreachable: { severity: minor }')].map(
        async (text) => (await loaded(head + text)).digest,
      ),
    );
    expect(new Set(digests).size).toBe(3);
  });

  const unknown = (found: string) =>
    `found alarm type "${found}", allowed: an alarm type of the catalogue, listed by branch-gateway schema alarms`;
  test.each([
    [
      'a misspelled type',
      'printer-paper-lov: {}',
      `${unknown('printer-paper-lov')}. Did you mean "printer-paper-low"?`,
    ],
    ['a code in place of the type', 'prn-101: {}', `${unknown('prn-101')}. Did you mean "printer-paper-out"?`],
    ['a type nobody knows', 'coffee-machine-empty: {}', unknown('coffee-machine-empty')],
  ])('%s', async (_what, line, message) => {
    const type = line.slice(0, line.indexOf(':'));
    expect(await mistakes(line)).toEqual([`x.yaml:5 alarms.${type}: ${message}`]);
  });

  test.each([
    ['printer-paper-low: { severity: fatal }', 'severity', 'found "fatal", allowed: warning, minor, major, critical'],
    ['printer-paper-low: { onDelaySeconds: -1 }', 'onDelaySeconds', 'found -1, allowed: a number from 0 to 86400'],
    [
      'printer-paper-low: { offDelaySeconds: 86401 }',
      'offDelaySeconds',
      'found 86401, allowed: a number from 0 to 86400',
    ],
    ['printer-paper-low: { owner: security }', 'owner', 'found "security", allowed: flm, slm, network, it'],
    [
      'cabinet-door-open: { onDelaySeconds: 10 }',
      'onDelaySeconds',
      'found 10, allowed: 0: what concerns security is told at once',
    ],
    [
      'cabinet-door-open: { severity: minor }',
      'severity',
      'found "minor", allowed: major, critical. A security alarm can only be made more of',
    ],
    [
      'tamper-or-vibration: { owner: flm }',
      'owner',
      'found "flm", allowed: none: a security alarm stays with security',
    ],
    [
      'clock-drift: { onDelaySeconds: 1 }',
      'onDelaySeconds',
      'found 1, allowed: 0: it happens in an instant and a delay would lose it',
    ],
    [
      'clock-drift: { offDelaySeconds: 0 }',
      'offDelaySeconds',
      'found 0, allowed: more than 0: it happens in an instant, and the off-delay is how long people see it',
    ],
  ])('%s is refused', async (line, field, message) => {
    const type = line.slice(0, line.indexOf(':'));
    expect(await mistakes(line)).toEqual([`x.yaml:5 alarms.${type}.${field}: ${message}`]);
  });

  test.each([
    [
      'an unknown setting',
      'printer-paper-low: { serverity: minor }',
      /alarms.printer-paper-low.serverity: .*Did you mean "severity"/,
    ],
    [
      'an unknown language',
      'printer-paper-low: { text: { de: Papier } }',
      /alarms.printer-paper-low.text.de: .*allowed: zh, en/,
    ],
    ['nothing at all', 'printer-paper-low:', /alarms.printer-paper-low: /],
    ['an empty text', 'printer-paper-low: { text: { zh: " " } }', /alarms.printer-paper-low.text.zh: /],
    ['two lines', 'printer-paper-low: { remedy: { en: "one\\ntwo" } }', /alarms.printer-paper-low.remedy.en: /],
    [
      'a text without end',
      `printer-paper-low: { text: { en: ${'x'.repeat(81)} } }`,
      /alarms.printer-paper-low.text.en: /,
    ],
  ])('%s is refused', async (_what, line, message) => {
    expect(await mistakes(line)).toEqual([expect.stringMatching(message)]);
  });

  test.each(['42', '[printer-paper-low]', 'loud'])('a section that is %s is one mistake', async (value) => {
    expect(await mistakesIn(`alarms: ${value}\n`)).toEqual([expect.stringContaining('x.yaml:4 alarms: found')]);
  });

  test.each(['__proto__', 'constructor', 'toString'])('a type called %s is unknown like any other', async (type) => {
    const found = await load(`${head}alarms:\n  ${type}: {}\n`);
    expect(found.ok).toBe(type === '__proto__' ? found.ok : false);
    expect(({} as Record<string, unknown>)['severity']).toBeUndefined();
  });

  test('a security alarm may be made more of, and take its time to clear', async () => {
    const text = section('cabinet-door-open: { severity: critical, onDelaySeconds: 0, offDelaySeconds: 600 }');
    expect((await loaded(head + text)).ok).toBe(true);
  });
});

test('the JSON Schema names every alarm type, so that an editor completes them', () => {
  const schema = JSON.parse(configJsonSchemaText(drivers)) as { properties: { alarms: { propertyNames: unknown } } };
  expect(schema.properties.alarms.propertyNames).toEqual({ enum: [...catalogue.keys()] });
});

describe('the plan', () => {
  test('tells how many types are changed, how, and which nobody here raises', async () => {
    const text = `devices:
  - { id: printer-1, class: ticket-printer, driver: escpos, link: { type: tcp, host: 10.0.0.9, port: 9100 } }
  - { id: kiosk-1, class: terminal, driver: probe, admin: disabled, options: { tcp: { host: 10.0.0.21, port: 443 } } }
${section(
  'printer-paper-low: { severity: minor, onDelaySeconds: 600, offDelaySeconds: 5, owner: slm }',
  'terminal-unreachable: { remedy: { zh: 找小王 } }',
  'storage-nearly-full: {}',
)}`;
    const found = await loadConfig('x.yaml', { drivers, readFile: filesystem({ 'x.yaml': head + text }) });
    const { config } = found as LoadedConfig;
    expect(describePlan(config).at(-1)).toBe(
      'change 3 alarm types: PRN-102 printer-paper-low (severity minor, raised after 600 s, cleared after 5 s, owner slm), TRM-301 terminal-unreachable (Chinese remedy; no device of this branch raises it), GWY-505 storage-nearly-full (nothing)',
    );
    expect(planOf(config).alarms?.map(({ raisedHere }) => raisedHere)).toEqual([true, false, true]);
  });

  test('says nothing where nothing is changed', async () => {
    expect(planOf((await loaded(head)).config)).not.toHaveProperty('alarms');
  });
});
