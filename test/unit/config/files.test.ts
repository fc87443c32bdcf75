import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatProblem, loadConfig } from '../../../gateway/config/load.js';
import { drivers, head } from './fixtures.js';

describe('on a real disk', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'branch-config-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function said(name: string): Promise<string[]> {
    const result = await loadConfig(join(directory, name), { drivers });
    return result.ok ? [] : result.problems.map(formatProblem);
  }

  test('a file is read, with its password files beside it', async () => {
    await mkdir(join(directory, 'secrets'));
    await writeFile(join(directory, 'secrets', 'pw'), 'geheim\n');
    await writeFile(
      join(directory, 'good.yaml'),
      `${head}broker: { users: [{ name: a, passwordFile: secrets/pw }] }\n`,
    );
    const result = await loadConfig(join(directory, 'good.yaml'), { drivers });
    expect(result).toMatchObject({
      ok: true,
      config: { branch: { name: '测试网点' }, broker: { accounts: [{ name: 'a', password: 'geheim' }] } },
    });
  });

  test('a file that is not there', async () => {
    const file = join(directory, 'none.yaml');
    expect(await said('none.yaml')).toEqual([`${file}:1: found no such file, allowed: a file that can be read`]);
    expect(await said('good.yaml/none.yaml')).toEqual([
      `${join(file, '..', 'good.yaml', 'none.yaml')}:1: found no such file, allowed: a file that can be read`,
    ]);
  });

  test('a directory', async () => {
    expect(await said('.')).toEqual([`${join(directory, '.')}:1: found a directory, allowed: a file that can be read`]);
  });

  test('an empty file', async () => {
    await writeFile(join(directory, 'empty.yaml'), '');
    expect(await said('empty.yaml')).toEqual([
      `${join(directory, 'empty.yaml')}:1: found an empty file, allowed: a YAML mapping with version, branch, gateway and devices`,
    ]);
  });

  test('a file over 1 MiB is refused, one of exactly 1 MiB is read', async () => {
    const fill = 1_048_576 - Buffer.byteLength(head) - 2;
    await writeFile(join(directory, 'full.yaml'), `${head}#${'x'.repeat(fill)}\n`);
    expect(await said('full.yaml')).toEqual([]);
    await writeFile(join(directory, 'over.yaml'), `${head}#${'x'.repeat(fill + 1)}\n`);
    expect(await said('over.yaml')).toEqual([
      `${join(directory, 'over.yaml')}:1: found a file over 1048576 bytes, allowed: 1048576 bytes at most`,
    ]);
  });

  test('an endless file ends at the limit', async () => {
    const result = await loadConfig('/dev/zero', { drivers });
    expect(result).toMatchObject({ ok: false, problems: [{ found: 'a file over 1048576 bytes' }] });
  });

  test.skipIf(process.getuid?.() === 0)('a file that this user may not read', async () => {
    await writeFile(join(directory, 'locked.yaml'), head);
    await chmod(join(directory, 'locked.yaml'), 0o000);
    expect(await said('locked.yaml')).toEqual([
      `${join(directory, 'locked.yaml')}:1: found a file that this user may not read, allowed: a file that can be read`,
    ]);
  });
});

describe('a disk that fails', () => {
  const failing = (error: unknown) => loadConfig('x.yaml', { drivers, readFile: () => Promise.reject(error) });

  test.each([
    [Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }), 'a file that this user may not read'],
    [Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }), 'a file that cannot be read (EIO: i/o error)'],
    ['broken', 'a file that cannot be read (broken)'],
    [undefined, 'a file that cannot be read (undefined)'],
  ])('%s', async (error, found) => {
    expect(await failing(error)).toEqual({
      ok: false,
      problems: [
        {
          file: 'x.yaml',
          line: 1,
          path: '',
          found,
          allowed: 'a file that can be read',
          message: `found ${found}, allowed: a file that can be read`,
        },
      ],
    });
  });
});
