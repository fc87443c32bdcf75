import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../drivers/clock.js';
import type { ByteLink } from '../../../drivers/transport/link.js';
import { openTcpLink } from '../../../drivers/transport/tcp.js';
import { openUsbPrinterLink } from '../../../drivers/transport/usb-printer.js';
import { type PipePrinter, pipePrinter } from '../../support/pipe-printer.js';
import { follow } from './bus-line.js';

const signal = new AbortController().signal;
const clock = systemClock;
const long = Uint8Array.from({ length: 60_000 }, (_, index) => (index * 7) % 251);
const tooMuch = new Uint8Array(64 * 1024 * 1024);

const ends: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function usbPrinter(): Promise<{ printer: PipePrinter; link: ByteLink }> {
  const printer = await pipePrinter();
  ends.push(() => printer.remove());
  const { path, openFile } = printer;
  const link = await openUsbPrinterLink({ type: 'usb-printer', path }, { clock, signal, openFile });
  ends.push(() => link.close());
  return { printer, link };
}

/** A printer on the network; `answers` each byte with a status, or takes nothing at all. */
async function networkPrinter(answers: boolean): Promise<ByteLink> {
  const server: Server = createServer({ pauseOnConnect: !answers, noDelay: true }, (socket) => {
    socket.on('error', () => {});
    if (answers) socket.on('data', (bytes) => socket.write(Buffer.alloc(bytes.length, 0x12)));
    ends.push(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  const link = await openTcpLink(
    { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    { clock, signal },
  );
  ends.push(() => link.close());
  return link;
}

/** Median and highest time in ms from a question to its answer, of `rounds` at each link. */
async function roundTrips(links: readonly ByteLink[], rounds: number): Promise<{ median: number; highest: number }> {
  const times: number[] = [];
  const ask = async (link: ByteLink) => {
    let answered = () => {};
    link.onData(() => answered());
    for (let round = 0; round < rounds; round++) {
      const start = clock.monotonic();
      const answer = new Promise<void>((resolve) => (answered = resolve));
      await link.write(Uint8Array.of(1));
      await answer;
      times.push(clock.monotonic() - start);
    }
  };
  await Promise.all(links.map(ask));
  const sorted = times.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, highest: sorted.at(-1) ?? 0 };
}

/** Writes that stay under way: what must not be held up by them is done while they are. */
function stuckWrites(links: readonly ByteLink[]) {
  const writes = links.map((link) => follow(link.write(tooMuch, { timeoutMs: 60_000 })));
  return { outcomes: () => writes.map(({ outcome }) => outcome) };
}

test('four USB printers that take nothing hold up no file, no name look-up and not the fifth printer', async () => {
  const four = await Promise.all([1, 2, 3, 4].map(usbPrinter));
  const fifth = await usbPrinter();
  const stuck = stuckWrites(four.map(({ link }) => link));

  const start = clock.monotonic();
  for (let n = 0; n < 50; n++) await readFile(import.meta.filename);
  const filesMs = clock.monotonic() - start;
  for (let n = 0; n < 20; n++) await lookup('localhost');
  const lookupsMs = clock.monotonic() - start - filesMs;
  const received = fifth.printer.takeAll(long.length, 4_000);
  await fifth.link.write(long);
  expect((await received).equals(long)).toBe(true);

  expect(stuck.outcomes()).toEqual(['pending', 'pending', 'pending', 'pending']);
  const closing = clock.monotonic();
  await Promise.all(four.map(({ link }) => link.close()));
  const closeMs = clock.monotonic() - closing;
  process.stdout.write(
    `beside four stuck USB printers: 50 files ${filesMs.toFixed(1)} ms, 20 look-ups ${lookupsMs.toFixed(1)} ms; the four closed in ${closeMs.toFixed(1)} ms\n`,
  );
  expect(closeMs).toBeLessThan(1_000);
});

test('a network printer that takes nothing and two USB printers that take nothing leave three others as quick as before', async () => {
  const three = await Promise.all([1, 2, 3].map(() => networkPrinter(true)));
  await roundTrips(three, 50);
  const before = await roundTrips(three, 200);
  const stuckLinks = [await networkPrinter(false), (await usbPrinter()).link, (await usbPrinter()).link];
  const stuck = stuckWrites(stuckLinks);
  const beside = await roundTrips(three, 200);

  expect(stuck.outcomes()).toEqual(['pending', 'pending', 'pending']);
  const text = ({ median, highest }: typeof before) => `median ${median.toFixed(2)}, highest ${highest.toFixed(1)} ms`;
  process.stdout.write(`600 round trips alone: ${text(before)}; beside three stuck printers: ${text(beside)}\n`);
  // A whole millisecond of grace for a busy machine; a blocked thread would cost seconds.
  expect(beside.median).toBeLessThan(before.median * 3 + 1);
  await Promise.all(stuckLinks.map((link) => link.close()));
});
