import { describe, expect, it } from 'vitest';
import {
  addressOf,
  type BoardOnLine,
  type BoardsOnLine,
  boardsOnLine,
  byteMs,
  callText,
  gapMs,
  settled,
  shortFrameBytes,
} from './boards-on-line.js';

const replyTimeoutMs = 1_000;
const options = { pollIntervalMs: 2_000, replyTimeoutMs };
const lateMs = 400;

interface Called {
  /** From the command to the last byte on the glass. */
  readonly tookMs: number;
  /** 1.2 times its own time on the wire and the whole transaction that was in flight, or was the last. */
  readonly allowedMs: number;
  /** Frames that began after the command and before its own. */
  readonly inFront: number;
  /** Whom the transaction in flight was with. */
  readonly behind: number;
}

/** Calls to these boards at random moments, each when the one before is done. `waitsFor` = ms an answer takes. */
async function callAtRandom(
  { clock, random, wire }: BoardsOnLine,
  boards: readonly BoardOnLine[],
  { count, waitsFor = () => 0 }: { count: number; waitsFor?: (address: number) => number },
): Promise<Called[]> {
  const called: Called[] = [];
  for (let number = 1; number <= count; number++) {
    await clock.advance(50 + random() * 1_200);
    const board = boards[Math.floor(random() * boards.length)]!;
    const at = clock.monotonic();
    const before = wire.said.length;
    const inFlight = wire.said.at(-1)!;
    expect(await settled(clock, board.call(number))).toMatchObject({ status: 'fulfilled' });
    const lit = board.stood.findLast(({ text }) => text === callText(number))!;
    const own = wire.said.findIndex(
      ({ bytes }, index) => index >= before && Buffer.from(bytes).includes(`A${number} `),
    );
    const behind = addressOf(inFlight.bytes);
    const flightMs = (inFlight.bytes.length + answerBytes(inFlight.bytes)) * byteMs + waitsFor(behind) + gapMs;
    const allowedMs = 1.2 * lit.wireBytes * byteMs + flightMs;
    called.push({ tookMs: lit.at - at, allowedMs, inFront: own - before, behind });
  }
  return called;
}

/** What it shows of itself (A1 02) and its firmware (A2 04) are told in more bytes than an ACK. */
function answerBytes(frame: Uint8Array): number {
  const command = Buffer.from(frame.subarray(22, 24)).toString('hex');
  return command === 'a102' || command === 'a204' ? 60 : shortFrameBytes;
}

const late = (calls: readonly Called[]) => calls.filter(({ tookMs, allowedMs }) => tookMs > allowedMs);
const overtaken = (calls: readonly Called[]) => calls.filter(({ inFront }) => inFront > 0);

