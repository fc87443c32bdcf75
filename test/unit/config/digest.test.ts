import { describe, expect, test } from 'vitest';
import { head, loaded } from './fixtures.js';

const digestOf = async (text: string) => (await loaded(text)).digest;

describe('the digest', () => {
  const text = `${head}devices:\n  - { id: p, class: ticket-printer, driver: escpos, link: { type: tcp, host: h, port: 9100 } }\n`;

  test('is 12 hex digits', async () => {
    expect(await digestOf(text)).toMatch(/^[0-9a-f]{12}$/);
  });

  test('stays through comments, layout, order of keys and defaults written out', async () => {
    const same = `# moved around
gateway:
  language: zh
  id: gw1
devices:
  - id: p
    driver: escpos
    class: ticket-printer
    admin: enabled
    options: { pollIntervalMs: 2000 }
    link: { port: 9100, host: h, type: tcp }
broker: {}
branch: { name: "测试网点", timezone: Asia/Shanghai, id: b1 }
version: 1
`;
    expect(await digestOf(same)).toBe(await digestOf(text));
  });

  test.each([
    ['a port', '9100', '9101'],
    ['a driver option', 'port: 9100 }', 'port: 9100 }, options: { profile: epson-tm }'],
    ['the language', 'id: gw1', 'id: gw1, language: en'],
    ['a device out of service', 'driver: escpos', 'driver: escpos, admin: disabled'],
  ])('changes with %s', async (_what, from, to) => {
    expect(await digestOf(text.replace(from, to))).not.toBe(await digestOf(text));
  });

  test('changes with the order of devices, which is the order of the pages', async () => {
    const device = (id: string) =>
      `  - { id: ${id}, class: terminal, driver: probe, options: { tcp: { host: h, port: 1 } } }\n`;
    const [one, other] = [`${device('a')}${device('b')}`, `${device('b')}${device('a')}`].map(
      (list) => `${head}devices:\n${list}`,
    );
    expect(await digestOf(one!)).not.toBe(await digestOf(other!));
  });
});
