import { expect, test } from 'vitest';
import { hidMemoryPair } from '../../../drivers/transport/hid-memory.js';
import { settle } from '../../support/virtual-clock.js';

test('reports go both ways; the device never sees a report number 0', async () => {
  const [link, device] = hidMemoryPair();
  const [outputs, inputs]: [number[][], number[][]] = [[], []];
  await link.write(Uint8Array.of(0, 1, 255));
  device.onOutput((report) => outputs.push([...report]));
  await link.write(Uint8Array.of(0xfd, 2));
  device.report(Uint8Array.of(0, 0, 0x5b));
  link.onReport((report) => inputs.push([...report]));
  device.report(Uint8Array.of(0, 0, 0));
  expect(outputs).toEqual([
    [1, 255],
    [0xfd, 2],
  ]);
  expect(inputs).toEqual([
    [0, 0, 0x5b],
    [0, 0, 0],
  ]);
});

test('feature reports are kept by number; one the device lacks is refused', async () => {
  const [link, device] = hidMemoryPair();
  await link.setFeature(Uint8Array.of(0x65, 2, 0xfe));
  expect([...device.features.get(0x65)!]).toEqual([0x65, 2, 0xfe]);
  device.features.set(8, Uint8Array.of(8, 1, 0));
  expect([...(await link.getFeature(8, 2))]).toEqual([8, 1]);
  await expect(link.getFeature(9, 2)).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
});

test('an unplug ends it as a real one does', async () => {
  const [link, device] = hidMemoryPair();
  const reports: number[] = [];
  link.onReport((report) => reports.push(...report));
  device.unplug('pulled');
  device.report(Uint8Array.of(1));
  await expect(link.closed).resolves.toEqual({ kind: 'lost', detail: 'pulled' });
  for (const use of [
    () => link.write(Uint8Array.of(0)),
    () => link.getFeature(1, 1),
    () => link.setFeature(Uint8Array.of(1)),
  ]) {
    await expect(use()).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
  }
  await link.close();
  await expect(device.closed).resolves.toEqual({ kind: 'lost', detail: 'pulled' });
});

test('a receiver that throws ends the link', async () => {
  const [link, device] = hidMemoryPair();
  link.onReport(() => {
    throw new Error('unknown report');
  });
  device.report(Uint8Array.of(1));
  await settle();
  await expect(link.closed).resolves.toMatchObject({ kind: 'lost', detail: expect.stringContaining('unknown report') });
});