describe('a call is on the glass within 1.2 times its wire time and the one transaction in flight', () => {
  it.each([1, 4, 8])('on a polled line of %i boards', async (count) => {
    const addresses = Array.from({ length: count }, (_, index) => index + 1);
    const line = boardsOnLine({ addresses, seed: count, options });
    await line.start();
    const calls = await callAtRandom(line, line.boards, { count: 100 });
    expect(overtaken(calls)).toEqual([]);
    expect(late(calls)).toEqual([]);
    await line.end();
  });

  it('with one board that was never there: its probe costs 250 ms, every fourth the whole time-out', async () => {
    const line = boardsOnLine({ seed: 11, options });
    line.boards[2]!.card.setFaults({ unplugged: true });
    await line.start();
    const others = line.boards.filter(({ id }) => id !== 'board-3');
    const started = line.clock.monotonic();
    const calls = await callAtRandom(line, others, {
      count: 120,
      waitsFor: (address) => (address === 3 ? replyTimeoutMs : 0),
    });
    expect(overtaken(calls)).toEqual([]);
    expect(late(calls)).toEqual([]);
    // Its share of the line: a probe in half a minute or so.
    const probes = line.wire.said.filter(({ at, bytes }) => at >= started && addressOf(bytes) === 3);
    const minutes = (line.clock.monotonic() - started) / 60_000;
    expect(probes.length / minutes).toBeLessThan(6);
    expect(probes.length).toBeGreaterThan(0);
    await line.end();
  });

  it('with one board that answers after 400 ms', async () => {
    const line = boardsOnLine({ seed: 12, options });
    line.boards[4]!.card.setFaults({ lateMs });
    await line.start();
    const calls = await callAtRandom(line, line.boards, {
      count: 120,
      waitsFor: (address) => (address === 5 ? lateMs : 0),
    });
    expect(overtaken(calls)).toEqual([]);
    expect(late(calls)).toEqual([]);
    expect(calls.some(({ behind, tookMs }) => behind === 5 && tookMs > 300)).toBe(true);
    await line.end();
  });

  it.each([true, false])('with one transceiver that echoes, discarded (%s) or not', async (discardEcho) => {
    const line = boardsOnLine({ seed: 13, options, discardEcho });
    line.boards[6]!.card.setFaults({ echo: true });
    await line.start();
    const calls = await callAtRandom(line, line.boards, { count: 60 });
    expect(overtaken(calls)).toEqual([]);
    expect(late(calls)).toEqual([]);
    expect(line.bus.stats()).toMatchObject({ timeouts: 0 });
    expect(line.bus.stats().echoes > 0).toBe(discardEcho);
    await line.end();
  });

  it('with a dead, a slow and an echoing one together', async () => {
    const line = boardsOnLine({ seed: 14, options });
    await line.start();
    line.boards[2]!.cutPower();
    line.boards[4]!.card.setFaults({ lateMs });
    line.boards[6]!.card.setFaults({ echo: true });
    await line.clock.advance(20_000);
    const others = line.boards.filter(({ id }) => id !== 'board-3');
    const waits = new Map([
      [3, replyTimeoutMs],
      [5, lateMs],
    ]);
    const calls = await callAtRandom(line, others, { count: 120, waitsFor: (address) => waits.get(address) ?? 0 });
    expect(overtaken(calls)).toEqual([]);
    expect(late(calls)).toEqual([]);
    expect(line.boards[2]!.alarm('led-unreachable')).toMatchObject({ active: true });
    for (const board of others) expect(board.state()).toMatchObject({ operating: 'online', verified: 'acknowledged' });
    await line.end();
  });
});

describe('calls to a dead board', () => {
  it('fail with a clear error and cost the others no more than a probe every three seconds', async () => {
    const line = boardsOnLine({ seed: 15, options });
    await line.start();
    const [dead, ...others] = line.boards as [BoardOnLine, ...BoardOnLine[]];
    dead.cutPower();
    const { clock } = line;
    const codes: string[] = [];
    const waited: number[] = [];
    for (let number = 1; number <= 100; number++) {
      await clock.advance(line.random() * 500);
      const failing = settled(clock, dead.call(1_000 + number));
      const at = clock.monotonic();
      const board = others[number % others.length]!;
      const work = board.call(number);
      const outcome = await failing;
      codes.push(outcome.status === 'rejected' ? outcome.reason.code : 'no error');
      if (outcome.status === 'rejected')
        expect(outcome.reason.message).toMatch(/no reply to "show main"|did not answer/);
      expect(await settled(clock, work)).toMatchObject({ status: 'fulfilled' });
      waited.push(board.stood.findLast(({ text }) => text === callText(number))!.at - at);
    }
    // Calls may wake a board that has just gone; later one every three seconds, the others are refused at once.
    expect(codes.slice(10).filter((code) => code !== 'TRANSPORT_MEMBER_SILENT').length).toBeLessThan(30);
    expect(new Set(codes)).toEqual(new Set(['TRANSPORT_REPLY_TIMEOUT', 'TRANSPORT_MEMBER_SILENT']));
    // One of its probes may be in front of another's call; in most cases none is, although each comes right behind one.
    const ownMs = 80 * byteMs;
    const flightMs = 2 * shortFrameBytes * byteMs + gapMs;
    expect(Math.max(...waited)).toBeLessThan(1.2 * ownMs + flightMs + ownMs + replyTimeoutMs + gapMs);
    expect(waited.filter((ms) => ms > 1.2 * ownMs + flightMs).length).toBeLessThan(20);
    expect(dead.glass()).toBe('');
    await line.end();
  });
});
