import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../drivers/clock.js';
import { type Files, nodeFiles } from '../../../../gateway/storage/files.js';
import type { OutboxReport } from '../../../../gateway/uplink/outbox/outbox.js';
import { mountSmallDisk } from '../../../support/mounted.js';
import { seededRandom } from '../../../support/random.js';
import { directory, everything, type OpenedOutbox, openOn, takeOne } from './outbox-life.js';
import { type Operation, RecordingDisk } from './recording-disk.js';

interface ReadOnlyDisk {
  readonly files: Files;
  readonly directory: string;
  remount(mode: 'ro' | 'rw'): void;
}

/** In memory; it may become read-only also while files are open for writing, as ext4 does when it finds an error. */
function simulatedDisk(): ReadOnlyDisk {
  let isReadOnly = false;
  const take = async (operation: Operation) => {
    const isSync = operation.kind === 'datasync' || operation.kind === 'syncDirectory';
    if (isReadOnly && !isSync) throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
  };
  const remount = (mode: 'ro' | 'rw') => {
    isReadOnly = mode === 'ro';
  };
  return { files: new RecordingDisk({ image: new Map(), take }).files(), directory, remount };
}

function mountedDisk(): ReadOnlyDisk | undefined {
  const mounted = mountSmallDisk(2);
  if (!mounted) return undefined;
  onTestFinished(() => mounted.unmount());
  return { files: nodeFiles, directory: join(mounted.path, 'outbox'), remount: mounted.remount };
}

const append = ({ outbox }: OpenedOutbox, n: number) =>
  outbox.append({ chain: 'event', topic: 't', payload: Buffer.from(`${n}`), envelope: false });

const opened = ({ files, directory }: ReadOnlyDisk, reports: string[]) =>
  openOn(files, seededRandom(1), {
    directory,
    clock: systemClock,
    onReport: ({ kind }: OutboxReport) => reports.push(kind),
  });

const textsOf = async (opened: OpenedOutbox) => (await everything(opened)).event.map(({ text }) => text);

it('a disk that becomes read-only in the middle: what is there is taken and acknowledged, nothing more is accepted until it is writable', async () => {
  const disk = simulatedDisk();
  const reports: string[] = [];
  const first = await opened(disk, reports);
  for (let n = 1; n <= 4; n++) await append(first, n);

  disk.remount('ro');
  await expect(append(first, 5)).rejects.toMatchObject({ code: 'OUTBOX_WRITE_FAILED' });
  await expect(append(first, 6)).rejects.toMatchObject({ code: 'OUTBOX_WRITE_FAILED' });
  first.outbox.acknowledge('event', (await takeOne(first, 'event')).seq);
  expect(await textsOf(first)).toEqual(['2', '3', '4']);

  disk.remount('rw');
  await append(first, 7);
  expect(reports).toEqual(['refusing', 'accepting']);
  await first.outbox.close();
  const second = await opened(disk, reports);
  expect(await textsOf(second)).toEqual(['2', '3', '4', '7']);
  await second.outbox.close();
});

for (const [what, make] of [
  ['a mounted disk', mountedDisk],
  ['a simulated disk', simulatedDisk],
] as const) {
  it(`${what} that is read-only at the start: what is there is taken and acknowledged, and it goes on when it is writable`, async (context) => {
    const disk = make();
    if (!disk) return context.skip('nothing may be mounted here');
    const reports: string[] = [];
    const first = await opened(disk, reports);
    for (let n = 1; n <= 4; n++) await append(first, n);
    await first.outbox.close();

    disk.remount('ro');
    const second = await opened(disk, reports);
    second.outbox.acknowledge('event', (await takeOne(second, 'event')).seq);
    expect(await textsOf(second)).toEqual(['2', '3', '4']);
    await expect(append(second, 5)).rejects.toMatchObject({ code: 'OUTBOX_WRITE_FAILED' });

    disk.remount('rw');
    await append(second, 6);
    expect(reports).toEqual(['refusing', 'accepting']);
    await second.outbox.close();
    const third = await opened(disk, reports);
    expect(await textsOf(third)).toEqual(['2', '3', '4', '6']);
    await third.outbox.close();
  });
}
