import { expect, it } from 'vitest';
import { seededRandom } from '../../../support/random.js';
import { openOn, work } from './outbox-life.js';
import { PowerCut } from './power-cut-images.js';
import { judge, keyOf } from './power-cut-judge.js';
import { type Note, Promises } from './promises.js';
import { RecordingDisk } from './recording-disk.js';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const stories = Number(process.env['STORIES'] ?? 2);
/** Programs on one disk, one after the other, each ended by SIGKILL in the middle of its work. */
const lives = 5;
const tight = { maxBytes: 24 * 1024, reservedBytes: 3 * 1024, maxAgeMs: 60_000 };

/** An operation takes up to three turns of the event loop, so that those of several files overlap. */
async function aWhile(random: () => number): Promise<void> {
  for (let turns = Math.floor(random() * 4); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
}

/** Several lives of an outbox on one disk, each ended by SIGKILL. */
async function live(random: () => number): Promise<RecordingDisk<Note>> {
  let numbers = 0;
  const nextNumber = () => ++numbers;
  const disk = new RecordingDisk<Note>({ image: new Map(), take: () => aWhile(random) });
  for (let life = 0; life < lives; life++) {
    const opened = await openOn(disk.files(), random, tight);
    await work({ ...opened, random, steps: 16, nextNumber, note: (note) => disk.note(note) });
    if (life === lives - 1) await opened.outbox.close();
    disk.kill(random);
  }
  return disk;
}

for (let story = 0; story < stories; story++) {
  it(`whatever a power cut leaves of unsynced writes and names, every promise is kept (SEED=${seed + story})`, async () => {
    const random = seededRandom(seed + story);
    const disk = await live(random);
    const promises = new Promises();
    const power = new PowerCut(new Map());
    const seen = new Set<string>();
    let opened = 0;
    for (const [point, entry] of disk.record.entries()) {
      if (entry.at === 'note') promises.add(entry.note);
      else power.follow(entry);
      if (entry.at === 'note' && entry.note.kind !== 'kept') continue;
      for (const image of power.images(random)) {
        const key = `${keyOf(image)} ${promises.kept}`;
        if (seen.has(key)) continue;
        seen.add(key);
        opened += 1;
        const problems = await judge(image, promises);
        expect(problems, `SEED=${seed + story}, point ${point}`).toEqual([]);
      }
    }
    process.stdout.write(`SEED=${seed + story}: ${opened} disks after a power cut at ${disk.record.length} points\n`);
    expect(opened).toBeGreaterThan(100);
  }, 120_000);
}
