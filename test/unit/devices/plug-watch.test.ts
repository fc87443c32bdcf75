import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { watchPlugs } from '../../../gateway/devices/plug-watch.js';
import { VirtualClock } from '../../support/virtual-clock.js';

async function watched(before: readonly string[] = []) {
  const directory = await mkdtemp(join(tmpdir(), 'dev-'));
  for (const name of before) await mkdir(join(directory, name));
  const clock = new VirtualClock();
  let plugs = 0;
  const watch = watchPlugs({ directory, clock, onPlug: () => (plugs += 1) });
  onTestFinished(async () => {
    watch.stop();
    await rm(directory, { recursive: true, force: true });
  });
  return {
    ...{ directory, clock, watch },
    plugs: () => plugs,
    plug: (name: string) => writeFile(join(directory, name), ''),
  };
}
type Watched = Awaited<ReturnType<typeof watched>>;

/** Resolves when the system has told of something that counts. */
const heard = ({ clock }: Watched) => vi.waitFor(() => expect(clock.pending).toBe(2));

test.each(['ttyUSB0', 'ttyACM3', 'hidraw12'])(
  'a node %s is looked for when udev is done with it, and once more',
  async (name) => {
    const stand = await watched();
    await stand.plug(name);
    await heard(stand);
    await stand.clock.advance(599);
    expect(stand.plugs()).toBe(0);
    await stand.clock.advance(1);
    expect(stand.plugs()).toBe(1);
    await stand.clock.advance(2_000);
    expect(stand.plugs()).toBe(2);
    expect(stand.clock.pending).toBe(0);
  },
);

test('what is no device that could be ours is let pass', async () => {
  const stand = await watched();
  await stand.plug('pts0');
  await stand.plug('sda');
  // Behind them, so that the two have been heard when this one is.
  await stand.plug('hidraw0');
  await heard(stand);
  await stand.clock.advance(10_000);
  expect(stand.plugs()).toBe(2);
});

test('a printer is heard in the directory of its own, also where that comes with it', async () => {
  const there = await watched(['usb']);
  await there.plug('usb/lp0');
  await heard(there);
  const later = await watched();
  await mkdir(join(later.directory, 'usb'));
  await heard(later);
  await later.clock.advance(10_000);
  await later.plug('usb/lp0');
  await heard(later);
  await later.clock.advance(10_000);
  // The last printer takes the directory with it, and the next one brings another.
  await rm(join(later.directory, 'usb'), { recursive: true });
  await heard(later);
  await later.clock.advance(10_000);
  await mkdir(join(later.directory, 'usb'));
  await heard(later);
  await later.clock.advance(10_000);
  await later.plug('usb/lp1');
  await heard(later);
});

test('many at once are one occasion, and a watch that was stopped says nothing', async () => {
  const stand = await watched();
  for (let number = 0; number < 5; number++) await stand.plug(`hidraw${number}`);
  await heard(stand);
  await stand.clock.advance(500);
  stand.watch.stop();
  await stand.clock.advance(10_000);
  expect(stand.plugs()).toBe(0);
});

test('where there is nothing to watch, nothing happens', () => {
  const watch = watchPlugs({ directory: '/nowhere', clock: new VirtualClock(), onPlug: () => expect.fail('no plug') });
  watch.stop();
});
