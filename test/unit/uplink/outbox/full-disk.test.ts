import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../drivers/clock.js';
import { nodeFiles } from '../../../../gateway/storage/files.js';
import { type Chain, chains, type OutboxReport } from '../../../../gateway/uplink/outbox/outbox.js';
import { type Mounted, mountSmallDisk } from '../../../support/mounted.js';
import { seededRandom } from '../../../support/random.js';
import { everything, type OpenedOutbox, openOn, takeOne } from './outbox-life.js';
import { quotaFiles } from './quota-files.js';

const room = { clock: systemClock, maxBytes: 8 * 2 ** 20, reservedBytes: 2 ** 20, segmentBytes: 64 * 1024 };

/** A disk that can be filled: a real one where it may be mounted, else the real file system with a quota in front. */
async function fillableDisk() {
  const mounted: Mounted | undefined = mountSmallDisk(2);
  if (mounted) {
    onTestFinished(() => mounted.unmount());
    return { path: mounted.path, files: nodeFiles, fill: () => mounted.fill(), makeRoom: () => mounted.makeRoom() };
  }
  const path = await mkdtemp(join(tmpdir(), 'branch-gateway-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  const quota = { bytes: 2 ** 20 };
  const makeRoom = () => {
    quota.bytes = 2 ** 20;
  };
  const fill = () => {
    quota.bytes = 0;
  };
  return { path, files: quotaFiles(quota), fill, makeRoom };
}

/** Content that says what it is of, `bytes` long. */
const content = (name: string, bytes = 600) =>
  JSON.stringify({ name, pad: 'x'.repeat(Math.max(0, bytes - name.length)) });

function producer({ outbox }: OpenedOutbox) {
  const kept: Record<Chain, string[]> = { critical: [], event: [], telemetry: [] };
  const append = async (chain: Chain, name: string, bytes?: number) => {
    const text = content(name, bytes);
    await outbox.append({ chain, topic: 't', payload: Buffer.from(text), envelope: true });
    kept[chain].push(text);
  };
  return { kept, append };
}

async function textsOf(opened: OpenedOutbox): Promise<Record<Chain, string[]>> {
  const found = await everything(opened);
  const texts = (chain: Chain) => found[chain].map(({ text }) => text);
  return { critical: texts('critical'), event: texts('event'), telemetry: texts('telemetry') };
}

for (const [when, freeAfter] of [
  ['before anything is written', 0],
  ['in the middle', 100],
] as const) {
  it(`a disk that is full ${when}: appends are refused, told once, and go on after room is made`, async () => {
    const disk = await fillableDisk();
    const reports: OutboxReport[] = [];
    const options = {
      ...room,
      directory: join(disk.path, 'outbox'),
      onReport: (report: OutboxReport) => void reports.push(report),
    };
    const opened = await openOn(disk.files, seededRandom(1), options);
    const { kept, append } = producer(opened);
    for (let n = 0; n < freeAfter; n++) await append(chains[n % 3]!, `before ${n}`);

    disk.fill();
    // What is open may have the rest of its last page; what is larger has not.
    for (const chain of chains) {
      await expect(append(chain, 'refused', 5_000)).rejects.toMatchObject({ code: 'OUTBOX_WRITE_FAILED' });
      await expect(append(chain, 'refused', 9_000)).rejects.toMatchObject({ code: 'OUTBOX_WRITE_FAILED' });
    }
    expect(reports.map(({ kind }) => kind)).toEqual(['refusing']);
    expect(opened.outbox.stats().refused).toBe(6);
    if (freeAfter > 0) {
      // A full disk still gives and forgets what is on it.
      const { seq } = await takeOne(opened, 'critical');
      opened.outbox.acknowledge('critical', seq);
      kept.critical.shift();
      expect(opened.outbox.stats().chains.critical.depth).toBe(kept.critical.length);
    }

    disk.makeRoom();
    for (const chain of chains) await append(chain, 'after');
    expect(reports.map(({ kind }) => kind)).toEqual(['refusing', 'accepting']);
    expect(await textsOf(opened)).toEqual(kept);
    await opened.outbox.close();

    const again = await openOn(disk.files, seededRandom(2), options);
    expect(await textsOf(again)).toEqual(kept);
    await again.outbox.close();
    expect(reports).toHaveLength(2);
  });
}

it('a disk that fills up by the outbox itself: whatever was acknowledged until then and afterwards is there, nothing else', async () => {
  const disk = await fillableDisk();
  const options = { ...room, directory: join(disk.path, 'outbox') };
  const opened = await openOn(disk.files, seededRandom(1), options);
  const { kept, append } = producer(opened);
  let refused = 0;
  for (let n = 0; refused < 9; n++) {
    const bytes = 100 + ((n * 7_919) % 9_000);
    await append(chains[n % 3]!, `${n}`, bytes).catch(() => {
      refused += 1;
    });
  }
  expect(kept.event.length).toBeGreaterThan(20);
  await opened.outbox.close();

  const again = await openOn(disk.files, seededRandom(2), options);
  expect(await textsOf(again)).toEqual(kept);
  // Room comes with what the centre has taken.
  const found = await everything(again);
  for (const chain of chains) for (const { seq } of found[chain]) again.outbox.acknowledge(chain, seq);
  await expect.poll(() => takesMore(again)).toBe(true);
  await again.outbox.close();
});

/** Whether a large message is taken now. */
function takesMore({ outbox }: OpenedOutbox): Promise<boolean> {
  const appended = outbox.append({ chain: 'event', topic: 't', payload: randomBytes(60_000), envelope: false });
  return appended.then(
    () => true,
    () => false,
  );
}
