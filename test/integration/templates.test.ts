import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { runCli, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';

const docs = join(import.meta.dirname, '../../docs');
const docsData = join(docs, 'ticket-data.json');

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => folder.remove());

function write(name: string, text: string): string {
  const file = join(folder.path, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const yaml = (port: number) => `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1, language: en }
broker: { port: ${port} }
devices:
  - { id: p1, class: ticket-printer, driver: escpos, link: { type: tcp, host: 127.0.0.1, port: 9 }, options: { profile: generic-58, title: Renmin Road } }
`;
const ticket = { ticketId: 't1', number: 'A012', service: 'Loans' };

describe('the pictures in docs/', () => {
  it.each(['zh', 'en'])(
    'docs/ticket-%s.svg: preview standard --language … --data docs/ticket-data.json',
    async (language) => {
      const { code, stdout } = await runCli(['preview', 'standard', '--language', language, '--data', docsData]);
      expect(code).toBe(0);
      expect(stdout === readFileSync(join(docs, `ticket-${language}.svg`), 'utf8'), 'is up to date').toBe(true);
    },
  );

  it('docs/ticket-vip.svg: preview of the example in docs/templates.md', async () => {
    const page = readFileSync(join(docs, 'templates.md'), 'utf8');
    const block = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';
    const template = write('vip.ticket', block('ticket'));
    const { code, stdout } = await runCli(['preview', template, '--data', write('vip.json', block('json'))]);
    expect(code).toBe(0);
    expect(stdout === readFileSync(join(docs, 'ticket-vip.svg'), 'utf8'), 'is up to date').toBe(true);
  });
});

describe('branch-gateway preview', () => {
  it('draws a template of the configuration as its first printer prints it, into a file', async () => {
    const config = write('branch.yaml', yaml(1883));
    write('templates/vip-en.ticket', '[fields clerk]\n{branch} {clerk}\n{date} {time}');
    write('templates/vip-zh.ticket', '贵宾');
    const data = write('data.json', JSON.stringify({ ...ticket, fields: { clerk: 'Wang & Li' } }));
    const out = join(folder.path, 'out.svg');
    expect(await runCli(['preview', 'vip', '--config', config, '--data', data, '--out', out])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const svg = readFileSync(out, 'utf8');
    expect(svg).toContain('width="58mm"');
    expect(svg.match(/<text [^>]*>[^<]*/g)?.map((text) => text.replace(/^[^>]*>/, ''))).toEqual([
      'Renmin Road Wang &amp; Li',
      expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/),
    ]);
    const chinese = await runCli([
      'preview',
      'vip',
      '--config',
      config,
      '--data',
      data,
      '--language',
      'zh',
      '--profile',
      'epson-tm',
    ]);
    expect(chinese.stdout).toMatch(/width="80mm"[\s\S]*>贵宾<\/text>/);
  });

  it('draws a template of a folder whatever is wrong in the others', async () => {
    const data = write('data.json', JSON.stringify(ticket));
    write('layouts/good.ticket', 'good {number}');
    write('layouts/bad-zh.ticket', 'fine\n[blod] x');
    const from = ['--templates', join(folder.path, 'layouts'), '--data', data];
    expect((await runCli(['preview', 'good', ...from])).stdout).toContain('>good A012</text>');
    for (const name of ['bad', 'bad-zh']) {
      const bad = await runCli(['preview', name, ...from]);
      expect(bad.code).toBe(2);
      expect(bad.stderr).toMatch(/^\S+bad-zh\.ticket:2: found the mark "blod", .*Did you mean "bold"\?\n$/);
    }
  });

  it('with data that are wrong: exit 2 and one line that says what', async () => {
    const data = write('data.json', JSON.stringify({ ...ticket, number: 'A 1' }));
    const { code, stdout, stderr } = await runCli(['preview', 'standard', '--data', data]);
    expect(stderr).toBe(`${data}: number: found "A 1", allowed: 1 to 8 visible characters, no spaces\n`);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('that cannot write its file has failed: exit 1', async () => {
    const out = join(folder.path, 'none', 'out.svg');
    const { code, stderr } = await runCli(['preview', 'standard', '--data', docsData, '--out', out]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^--out .*ENOENT.*\n$/);
  });
});

describe('a template with a mistake', () => {
  it.each(['check', 'run'])(
    '%s: exit 2 and one line with file, line, what was found and what is allowed',
    async (command) => {
      const config = write('branch.yaml', yaml(await freePort()));
      write('templates/vip.ticket', '{number}\n{numbre}\n');
      const { code, stdout, stderr } = await runCli([command, '--config', config]);
      expect(stderr).toMatch(
        /^\S+\/templates\/vip\.ticket:2: found the field "numbre", allowed: number, .*Did you mean "number"\?\n$/,
      );
      expect([code, stdout]).toEqual([2, '']);
    },
  );

  it('check says which templates there are when they are right', async () => {
    const config = write('branch.yaml', yaml(await freePort()));
    write('templates/vip.ticket', '{number}');
    const { code, stdout } = await runCli(['check', '--config', config]);
    expect(code).toBe(0);
    expect(stdout).toContain(`know the ticket templates vip of ${join(folder.path, 'templates')}\n`);
  });

  it('that is made while the gateway runs is one warning, and what is put right is taken', async () => {
    write('templates/vip.ticket', '{number}');
    const gateway = await startGatewayProcess({ folder: folder.path, yaml: yaml(await freePort()) });
    try {
      write('templates/vip.ticket', '{numbre}');
      const warning = await logged(gateway, 'ticket templates are wrong: the last good ones stay');
      expect(warning['problems']).toEqual([
        expect.stringMatching(/\/templates\/vip\.ticket:1: found the field "numbre", /),
      ]);
      write('templates/vip.ticket', 'No. {number}');
      expect(await logged(gateway, 'ticket templates have changed')).toMatchObject({ changed: ['vip'] });
    } finally {
      expect(await gateway.stop()).toBe(0);
    }
  });
});

/** The log line that says `message`, now or when it comes. */
async function logged({ log, child }: Awaited<ReturnType<typeof startGatewayProcess>>, message: string) {
  for (;;) {
    const found = log.find(({ msg }) => msg === message);
    if (found) return found;
    await new Promise((resolve) => child.stdout?.once('data', resolve));
  }
}
