import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seededRandom } from '../../../support/random.js';
import { settle } from '../../../support/virtual-clock.js';
import { directory, everything, openOn, takeOne, work } from './outbox-life.js';
import { PowerCut } from './power-cut-images.js';
import { judge, keyOf } from './power-cut-judge.js';
import { type Note, Promises, textOf } from './promises.js';
import { type Operation, RecordingDisk } from './recording-disk.js';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const tight = { maxBytes: 24 * 1024, reservedBytes: 3 * 1024, maxAgeMs: 60_000 };
const kinds: readonly Operation['kind'][] = [
  'write',
  'writeThrough',
  'datasync',
  'truncate',
  'create',
  'remove',
  'rename',
  'syncDirectory',
];

/** A disk on which operations fail with EIO as long as `fails` says so. */
function brokenDisk() {
  const disk = new RecordingDisk<Note>({
    image: new Map(),
    take: async (operation) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (broken.fails(operation)) throw Object.assign(new Error('EIO: i/o error, by the test'), { code: 'EIO' });
    },
  });
  const broken = { disk, fails: (_: Operation): boolean => false };
  return broken;
}

const message = (n: number) => ({ topic: 't', payload: Buffer.from(textOf(n)), envelope: true });

for (const [index, kind] of kinds.entries()) {
  it(`a disk that fails now and then at ${kind}, then is killed, then has no power: every promise is kept (SEED=${seed})`, async () => {
    const random = seededRandom(seed + index);
    const broken = brokenDisk();
    const { disk } = broken;
    let failures = 0;
    let numbers = 0;
    for (let life = 0; life < 3; life++) {
      broken.fails = (operation) => operation.kind === kind && random() < 0.4 && ++failures > 0;
      const opened = await openOn(disk.files(), random, tight);
      await work({ ...opened, random, steps: 25, nextNumber: () => ++numbers, note: (note) => disk.note(note) });
      if (life % 2 === 1) await opened.outbox.close();
      disk.kill(random);
    }
    const promises = new Promises();
    const power = new PowerCut(new Map());
    const seen = new Set<string>();
    for (const [point, entry] of disk.record.entries()) {
      if (entry.at === 'note') promises.add(entry.note);
      else power.follow(entry);
      if (entry.at !== 'never' && point % 80 > 0 && point < disk.record.length - 1) continue;
      for (const image of power.images(random)) {
        const key = `${keyOf(image)} ${promises.kept}`;
        if (seen.has(key)) continue;
        seen.add(key);
        expect(await judge(image, promises), `SEED=${seed}, point ${point}`).toEqual([]);
      }
    }
    expect(promises.kept).toBeGreaterThan(20);
    if (kind !== 'truncate' && kind !== 'rename') expect(failures).toBeGreaterThan(0);
  }, 60_000);
}

it('an eviction that could not be decided is not believed after a kill', async () => {
  const broken = brokenDisk();
  const { disk } = broken;
  const options = { maxBytes: 12 * 1024, reservedBytes: 4 * 1024, segmentBytes: 1_536 };
  const opened = await openOn(disk.files(), seededRandom(1), options);
  const kept: number[] = [];
  const appended = async (chain: 'critical' | 'event', n: number) => {
    await opened.outbox.append({ chain, ...message(n) });
    kept.push(n);
  };
  broken.fails = ({ kind }) => kind === 'datasync';
  let n = 0;
  await expect(
    (async () => {
      for (;;) await appended('event', ++n);
    })(),
  ).rejects.toMatchObject({ code: 'OUTBOX_WRITE_FAILED' });
  // There is room for this one; the one that was refused wanted more.
  await appended('critical', 1_000).catch(() => undefined);
  broken.fails = () => false;
  await appended('critical', 2_000);
  disk.kill(() => 0);

  const next = await openOn(disk.files(), seededRandom(2), options);
  const found = await everything(next);
  const numbers = [...found.event, ...found.critical].map(({ text }) => (JSON.parse(text) as { n: number }).n);
  expect(numbers).toEqual(kept);
  await next.outbox.close();
});

it('a dead letter that was torn by a power cut does not spoil the next one', async () => {
  const path = join(directory, 'dead-letters.jsonl');
  const image = new Map([[path, Buffer.from('{"seq":1}\n{"seq":2,"payl')]]);
  const disk = new RecordingDisk({ image, take: () => Promise.resolve() });
  const opened = await openOn(disk.files(), seededRandom(1));
  await opened.outbox.append({ chain: 'event', ...message(1) });
  await opened.outbox.deadLetter(await takeOne(opened, 'event'), 'not wanted');
  await opened.outbox.close();

  const lines = Buffer.from((await disk.files().read(path))!)
    .toString()
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { reason?: string }).reason)).toEqual([undefined, 'not wanted']);
});

it('dead letters go on after a sync failed while their file was turned over', async () => {
  const broken = brokenDisk();
  const opened = await openOn(broken.disk.files(), seededRandom(1), { maxBytes: 64 * 1024, reservedBytes: 0 });
  const { outbox } = opened;
  const bury = async (n: number) => {
    await outbox.append({ chain: 'event', ...message(n) });
    await outbox.deadLetter(await takeOne(opened, 'event'), 'not wanted');
  };
  let isTurned = false;
  let failed = 0;
  broken.fails = ({ kind }) => {
    isTurned ||= kind === 'rename';
    return isTurned && failed === 0 && kind === 'syncDirectory' && ++failed > 0;
  };
  const refused: number[] = [];
  for (let n = 1; n <= 20; n++) await bury(n).catch(() => refused.push(n));
  expect(failed).toBe(1);
  expect(refused).toHaveLength(1);
  await outbox.close();
});

it('nothing overtakes what was refused because an eviction could not be decided', async () => {
  const broken = brokenDisk();
  const options = { maxBytes: 12 * 1024, reservedBytes: 4 * 1024, segmentBytes: 1_536 };
  const { outbox } = await openOn(broken.disk.files(), seededRandom(1), options);
  broken.fails = ({ kind }) => kind === 'datasync';
  // More than one commit takes, so that some of it waits behind what is refused.
  const answers = await Promise.allSettled(
    Array.from({ length: 40 }, (_, n) => {
      const appended = outbox.append({ chain: 'event', ...message(100 + n) });
      appended.catch(() => {
        broken.fails = () => false;
      });
      return appended;
    }),
  );
  const fates = answers.map(({ status }) => status);
  expect(fates).toContain('rejected');
  expect(fates.slice(fates.indexOf('rejected'))).not.toContain('fulfilled');
  await settle();
  await outbox.close();
});
