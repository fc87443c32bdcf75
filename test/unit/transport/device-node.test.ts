import { mkdtemp, realpath, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findNode, watchNode } from '../../../drivers/transport/device-node.js';
import { VirtualClock } from '../../support/virtual-clock.js';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'node-')));
  path = join(directory, 'ttyUSB0');
  await writeFile(path, '');
});
afterEach(() => rm(directory, { recursive: true }));

async function watched(at = path, look?: Parameters<typeof findNode>[1]) {
  const clock = new VirtualClock();
  const node = await findNode(at, look);
  const findings: string[] = [];
  let heard = () => {};
  const gone = new Promise<void>((resolve) => (heard = resolve));
  const onGone = (detail: string) => {
    findings.push(detail);
    heard();
  };
  const watch = watchNode(node, { clock, look, onGone });
  return { clock, node, findings, gone, watch };
}

/** Until the look, real file access, has set the next timer. */
async function lookDone(clock: VirtualClock): Promise<void> {
  while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
}

test('a node that stays is left in peace', async () => {
  const { clock, findings } = await watched();
  for (let round = 0; round < 5; round++) {
    await clock.advance(500);
    await lookDone(clock);
  }
  expect(findings).toEqual([]);
});

test('a node that is removed is reported once, within half a second, and not looked at again', async () => {
  const { clock, gone, findings } = await watched();
  await unlink(path);
  await clock.advance(499);
  expect(findings).toEqual([]);
  await clock.advance(1);
  await gone;
  expect(findings).toEqual([`device node ${path} is gone`]);
  expect(clock.pending).toBe(0);
});

test('another node under the same name is noticed', async () => {
  const { clock, gone, findings } = await watched();
  await writeFile(join(directory, 'new'), '');
  await rename(join(directory, 'new'), path);
  await clock.advance(500);
  await gone;
  expect(findings).toEqual([expect.stringContaining('was replaced')]);
});

test('the node is watched, not the link that led to it: a second device of the same name may take the link', async () => {
  const link = join(directory, 'by-id');
  await symlink(path, link);
  const { clock, node, findings } = await watched(link);
  expect(node.path).toBe(path);
  await unlink(link);
  await clock.advance(500);
  await lookDone(clock);
  expect(findings).toEqual([]);
});

test('a look that fails for another reason proves nothing', async () => {
  let looks = 0;
  const { clock, findings } = await watched(path, async () => {
    if (looks++ === 0) return { dev: 1, ino: 2, rdev: 3 };
    throw Object.assign(new Error('out of memory'), { code: 'ENOMEM' });
  });
  await clock.advance(1_500);
  expect([looks, findings]).toEqual([4, []]);
});

test('where ports are no files nothing is watched', async () => {
  const { clock } = await watched('COM3');
  expect(clock.pending).toBe(0);
});

test('a stopped watch says nothing, even when it stops during a look', async () => {
  let answer: (error: Error) => void = () => {};
  let looks = 0;
  const { clock, watch, findings } = await watched(path, async () => {
    if (looks++ === 0) return { dev: 1, ino: 2, rdev: 3 };
    return new Promise((_resolve, reject) => {
      answer = reject;
    });
  });
  await clock.advance(500);
  expect(looks).toBe(2);
  watch.stop();
  answer(Object.assign(new Error('no such file'), { code: 'ENOENT' }));
  await clock.advance(2_000);
  expect([findings, looks, clock.pending]).toEqual([[], 2, 0]);
});
