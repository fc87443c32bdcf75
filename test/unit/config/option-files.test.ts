import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { defineDriver, type OptionFile } from '../../../drivers/index.js';
import { loadConfig } from '../../../gateway/config/load.js';
import { openOptionFile } from '../../../gateway/config/option-files.js';
import { readFileLimited } from '../../../gateway/config/read-text.js';
import { described, head } from './fixtures.js';

const options = z.strictObject({
  passwordFile: z.string().optional().describe('file of the password'),
  tls: z.strictObject({ caFile: z.string().describe('file of the authorities') }).optional(),
});
const filesOf = ({ passwordFile, tls }: z.output<typeof options>): OptionFile[] => [
  ...(passwordFile === undefined ? [] : [{ field: ['passwordFile'], name: passwordFile, kind: 'secret' as const }]),
  ...(tls === undefined ? [] : [{ field: ['tls', 'caFile'], name: tls.caFile, kind: 'authority' as const }]),
];
const keeper = defineDriver({
  ...described({ class: 'terminal', name: 'keeper', linkKind: 'none', linkTypes: [], options }),
  options,
  files: filesOf,
});

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'option-files-'));
  await writeFile(join(directory, 'password'), 'geheim-7431\n');
  await writeFile(join(directory, 'two-lines'), 'geheim-7431\ngeheim-7431\n');
  await writeFile(join(directory, 'no-certificate'), 'geheim-7431');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function problemsOf(written: string): Promise<string[]> {
  const file = join(directory, 'branch.yaml');
  const device = `devices: [{ id: k, class: terminal, driver: keeper, options: ${written} }]\n`;
  await writeFile(file, `${head}${device}`);
  const loaded = await loadConfig(file, { drivers: [keeper] });
  return loaded.ok ? [] : loaded.problems.map(({ path, message }) => `${path}: ${message}`);
}

test('files that are right are no mistake', async () => {
  expect(await problemsOf('{ passwordFile: password }')).toEqual([]);
});

test.each([
  ['{ passwordFile: nowhere }', 'devices[0].options.passwordFile', 'no such file'],
  ['{ passwordFile: two-lines }', 'devices[0].options.passwordFile', 'a file of several lines'],
  ['{ tls: { caFile: no-certificate } }', 'devices[0].options.tls.caFile', 'a file without a certificate'],
])('%s is told where it stands', async (written, path, found) => {
  const problems = await problemsOf(written);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(path);
  expect(problems[0]).toContain(found);
  expect(problems[0]).not.toContain('geheim');
});

test('a session reads what the file holds now, and hears what is wrong with it', async () => {
  const access = { directory, readFile: readFileLimited };
  const file: OptionFile = { field: ['passwordFile'], name: 'changing', kind: 'secret' };
  await expect(openOptionFile(file, access)).rejects.toMatchObject({
    code: 'CONFIG_UNREADABLE',
    message: expect.stringContaining('passwordFile: found no such file'),
  });
  await writeFile(join(directory, 'changing'), 'first\r\n');
  expect(await openOptionFile(file, access)).toBe('first');
  await writeFile(join(directory, 'changing'), 'second\n');
  expect(await openOptionFile(file, access)).toBe('second');
});
