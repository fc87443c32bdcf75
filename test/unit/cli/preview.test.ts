import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliExit } from '../../../gateway/cli/exit.js';
import { preview } from '../../../gateway/cli/preview.js';
import { temporaryFolder } from '../../support/gateway-process.js';

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

it('takes the data of a print command as they are, with a template of their own', async () => {
  const data = write('data.json', JSON.stringify({ ...ticket, template: 'other', branch: '人民路网点' }));
  const out = join(folder.path, 'out.svg');
  await preview('standard', { data, out, language: 'en', profile: 'generic-58' });
  const svg = readFileSync(out, 'utf8');
  for (const part of ['width="58mm"', '>人民路网点<', '>Your number<', '>A012<', '>Loans<'])
    expect(svg).toContain(part);
});
