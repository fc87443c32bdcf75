import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningBranch, startRunningBranch } from '../support/branch.js';
import { linkDirectory, type PseudoTerminal, pseudoTerminal } from '../support/socat.js';

/* The real program prints through a printer device, for which a pseudo-terminal in front of the simulator stands in. */

let directory: string;
let running: RunningBranch;
let device: PseudoTerminal;

const plugIn = async () => {
  device = await pseudoTerminal(join(directory, 'lp0'), `TCP:127.0.0.1:${running.branch.ports.printer}`);
};
const print = (ticketId: string) =>
  running.observer.command('printer-usb', 'print', { ticketId, number: ticketId, service: '个人业务' });
const printed = () => {
  const view = running.branch.simulators['printer-1']?.view() as { tickets: { text: string }[] } | undefined;
  return view?.tickets.map(({ text }) => text);
};

beforeAll(async () => {
  directory = await linkDirectory();
  const link = `link: { type: usb-printer, path: ${join(directory, 'lp0')} }`;
  const more = `  - { id: printer-usb, class: ticket-printer, driver: escpos, ${link}, options: { profile: epson-tm, pollIntervalMs: 1000 } }\n`;
  running = await startRunningBranch({ more, without: ['printer-1'] });
});

afterAll(async () => {
  await running?.end();
  await device?.kill();
  await rm(directory, { recursive: true });
});

test('absent at the start it is offline, plugged in it prints, pulled out it says so, back again it prints', async () => {
  const { observer } = running;
  const operating = (wanted: string) =>
    observer.expect('/device/printer-usb/state', ({ operating }) => operating === wanted, 30_000);
  await operating('offline');

  await plugIn();
  await operating('online');
  expect(await print('A001')).toMatchObject({ status: 'succeeded' });
  expect(printed()).toEqual([expect.stringContaining('A001')]);

  observer.forget();
  await device.kill();
  await operating('offline');
  await observer.expect('/alarm/printer-usb/printer-offline');

  observer.forget();
  await plugIn();
  await operating('online');
  expect(await print('A002')).toMatchObject({ status: 'succeeded' });
  expect(printed()).toEqual([expect.stringContaining('A001'), expect.stringContaining('A002')]);
});
