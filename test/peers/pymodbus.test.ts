import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../drivers/clock.js';
import { BoardSession } from '../../drivers/led-board/board/session.js';
import { digitsOptions } from '../../drivers/led-board/modbus-digits/options.js';
import { DigitsPanel } from '../../drivers/led-board/modbus-digits/panel.js';
import { createBus } from '../../drivers/transport/bus.js';
import { openSerialLink } from '../../drivers/transport/serial.js';
import { pseudoTerminals } from '../support/pseudo-terminals.js';
import { recordingContext } from '../support/recording-context.js';
import { pseudoTerminal } from '../support/socat.js';

/* Debian's pymodbus is a server that has never seen our code; here it stands in for a digit display. */

const format = { baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1 } as const;
const script = fileURLToPath(new URL('./pymodbus-server.py', import.meta.url));

const terminals = pseudoTerminals();

/** The server with the first `registers` of the module, at the far end of a pseudo-terminal. */
async function startServer(registers: number) {
  const [near, far] = ['ttyUSB0', 'display'].map(terminals.pathOf) as [string, string];
  const wire = await pseudoTerminal(near, `PTY,raw,echo=0,link=${far}`);
  terminals.closeAfter({ close: () => wire.kill() });
  // Debian's own interpreter, which has Debian's packages.
  const server = spawn('/usr/bin/python3', [script, far, String(registers)], { stdio: ['pipe', 'pipe', 'ignore'] });
  const exited = once(server, 'exit');
  terminals.closeAfter({ close: () => Promise.all([server.stdin.end(), exited]) });
  const said: string[] = [];
  let wake = () => {};
  createInterface(server.stdout).on('line', (line) => {
    said.push(line);
    wake();
  });
  const ended = exited.then(() => {
    throw new Error(
      `the server has ended: ${said.join(', ')}; apt-get install python3-pymodbus python3-serial-asyncio`,
    );
  });
  ended.catch(() => undefined);
  const line = async (wanted: string) => {
    while (!said.includes(wanted)) {
      const more = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await Promise.race([more, ended]);
    }
  };
  await line('ready');
  return {
    line,
    /** What clients wrote, by first register. */
    writes: () => said.filter((each) => each.startsWith('wrote')).map((each) => each.split(' ').slice(1).map(Number)),
    tell: async (order: string) => {
      said.length = 0;
      server.stdin.write(`${order}\n`);
      await line(`done ${order.split(' ')[0]}`);
    },
  };
}

/** Our session for the display, over the real serial link and bus, with its first contact made. */
async function startDisplay({ registers = 16 } = {}) {
  const server = await startServer(registers);
  const bus = createBus({
    ...{ name: 'rs485-1', clock: systemClock, random: Math.random, formats: [format] },
    open: (signal) =>
      openSerialLink(
        { ...format, type: 'serial', path: terminals.pathOf('ttyUSB0'), flowControl: 'none' },
        { clock: systemClock, signal },
      ),
  });
  terminals.closeAfter(bus);
  const options = digitsOptions.parse({ replyTimeoutMs: 500 });
  const { context, seen } = recordingContext<typeof options, 'bus'>({ options, link: bus.member('window-1') });
  const full = { ...context, clock: systemClock, hours: undefined };
  const session = new BoardSession(full, new DigitsPanel(full));
  terminals.closeAfter(session);
  await session.identify();
  /** The last said about an alarm. */
  const alarm = (wanted: string) => seen.alarms.findLast(({ type }) => type === wanted);
  return { server, bus, session, seen, alarm };
}

const codes = (text: string) => [...text].map((sign) => sign.charCodeAt(0));
const [characters, blink, brightness] = [0, 8, 9];

describe('pymodbus as a digit display', () => {
  it('is wiped, shows a text and a call, and is read back', async () => {
    const { server, bus, session, seen } = await startDisplay();
    expect(server.writes()).toContainEqual([characters, ...codes('    ')]);
    expect(seen.state).toMatchObject({ showing: {}, brightness: 43 });
    expect(await session.commands.show({ text: 'no' })).toMatchObject({ verified: 'read-back' });
    expect(await session.commands.call({ number: 'A001', counter: 3 })).toMatchObject({ verified: 'read-back' });
    expect(server.writes().slice(-2)).toEqual([
      [characters, ...codes('  no')],
      [characters, ...codes('A001')],
    ]);
    expect(seen.state).toMatchObject({ showing: { main: 'A001' }, verified: 'read-back' });
    expect(bus.stats()).toMatchObject({ timeouts: 0, strayBytes: 0 });
  });

  it('blinks for as long as it should, then stands still', async () => {
    const { server, session, seen } = await startDisplay();
    await session.commands.call({ number: 'A002', counter: 3, blinkSeconds: 1 });
    expect(server.writes().at(-1)).toEqual([blink, 0b1111]);
    await expect.poll(() => server.writes().at(-1), { timeout: 20_000 }).toEqual([blink, 0]);
    await session.poll();
    expect(seen.state).toMatchObject({ showing: { main: 'A002' }, verified: 'read-back' });
  });

  it('has the brightness it is said to have', async () => {
    const { server, session, seen } = await startDisplay();
    await session.commands.brightness({ percent: 100 });
    expect(server.writes().at(-1)).toEqual([brightness, 8]);
    expect(seen.state).toMatchObject({ brightness: 100 });
    await server.tell(`set ${brightness} 1`);
    await session.poll();
    expect(server.writes()).toContainEqual([brightness, 8]);
  });

  it('somebody else writes a register: the alarm says what stands there, and it is put right', async () => {
    const { server, session, seen, alarm } = await startDisplay();
    await session.commands.call({ number: 'A003', counter: 3 });
    await server.tell(`set 1 ${codes('7')}`);
    await session.poll();
    expect(server.writes()).toEqual([[characters, ...codes('A003')]]);
    const raised = { active: true, detail: expect.stringContaining('"A703"') };
    expect(seen.alarms).toContainEqual({ type: 'led-content-mismatch', ...raised });
    expect(alarm('led-content-mismatch')).toMatchObject({ active: false });
  });

  it('falls silent and is out of contact; answers again and shows what it should', async () => {
    const { server, session, seen } = await startDisplay();
    await session.commands.call({ number: 'A004', counter: 3 });
    await server.tell('silent');
    await expect(session.poll()).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    await expect(session.poll()).rejects.toMatchObject({ code: 'TRANSPORT_MEMBER_SILENT' });
    expect(seen.state).toMatchObject({ verified: 'sent' });
    await server.tell(`set 0 ${codes('-')}`);
    await server.tell('speak');
    await expect
      .poll(
        () =>
          session.identify().then(
            () => true,
            () => false,
          ),
        { timeout: 10_000 },
      )
      .toBe(true);
    expect(server.writes()).toContainEqual([characters, ...codes('A004')]);
    expect(seen.state).toMatchObject({ showing: { main: 'A004' }, verified: 'read-back' });
  });

  it('with six registers only: it refuses what it lacks, and shows its numbers all the same', async () => {
    const { session, seen, alarm } = await startDisplay({ registers: 6 });
    const called = session.commands.call({ number: 'A005', counter: 3, blinkSeconds: 5 });
    expect(await called).toMatchObject({ verified: 'read-back' });
    expect(alarm('led-write-rejected')).toMatchObject({
      active: true,
      detail: expect.stringContaining('exception 02'),
    });
    await expect(session.commands.brightness({ percent: 50 })).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
    await session.poll();
    expect(seen.state).toMatchObject({ showing: { main: 'A005' }, verified: 'read-back' });
  });
});
