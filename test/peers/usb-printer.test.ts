import { expect, test } from 'vitest';
import { systemClock } from '../../drivers/clock.js';
import type { ByteLink } from '../../drivers/transport/link.js';
import { createLinkOpener } from '../../drivers/transport/open.js';
import { listenTo } from '../support/ear.js';
import { pseudoTerminals } from '../support/pseudo-terminals.js';

/* A pseudo-terminal stands in for /dev/usb/lp0: a character device that goes both ways, fills up and vanishes. */

const all256 = Uint8Array.from({ length: 256 }, (_, value) => value);
const pattern = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 7) % 251);

const terminals = pseudoTerminals();
const plugIn = () => terminals.plugIn('lp0');

async function open(): Promise<ByteLink> {
  const settings = { type: 'usb-printer', path: terminals.pathOf('lp0') } as const;
  return terminals.closeAfter(await createLinkOpener({ clock: systemClock })(settings, new AbortController().signal));
}

test('a printer device carries every byte value both ways, and 60 kB whole', async () => {
  const device = await plugIn();
  const link = await open();
  await link.write(all256);
  expect(await device.atLeast(256)).toEqual([...all256]);
  const heard = listenTo(link);
  device.write(all256);
  expect(await heard.atLeast(256)).toEqual([...all256]);
  const long = pattern(60_000);
  await link.write(long);
  expect((await device.atLeast(256 + long.length)).slice(256)).toEqual([...long]);
});

test('a printer device that takes nothing for a while gets the rest when it takes again', async () => {
  const device = await plugIn();
  const link = await open();
  device.freeze();
  let done = false;
  const long = pattern(300_000);
  const write = link.write(long, { timeoutMs: 30_000 }).then(() => (done = true));
  expect(done).toBe(false);
  device.thaw();
  await write;
  expect((await device.atLeast(long.length)).slice(0, long.length)).toEqual([...long]);
});

test('a printer that is unplugged in the middle of a write is lost, and back again it is a fresh link', async () => {
  const old = await plugIn();
  const first = await open();
  old.freeze();
  const write = first.write(pattern(300_000)).catch((error: { code: string }) => error.code);
  await old.kill();
  expect(await write).toBe('TRANSPORT_CLOSED');
  await expect(first.closed).resolves.toMatchObject({ kind: 'lost' });
  await expect(open()).rejects.toMatchObject({ code: 'TRANSPORT_OPEN_FAILED' });

  const device = await plugIn();
  const second = await open();
  await second.write(Uint8Array.of(1, 2, 3));
  expect(await device.atLeast(3)).toEqual([1, 2, 3]);
});
