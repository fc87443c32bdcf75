import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drivers, head, load, loaded, mistakesIn, mistakesInFile } from './fixtures.js';

describe('a text that is no configuration', () => {
  const sections =
    'a mapping with version, branch, gateway, broker, uplink, buses, switches, devices, calls, alarms, webhooks, http, deviceFile, duty, hall, routines';

  test.each([
    ['', 'an empty file', 'a YAML mapping with version, branch, gateway and devices'],
    ['# only a comment\n\n', 'an empty file', 'a YAML mapping with version, branch, gateway and devices'],
    ['~\n', 'an empty value', sections],
    ['- version: 1\n', 'a list of 1', sections],
    ['just words\n', '"just words"', sections],
  ])('%j', async (text, found, allowed) => {
    expect(await mistakesInFile(text)).toEqual([`x.yaml:1: found ${found}, allowed: ${allowed}`]);
  });

  test.each([
    ['broker:\n\tport: 1883\n', 5, 'Tabs are not allowed as indentation'],
    ['broker: host: 127.0.0.1\n', 4, 'Nested mappings are not allowed in compact mappings'],
    ['devices: [\n', 4, 'Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['broker: { host: "127.0.0.1 }\n', 4, 'Missing closing "quote'],
    ['broker: !secret x\n', 4, 'Unresolved tag: !secret'],
    ['broker: {}\n---\nbroker: {}\n', 5, 'a second document after ---'],
  ])('%j is not YAML: one message, with the line', async (body, line, what) => {
    expect(await mistakesIn(body)).toEqual([
      `x.yaml:${line}: found text that is not YAML: ${what}, allowed: one YAML document`,
    ]);
  });

  test('a key that stands twice is named with its path, beside the other mistakes', async () => {
    const body = 'broker:\n  port: 1883\n  port: 1884\n  maxClients: 0\ndevices:\n  - { id: a, id: b }\n';
    const said = await mistakesIn(body);
    expect(said.slice(0, 3)).toEqual([
      'x.yaml:6 broker.port: found the key "port" a second time, allowed: each key once',
      'x.yaml:7 broker.maxClients: found 0, allowed: a whole number from 1 to 10000',
      'x.yaml:9 devices[0].class: found nothing, allowed: ticket-printer, led-board, terminal, people-counter, keypad, signal-light',
    ]);
    expect(said).toContain('x.yaml:9 devices[0].id: found the key "id" a second time, allowed: each key once');
  });

  test('of two equal keys the later one counts, also in what is said about its value', async () => {
    expect(await mistakesIn('broker:\n  port: 1883\n  port: none\n')).toEqual([
      'x.yaml:6 broker.port: found the key "port" a second time, allowed: each key once',
      'x.yaml:6 broker.port: found "none", allowed: a whole number from 1 to 65535',
    ]);
  });

  test('keys in the wrong encoding: a file saved as GBK is told so, with the line', async () => {
    const gbk = Buffer.concat([
      Buffer.from('version: 1\nbranch: { name: '),
      Buffer.from([0xc8, 0xcb, 0xc3, 0xf1]),
      Buffer.from(' }\n'),
    ]);
    expect(await mistakesInFile(gbk)).toEqual([
      'x.yaml:2: found bytes that are not UTF-8, allowed: text in UTF-8. Editors on Windows often save as GBK: save it again as UTF-8',
    ]);
  });

  test('a byte order mark and Windows line ends are fine, and lines are counted right', async () => {
    const text = `\ufeff${head}broker: { port: 0 }\n`.replaceAll('\n', '\r\n');
    expect(await mistakesInFile(text)).toEqual([
      'x.yaml:4 broker.port: found 0, allowed: a whole number from 1 to 65535',
    ]);
  });
});

describe('anchors', () => {
  const printer = (id: string, link: string) =>
    `  - { id: ${id}, class: ticket-printer, driver: escpos, link: ${link} }\n`;

  test('and merge keys are followed', async () => {
    const body = `devices:\n${printer('p', '&link { type: tcp, host: 10.0.0.9, port: 9100 }')}${printer('q', '{ <<: *link, port: 9101 }')}`;
    const { config } = await loaded(head + body);
    expect(config.devices.map(({ link }) => link)).toEqual([
      { type: 'tcp', host: '10.0.0.9', port: 9100 },
      { type: 'tcp', host: '10.0.0.9', port: 9101 },
    ]);
  });

  test('lead a mistake to the line where the value stands', async () => {
    const body =
      'devices:\n  - id: p\n    class: ticket-printer\n    driver: escpos\n    link: &link\n      type: tcp\n      host: h\n      port: 0\n';
    const more = `${printer('q', '*link')}${printer('r', '{ <<: *link, host: g }')}${printer('s', '{ <<: [ *link ], host: g }')}`;
    const place = 'found 0, allowed: a whole number from 1 to 65535';
    expect(await mistakesIn(body + more)).toEqual(
      [0, 1, 2, 3].map((index) => `x.yaml:11 devices[${index}].link.port: ${place}`),
    );
  });

  test('that do not exist are named', async () => {
    expect(await mistakesIn('broker: *nowhere\n')).toEqual([
      expect.stringMatching(
        /^x\.yaml:1: found aliases that cannot be followed \(.*nowhere\), allowed: aliases of anchors/,
      ),
    ]);
  });

  test('may be used for every device of a large branch', async () => {
    const devices = Array.from(
      { length: 200 },
      (_, index) =>
        `  - { id: k${index}, class: terminal, driver: probe, options: ${index === 0 ? '&o { tcp: { host: h, port: 1 } }' : '*o'} }\n`,
    );
    expect(await mistakesIn(`devices:\n${devices.join('')}`)).toEqual([]);
  });

  test('that multiply like rabbits are refused before they fill the memory', async () => {
    const names = 'abcdefghij'.split('');
    const bomb = names.map(
      (name, index) =>
        `${name}: &${name} [${Array(9)
          .fill(index === 0 ? '1' : `*${names[index - 1]}`)
          .join(', ')}]`,
    );
    expect(await mistakesIn(`${bomb.join('\n')}\n`)).toEqual([
      expect.stringContaining('found aliases that cannot be followed (Excessive alias count'),
    ]);
  });

  test('that contain themselves do no harm', async () => {
    expect(await mistakesIn('devices: &loop [*loop]\n')).toEqual([
      'x.yaml:4 devices[0]: found a list of 1, allowed: a mapping with id, class, driver, link, bus, admin, switch, dependsOn, hours, options',
    ]);
    const options =
      'devices:\n  - { id: p, class: ticket-printer, driver: escpos, link: { type: tcp, host: h, port: 1 }, options: &o { profile: *o } }\n';
    expect(await mistakesIn(options)).toEqual([
      'x.yaml:5 devices[0].options.profile: found a mapping, allowed: epson-tm, generic-80',
    ]);
  });
});

describe('depth', () => {
  test.each([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(50_000)],
    ['brackets that pretend to close', '["]", '.repeat(20_000)],
    ['dashes', '- '.repeat(100_000)],
    ['question marks', '? '.repeat(100_000)],
    ['indentation', Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
  ])('of %s beyond reason is refused, not run into', async (_what, text) => {
    expect(await mistakesInFile(text)).toEqual(['x.yaml:1: found YAML nested too deeply, allowed: 100 levels at most']);
  });

  test('of text in quotes does not count', async () => {
    const name = '['.repeat(60);
    expect((await loaded(head.replace('测试网点', `"${name}"`))).config.branch.name).toBe(name);
  });
});

describe('whatever stands in the file', () => {
  const yamlish = fc.array(
    fc.constantFrom(
      ...'[]{}:-&*!|>\'"%@`#,?\n\t '.split(''),
      '  ',
      'a',
      '1',
      '<<: ',
      'devices:\n',
      '- id: x\n',
      '&a',
      '*a',
      '---\n',
      '\u0000',
    ),
    { maxLength: 60 },
  );

  test('the answer is a list of problems with lines that exist, never an exception', async () => {
    await fc.assert(
      fc.asyncProperty(yamlish, async (parts) => {
        const text = head + parts.join('');
        const result = await load(text);
        const last = text.split('\n').length;
        for (const { line, message, allowed } of result.ok ? [] : result.problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(last);
          expect(message).not.toContain('\n');
          expect(allowed).not.toBe('');
        }
        expect(result.ok || result.problems.length > 0).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('the same holds for values of any kind in any place', async () => {
    const value = fc.json({ maxDepth: 3 });
    const place = fc.constantFrom(
      'broker',
      'buses',
      'devices',
      'broker: { port',
      'buses: [ { id: l, link',
      'devices: [ { id: p, class: led-board, driver: onbon, link',
      'devices: [ { id: p, class: led-board, driver: onbon, options',
    );
    await fc.assert(
      fc.asyncProperty(place, value, async (start, json) => {
        const closing = start.includes('[') ? ' } ]' : start.includes('{') ? ' }' : '';
        const result = await load(`${head}${start}: ${json}${closing}\n`);
        for (const { path, allowed, found } of result.ok ? [] : result.problems) {
          expect(`${path}${allowed}`).not.toContain('undefined');
          expect(found).not.toBe('');
        }
      }),
      { numRuns: 100 },
    );
  });

  test('every mistake is listed once, in the order of the file', async () => {
    const body = [
      'devices:',
      '  - { id: a, class: led-board, driver: onbom, bus: nowhere }',
      '  - { id: a, class: terminal, driver: probe, options: { tcp: { host: h, port: 0 } }, admin: off }',
      'broker: { port: 1, websocketPort: 1, colour: red }',
      'buses:',
      '  - { id: l, link: { type: tcp, host: h, port: 1 }, interFrameGapMs: -1 }',
    ].join('\n');
    expect(drivers.length).toBeGreaterThan(0);
    expect(await mistakesIn(body)).toEqual([
      'x.yaml:5 devices[0].driver: found "onbom", allowed: onbon, modbus-digits, alpha. Did you mean "onbon"?',
      'x.yaml:5 devices[0].bus: found "nowhere", allowed: l',
      'x.yaml:6 devices[1].id: found "a", allowed: an id that no other device has. devices[0] has it already',
      'x.yaml:6 devices[1].options.tcp.port: found 0, allowed: a whole number from 1 to 65535',
      'x.yaml:6 devices[1].admin: found "off", allowed: enabled, disabled',
      'x.yaml:7 broker.websocketPort: found 1, allowed: a port of its own. broker.port uses it already',
      'x.yaml:7 broker.colour: found an unknown key, allowed: host, port, websocketPort, users, maxPacketBytes, maxClients, wrongLogins',
      'x.yaml:9 buses[0].interFrameGapMs: found -1, allowed: a number from 0 to 1000',
    ]);
  });
});
