import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/gateway-process.js';

let folder: ReturnType<typeof temporaryFolder>;

beforeAll(() => {
  folder = temporaryFolder();
});

afterAll(() => folder.remove());

const head = `version: 1
branch: { id: b1, name: 测试, timezone: Asia/Shanghai }
gateway: { id: gw1 }
`;
const printer = (id: string, port: number, extra = '') =>
  `  - { id: ${id}, class: ticket-printer, driver: escpos, link: { type: tcp, host: 10.0.0.9, port: ${port} }${extra} }\n`;
const board = (id: string, address: number, bus = 'line') =>
  `  - { id: ${id}, class: led-board, driver: onbon, bus: ${bus}, options: { address: ${address}, width: 64, height: 32 } }\n`;
const line = 'buses:\n  - { id: line, link: { type: tcp, host: 10.0.0.8, port: 4001 } }\n';

/** What is wrong, the file, and the one line that must say it: line number, path, what was found, what is allowed. */
const mistakes: [string, string, RegExp][] = [
  ['an unknown key', `${head}brocker: { port: 1 }\n`, /:4 .*brocker.*allowed.*broker/],
  ['a wrong type', `${head}broker: { port: many }\n`, /:4 broker\.port: found "many", allowed: .*65535/],
  [
    'a duplicate device id',
    `${head}devices:\n${printer('p1', 1)}${printer('p1', 2)}`,
    /:6 devices\[1\]\.id: found "p1"/,
  ],
  [
    'an unknown driver',
    `${head}devices:\n  - { id: b, class: led-board, driver: onbom, link: { type: tcp, host: h, port: 1 } }\n`,
    /:5 devices\[0\]\.driver: found "onbom", allowed: .*onbon/,
  ],
  [
    'an unknown bus',
    `${head}${line}devices:\n${board('b1', 1, 'lyne')}`,
    /:7 devices\[0\]\.bus: found "lyne", allowed: .*line/,
  ],
  [
    'a port already used',
    `${head}devices:\n${printer('p1', 9100)}${printer('p2', 9100)}`,
    /:6 devices\[1\]\.link.*10\.0\.0\.9:9100/,
  ],
  [
    'two devices with one address on a bus',
    `${head}${line}devices:\n${board('b1', 7)}${board('b2', 7)}`,
    /:8 devices\[1\]\.options.*7/,
  ],
  [
    'an uplink with its password in the address',
    `${head}uplink:\n  url: mqtt://gw:hunter2@centre\n`,
    /:5 uplink\.url: found "mqtt:\/\/…@centre", allowed: mqtt:\/\/host.*uplink\.passwordFile/,
  ],
  [
    'a topic filter that is none',
    `${head}uplink:\n  url: mqtts://centre\n  forward: ["queue#"]\n`,
    /:6 uplink\.forward\[0\]: found "queue#", allowed: .*#.*last level/,
  ],
  [
    'an uplink to the local broker',
    `${head}uplink: { url: "mqtt://127.0.0.1" }\n`,
    /:4 uplink\.url: found .*local broker.*allowed: the address of the central broker/,
  ],
  ['something that is not YAML', `${head}devices: [\n`, /:4: found text that is not YAML.*allowed/],
  ['an empty file', '', /empty/],
];

describe.each(['check', 'run'])('branch-gateway %s with a wrong configuration', (command) => {
  it.each(mistakes)(
    '%s: exit 2 and one message with file, line, path, found and allowed',
    async (what, yaml, message) => {
      const file = join(folder.path, `${what.replaceAll(' ', '-')}.yaml`);
      writeFileSync(file, yaml);
      const { code, stderr, stdout } = await runCli([command, '--config', file]);
      expect(stderr).toMatch(message);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stderr).toContain(file);
      expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
      expect([code, stdout]).toEqual([2, '']);
    },
  );

  it('no file: exit 2 and which one', async () => {
    const file = join(folder.path, 'absent.yaml');
    const { code, stderr } = await runCli([command, '--config', file]);
    expect(stderr).toContain(file);
    expect(code).toBe(2);
  });

  it('a directory: exit 2', async () => {
    const file = join(folder.path, 'directory.yaml');
    mkdirSync(file, { recursive: true });
    expect((await runCli([command, '--config', file])).code).toBe(2);
  });

  it('several mistakes: all of them, one line each, in the order of the file', async () => {
    const file = join(folder.path, 'several.yaml');
    writeFileSync(
      file,
      `${head}broker: { port: 0.5, hots: x }\ndevices:\n${printer('p1', 1, ', options: { profile: none }')}`,
    );
    const { stderr } = await runCli([command, '--config', file]);
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.map((text) => Number(/yaml:(\d+) /.exec(text)?.[1]))).toEqual([4, 4, 6]);
  });
});

describe('a broker for the whole LAN', () => {
  it('is refused without users: nobody may command a printer unasked', async () => {
    const file = join(folder.path, 'lan.yaml');
    writeFileSync(file, `${head}broker: { host: 0.0.0.0 }\n`);
    const { code, stderr } = await runCli(['run', '--config', file]);
    expect(stderr).toMatch(/broker.*users/);
    expect(code).toBe(2);
  });
});
