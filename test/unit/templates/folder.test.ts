import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { formatProblem, loadConfig } from '../../../gateway/config/load.js';
import { describePlan, planOf } from '../../../gateway/config/plan.js';
import { temporaryFolder } from '../../support/gateway-process.js';
import { described, head, load } from '../config/fixtures.js';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => folder.remove());

/** A printer that has a usual template of its own. */
const printer = described({
  class: 'ticket-printer',
  name: 'escpos',
  linkKind: 'stream',
  linkTypes: ['tcp'],
  options: z.strictObject({ template: z.string().default('standard').describe('usual template') }),
});
const device = (template: string) =>
  `devices:\n  - { id: p1, class: ticket-printer, driver: escpos, link: { type: tcp, host: h, port: 1 }, options: { template: ${template} } }\n`;

function write(files: Record<string, string | Uint8Array>): void {
  mkdirSync(join(folder.path, 'templates'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder.path, 'templates', name), content);
}

async function check(body = '', yaml = head) {
  const file = join(folder.path, 'x.yaml');
  writeFileSync(file, yaml + body);
  return loadConfig(file, { drivers: [printer] });
}

/** What is said, with the folder's own name left out. */
async function said(body = '', yaml = head): Promise<string[]> {
  const loaded = await check(body, yaml);
  return loaded.ok ? [] : loaded.problems.map((problem) => formatProblem(problem).replaceAll(`${folder.path}/`, ''));
}

describe('the templates beside a configuration', () => {
  it('are read, by the names of their files; other files are left alone', async () => {
    write({
      'vip.ticket': '\ufeffVIP {number}\r\n',
      '贵宾.ticket': '{number}',
      'notes.txt': '[',
      '.vip.ticket': '[',
      'vip.ticket~': '[',
    });
    const loaded = await check();
    expect(loaded).toMatchObject({ ok: true, templates: { folder: join(folder.path, 'templates') } });
    expect(loaded.ok && [...loaded.templates.byName.keys()]).toEqual(['vip', '贵宾']);
  });

  it('need not be there', async () => {
    const loaded = await check();
    expect(loaded.ok && loaded.templates).toEqual({ folder: join(folder.path, 'templates'), byName: new Map() });
  });

  it('are looked for where the configuration says, and must be there then', async () => {
    const at = (place: string) => head.replace('id: gw1', `id: gw1, templates: ${place}`);
    write({ 'vip.ticket': '{number}' });
    const loaded = await check('', at('./templates'));
    expect(loaded.ok && [...loaded.templates.byName.keys()]).toEqual(['vip']);
    expect(await said('', at('layouts'))).toEqual([
      'x.yaml:3 gateway.templates: found no such folder (layouts), allowed: a folder that can be read',
    ]);
    expect(await said('', at('x.yaml'))).toEqual([
      'x.yaml:3 gateway.templates: found no such folder (x.yaml), allowed: a folder that can be read',
    ]);
  });

  it('have every mistake listed with file and line, behind those of the configuration', async () => {
    write({
      'a.ticket': 'fine\n[blod] x\n{numbre}\n',
      'b.ticket': Buffer.from([0x41, 0x0a, 0xc4, 0xfa]),
      'no name.ticket': '{number}',
      'z.ticket': 'fine',
    });
    expect((await said('brocker: {}\n')).map((line) => line.replace(/allowed: [^.]*/, '…'))).toEqual([
      'x.yaml:4 brocker: found an unknown key, …. Did you mean "broker"?',
      'templates/a.ticket:2: found the mark "blod", …. Did you mean "bold"?',
      'templates/a.ticket:3: found the field "numbre", …. Did you mean "number"?',
      'templates/b.ticket:2: found bytes that are not UTF-8, …. Editors on Windows often save as GBK: save it again as UTF-8',
      'templates/no name.ticket:1: found the name "no name", …',
    ]);
  });

  it('are text of 64 KiB at most, 200 of them at most, and no folders', async () => {
    write({ 'a.ticket': `#${'x'.repeat(65_533)}\nx`, 'b.ticket': `#${'x'.repeat(65_534)}\nx` });
    mkdirSync(join(folder.path, 'templates', 'c.ticket'));
    expect(await said()).toEqual([
      'templates/b.ticket:1: found a file over 65536 bytes, allowed: 65536 bytes at most',
      'templates/c.ticket:1: found a directory, allowed: a file that can be read',
    ]);
    rmSync(join(folder.path, 'templates'), { recursive: true });
    write(Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`t${n}.ticket`, 'x'])));
    expect(await said()).toEqual([]);
    write({ 'one-more.ticket': 'x' });
    expect(await said()).toEqual(['templates:1: found 201 templates, allowed: 200 at most']);
  });
});

describe('the usual template of a printer', () => {
  it('is one there is: own, built in, or short for the one of the language', async () => {
    write({ 'vip.ticket': 'x', 'loan-zh.ticket': 'x' });
    for (const name of ['standard', 'standard-en', 'vip', 'loan', 'loan-zh'])
      expect(await said(device(name))).toEqual([]);
  });

  it('that is none of them is a mistake', async () => {
    write({ 'vip.ticket': 'x', 'loan-en.ticket': 'x' });
    expect(await said(device('vipp'))).toEqual([
      'x.yaml:5 devices[0].options.template: found "vipp", allowed: loan-en, standard, standard-en, standard-zh, vip. Did you mean "vip"?',
    ]);
    expect(await said(device('loan'))).toHaveLength(1);
  });

  it('that has a mistake in it is one mistake, not two', async () => {
    write({ 'vip.ticket': '[' });
    expect((await said(device('vip'))).map((line) => line.split(' ')[0])).toEqual(['templates/vip.ticket:1:']);
  });
});

describe('the plan', () => {
  it('says which templates the gateway would know, and which printer prints by which', async () => {
    write({ 'vip.ticket': 'x', 'standard-zh.ticket': 'x' });
    const loaded = await check(device('vip'));
    if (!loaded.ok) throw new Error('refused');
    expect(describePlan(loaded.config, loaded.templates).slice(2)).toEqual([
      `know the ticket templates standard-zh, vip of ${folder.path}/templates, of them in place of a built-in one: standard-zh`,
      'drive p1: ticket-printer escpos (Title of escpos), on tcp h:1, tickets by the template vip',
    ]);
    expect(planOf(loaded.config, loaded.templates)).toMatchObject({
      templates: { names: ['standard-zh', 'vip'], replacing: ['standard-zh'] },
      devices: [{ id: 'p1', template: 'vip' }],
    });
  });

  it('has nothing to say where the branch has none', async () => {
    const loaded = await load(head);
    expect(loaded.ok && planOf(loaded.config, loaded.templates)).not.toHaveProperty('templates');
  });
});

it('what the templates say does not change the digest; where they are does', async () => {
  const digest = async (yaml: string) => {
    const loaded = await check('', yaml);
    return loaded.ok && loaded.digest;
  };
  const before = await digest(head);
  write({ 'vip.ticket': 'x' });
  expect(await digest(head)).toBe(before);
  expect(await digest(head.replace('id: gw1', 'id: gw1, templates: templates'))).not.toBe(before);
});
