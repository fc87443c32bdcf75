import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { chains } from '../../../../gateway/uplink/outbox/outbox.js';
import { seededRandom } from '../../../support/random.js';
import { directory, everything, openOn } from './outbox-life.js';
import { type Found, type Promises, textOf } from './promises.js';
import { type Image, RecordingDisk } from './recording-disk.js';

/** The same for disks with the same files. */
export function keyOf(image: Image): string {
  const hash = createHash('sha1');
  for (const [path, content] of [...image].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path} ${content.length}\n`).update(content);
  }
  return hash.digest('base64');
}

/** Letters that somebody was told of stand on a line of their own. */
function judgeLetters(image: Image, { buried }: Promises): string[] {
  if (!buried) return [];
  const lines = ['dead-letters.jsonl', 'dead-letters.older.jsonl'].flatMap((name) =>
    (image.get(join(directory, name)) ?? Buffer.alloc(0)).toString().split('\n'),
  );
  const start = `"chain":"${buried.chain}","seq":${buried.seq},`;
  const isThere = lines.some((line) => line.startsWith('{') && line.endsWith('}') && line.includes(start));
  return isThere ? [] : [`the dead letter ${buried.chain} ${buried.seq} is gone`];
}

/** The damage that it passes over every outbox tells again, for as long as there is something in front of it. */
function linesOf(found: readonly Found[]): Set<string> {
  const lines = found.map(({ seq, text }) => `${seq} ${text}`);
  return new Set(lines.filter((line) => !line.includes('"reason":"damaged"')));
}

/** Opens an outbox on a disk as the power cut left it, lets it work on, and opens it once more. */
export async function judge(image: Image, promises: Promises): Promise<string[]> {
  const disk = new RecordingDisk({ image, take: () => Promise.resolve() });
  const first = await openOn(disk.files(), seededRandom(1));
  const problems: string[] = [];
  // What is lost and not told yet is told in front of these.
  for (const [index, chain] of chains.entries()) {
    const n = 1_000_000_000 + index;
    promises.add({ kind: 'handed in', chain, n });
    const payload = Buffer.from(textOf(n));
    const seq = await first.outbox.append({ chain, topic: 't', payload, envelope: true });
    if (seq <= promises.newest(chain)) problems.push(`${chain} ${seq} is given away again`);
  }
  const found = await everything(first);
  problems.push(...promises.judge(found), ...judgeLetters(image, promises));
  await first.outbox.close();
  const second = await openOn(disk.files(), seededRandom(2));
  const again = await everything(second);
  await second.outbox.close();
  for (const chain of chains) {
    const [before, after] = [linesOf(found[chain]), linesOf(again[chain])];
    for (const line of after)
      if (!before.has(line)) problems.push(`${chain} has one more after one more start: ${line}`);
    for (const line of before) if (!after.has(line)) problems.push(`${chain} has lost after one more start: ${line}`);
  }
  return problems;
}
