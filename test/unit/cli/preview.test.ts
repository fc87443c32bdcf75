import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliExit } from '../../../gateway/cli/exit.js';
import { preview } from '../../../gateway/cli/preview.js';
import { temporaryFolder } from '../../support/gateway-process.js';
import { pngUrl } from '../ticket-printer/support/png.js';

const ticket = { ticketId: 't1', number: 'A012', service: 'Loans' };

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => folder.remove());

function write(name: string, text: string): string {
  const file = join(folder.path, name);
  writeFileSync(file, text);
  return file;
}

/** The exit code and what is said, without the name of the data's file. */
async function refusal(template: string, options: object, data = JSON.stringify(ticket)) {
  const file = write('data.json', data);
  const error = await preview(template, { data: file, out: join(folder.path, 'x.svg'), ...options }).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof CliExit)) throw error ?? new Error('nothing was refused');
  return [error.code, error.message.replaceAll(file, 'DATA')];
}

describe('a preview that cannot be', () => {
  const profiles =
    'epson-tm, xprinter, rongta, gprinter, generic-80, generic-58, sprt, bixolon, citizen, custom-kpm. Did you mean "epson-tm"?';
  it.each<[string, object, string]>([
    [
      'stndard',
      {},
      'TEMPLATE: found "stndard", allowed: standard, standard-en, standard-zh, or the path of a .ticket file. Did you mean "standard"?',
    ],
    ['./none.ticket', {}, './none.ticket:1: found no such file, allowed: a file that can be read'],
    ['x', { templates: './none' }, '--templates ./none: found no such folder, allowed: a folder that can be read'],
    ['x', { templates: '.', config: 'x' }, '--templates beside --config: allowed: one of them'],
    ['x', { config: './none.yaml' }, './none.yaml:1: found no such file, allowed: a file that can be read'],
    ['standard', { data: './none.json' }, './none.json: found no such file, allowed: a file that can be read'],
    ['standard', { profile: 'epson' }, `--profile: found "epson", allowed: ${profiles}`],
  ])('%s %j', async (template, options, message) => {
    expect(await refusal(template, options)).toEqual([2, message]);
  });

  it.each([
    ['{', /^DATA: found text that is not JSON: .*, allowed: the arguments of a print command as a JSON object$/],
    ['[]', /^DATA: found a list, allowed: a mapping with ticketId, number, /],
    [
      '{"ticketId":"t","number":"A1","servise":"x"}',
      /^DATA: servise: found an unknown key, allowed: .*Did you mean "service"\?$/,
    ],
    [
      JSON.stringify({ ...ticket, printedAt: 'now' }),
      /^DATA: printedAt: found "now", allowed: date and time, e\.g\. "2026-11-23 09:00"$/,
    ],
    [
      JSON.stringify({ ...ticket, fields: { number: 'x' } }),
      /^DATA: fields\.number: found the key "number", allowed: a name of /,
    ],
  ])('for the data %s', async (data, message) => {
    const [code, said] = await refusal('standard', {}, data);
    expect(said).toMatch(message);
    expect(code).toBe(2);
  });

  it('names every field that is missing', async () => {
    const template = write('a.ticket', '[fields clerk]\n{clerk}\n{waitingAhead}');
    expect(await refusal(template, {})).toEqual([
      2,
      `DATA fields.clerk: found nothing, allowed: a text (line 2 of ${template})\n` +
        `DATA waitingAhead: found nothing, allowed: a text (line 3 of ${template})`,
    ]);
  });
});

describe('a preview for a printer of the configuration', () => {
  /** 16 by 8 dots, the left half black. */
  const logo = pngUrl(16, 8, (x) => (x < 8 ? 0 : 255));
  const printer = (id: string, options: string) =>
    `  - { id: ${id}, class: ticket-printer, driver: escpos, link: { type: tcp, host: ${id}.local, port: 9100 }, options: { ${options} } }\n`;
  const configOf = (...devices: string[]) =>
    write(
      'branch.yaml',
      `version: 1\nbranch: { id: b1, name: x, timezone: Asia/Shanghai }\ngateway: { id: gw1 }\n${devices.length > 0 ? `devices:\n${devices.join('')}` : ''}`,
    );
  const two = () =>
    configOf(printer('p1', 'profile: generic-58'), printer('p2', `profile: epson-tm, title: Hall, logo: "${logo}"`));
  const draw = async (options: object, template = 'standard') => {
    const out = join(folder.path, 'out.svg');
    await preview(template, { data: write('data.json', JSON.stringify(ticket)), out, ...options });
    return readFileSync(out, 'utf8');
  };
  const logoIn = (svg: string) => /<path class="logo" transform="([^"]+)" d="([^"]+)"/.exec(svg)?.slice(1);

  it('has its paper, its title and its logo, dot for dot', async () => {
    const svg = await draw({ config: two(), printer: 'p2' });
    expect(svg).toContain('width="80mm"');
    expect(svg).toContain('>Hall<');
    const rows = Array.from({ length: 8 }, (_, y) => `M0 ${y}h8v1H0z`).join('');
    expect(logoIn(svg)).toEqual([`translate(${(512 - 16) / 2} 0)`, rows]);
  });

  it('is for the first where none is named, without a logo where that has none', async () => {
    const svg = await draw({ config: two() });
    expect(svg).toContain('width="58mm"');
    expect(svg).not.toMatch(/logo|Hall/);
  });

  it('has no logo that is too wide for the paper of another profile, as the printer would print none', async () => {
    const wide = configOf(printer('p1', `logo: "${pngUrl(400, 8, () => 0)}"`));
    expect(logoIn(await draw({ config: wide }))).toBeDefined();
    expect(await draw({ config: wide, profile: 'generic-58' })).not.toContain('logo');
  });

  it('of no printer has a frame where a template of one’s own has the logo', async () => {
    const own = write('own.ticket', '[logo]\n{number}');
    expect(await draw({}, own)).toContain('>logo</text>');
    expect(await draw({}, 'standard')).not.toContain('logo');
    expect(await draw({ config: two(), printer: 'p1' }, own), 'a printer without one').not.toContain('logo');
  });

  it('that there is not: says which there are', async () => {
    expect(await refusal('standard', { config: two(), printer: 'p3' })).toEqual([
      2,
      '--printer: found "p3", allowed: p1, p2. Did you mean "p1"?',
    ]);
    expect(await refusal('standard', { config: configOf(), printer: 'p1' })).toEqual([
      2,
      '--printer: found "p1", allowed: none: the configuration has no ticket printer',
    ]);
    expect(await refusal('standard', { printer: 'p1' })).toEqual([
      2,
      '--printer without --config: allowed: a ticket printer of a configuration',
    ]);
  });
});

it('takes the data of a print command as they are, with a template of their own', async () => {
  const data = write('data.json', JSON.stringify({ ...ticket, template: 'other', branch: '人民路网点' }));
  const out = join(folder.path, 'out.svg');
  await preview('standard', { data, out, language: 'en', profile: 'generic-58' });
  const svg = readFileSync(out, 'utf8');
  for (const part of ['width="58mm"', '>人民路网点<', '>Your number<', '>A012<', '>Loans<'])
    expect(svg).toContain(part);
});
