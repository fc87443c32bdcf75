import { expect, it } from 'vitest';
import type { Chain } from '../../../../gateway/uplink/outbox/outbox.js';
import { MemoryDisk, Mount } from './memory-disk.js';
import { message, type Opened, opened } from './support.js';

/** A disk that has just refused is not asked again for a second. */
async function append({ outbox, clock }: Opened, chain: Chain, text: string): Promise<unknown> {
  const appended = outbox.append(message(chain, text)).catch((error) => error);
  await clock.advance(1_000);
  return appended;
}

async function onBrokenDisk(): Promise<Opened & { mend(): void }> {
  const mount = new Mount(new MemoryDisk());
  const life = await opened({ mount });
  await append(life, 'critical', 'before');
  mount.fails = () => true;
  for (const chain of ['critical', 'event', 'telemetry'] as const) {
    expect(await append(life, chain, 'refused')).toMatchObject({ code: 'OUTBOX_WRITE_FAILED' });
  }
  return Object.assign(life, {
    mend: () => {
      mount.fails = () => false;
    },
  });
}

const kinds = ({ reports }: Opened) => reports.map(({ kind }) => kind);

it('tells the first refusal of a series, and its end when every chain that was refused is written again', async () => {
  const life = await onBrokenDisk();
  expect(kinds(life)).toEqual(['refusing']);
  life.mend();
  await append(life, 'critical', 'after');
  await append(life, 'event', 'after');
  expect(kinds(life)).toEqual(['refusing']);
  await append(life, 'telemetry', 'after');
  expect(kinds(life)).toEqual(['refusing', 'accepting']);
  expect(life.outbox.stats().refused).toBe(3);
  await life.outbox.close();
});

// While the centre is there no telemetry comes to the outbox: the alarm stood for ever.
it('tells the end also when a chain that was refused is not used any more', async () => {
  const life = await onBrokenDisk();
  life.mend();
  await life.clock.advance(20_000);
  await append(life, 'critical', 'soon after');
  expect(kinds(life)).toEqual(['refusing']);
  await life.clock.advance(40_000);
  await append(life, 'critical', 'a minute after');
  expect(kinds(life)).toEqual(['refusing', 'accepting']);
  await life.outbox.close();
});
