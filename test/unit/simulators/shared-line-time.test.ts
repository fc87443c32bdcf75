import { describe, expect, it } from 'vitest';
import { createPacketDecoder } from '../../../simulators/led-board/onbon-codec.js';
import { createBoards } from './eight-boards.js';
import { brightness, frame, ping } from './led-board/board.js';

const byteMs = 10_000 / 9_600;
const requestBytes = frame(ping).length;
const answerBytes = 30;
const intact = (bytes: Uint8Array) => createPacketDecoder()(bytes).filter((packet) => packet.intact);

describe('eight boards on one line of 9600 baud', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('a transaction with board %i takes its wire time', async (address) => {
    const { host, listen, pingOf, clock, line } = createBoards({ baud: 9_600 });
    host.send(pingOf(address));
    const { heard, bytes } = await listen(200);
    expect(intact(bytes)).toMatchObject([{ source: address }]);
    expect(bytes).toHaveLength(answerBytes);
    expect(heard[0]!.at).toBeCloseTo((requestBytes + 1) * byteMs, 1);
    expect(heard.at(-1)!.at).toBeCloseTo((requestBytes + answerBytes) * byteMs, 1);
    expect(line.view()).toMatchObject({ collisions: 0, hostCollisions: 0 });
    expect(clock.pending).toBe(0);
  });

  it('an answer comes byte by byte, none before its time', async () => {
    const { host, listen, pingOf } = createBoards({ baud: 9_600 });
    host.send(pingOf(3));
    const { heard } = await listen(200);
    expect(heard).toHaveLength(answerBytes);
    for (const [index, { at }] of heard.entries()) {
      expect(at).toBeGreaterThan((requestBytes + index + 1) * byteMs - 0.05);
    }
  });

  it('a board has done nothing before the last byte has reached it', async () => {
    const { boards, host, clock } = createBoards({ baud: 9_600 });
    const order = frame(brightness(1, 3), 4);
    host.send(order);
    await clock.advance(order.length * byteMs - 0.1);
    expect(boards[3]!.view()).toMatchObject({ brightness: 15 });
    await clock.advance(0.2);
    expect(boards[3]!.view()).toMatchObject({ brightness: 3 });
  });

  it('one dead, one slow, one echoing: the others are understood, and nobody collides', async () => {
    const { boards, host, listen, pingOf, view } = createBoards({ baud: 9_600 });
    boards[1]!.setFaults({ unplugged: true });
    boards[2]!.actions.slow!({ ms: 400 });
    boards[3]!.setFaults({ echo: true });
    for (const [address, sources] of [
      [1, [1]],
      [2, []],
      [3, [3]],
      [4, [4]],
      [5, [5]],
    ] as const) {
      const request = pingOf(address);
      host.send(request);
      const { bytes } = await listen(600);
      expect(bytes.subarray(0, requestBytes)).toEqual(Buffer.from(request));
      const answers = intact(bytes).filter(({ source }) => source !== 0x8000);
      expect(answers.map(({ source }) => source)).toEqual(sources);
    }
    expect(view()).toMatchObject({ collisions: 0, hostCollisions: 0 });
  });

  it('an echo of the adapter comes with the bytes, not before', async () => {
    const { host, line, listen, pingOf } = createBoards({ baud: 9_600 });
    line.setFaults({ echo: true });
    host.send(pingOf(9));
    const { heard, bytes } = await listen(100);
    expect(bytes).toEqual(Buffer.from(pingOf(9)));
    expect(heard[0]!.at).toBeCloseTo(byteMs, 1);
    expect(heard.at(-1)!.at).toBeCloseTo(requestBytes * byteMs, 1);
  });

  it('the knobs of the adapter damage an answer as a whole', async () => {
    const { host, line, listen, pingOf } = createBoards({ baud: 9_600 });
    line.setFaults({ garbageBytes: 4, lateMs: 50 });
    host.send(pingOf(1));
    const { heard, bytes } = await listen(300);
    expect(bytes.length).toBeGreaterThan(answerBytes);
    expect(bytes.length).toBeLessThanOrEqual(answerBytes + 4);
    expect(intact(bytes)).toMatchObject([{ source: 1 }]);
    expect(heard[0]!.at).toBeCloseTo(requestBytes * byteMs + 50 + byteMs, 1);
  });
});

describe('talking at the same time on a line of 9600 baud', () => {
  it('two boards with one address: noise as long as one answer, in the time of one', async () => {
    const { host, listen, pingOf, view } = createBoards({ addresses: [1, 1], baud: 9_600 });
    host.send(pingOf(1));
    const { heard, bytes } = await listen(300);
    expect(bytes).toHaveLength(answerBytes);
    expect(intact(bytes)).toEqual([]);
    expect(heard.at(-1)!.at).toBeCloseTo((requestBytes + answerBytes) * byteMs, 1);
    expect(view()).toMatchObject({ collisions: 1, hostCollisions: 0 });
  });

  it.each([19_200, 57_600, 115_200])('at %i baud, where timers are coarser than bytes', async (baud) => {
    const { boards, host, listen, pingOf, view } = createBoards({ addresses: [1, 1, 2], baud });
    boards[1]!.setFaults({ lateMs: 1 });
    host.send(pingOf(1));
    const late = Math.round(baud / 10_000);
    const { bytes } = await listen(100);
    expect(bytes.length).toBeGreaterThanOrEqual(answerBytes + late - 1);
    expect(bytes.length).toBeLessThanOrEqual(answerBytes + late + 1);
    expect(intact(bytes)).toEqual([]);
    host.send(pingOf(2));
    const { heard, bytes: understood } = await listen(100);
    expect(intact(understood)).toMatchObject([{ source: 2 }]);
    const wireMs = ((requestBytes + answerBytes) * 10_000) / baud;
    expect(heard.at(-1)!.at).toBeGreaterThan(wireMs - 0.1);
    expect(heard.at(-1)!.at).toBeLessThan(wireMs + 2.1);
    expect(view()).toMatchObject({ collisions: 1, hostCollisions: 0 });
  });

  it('three at once are one collision, and a host that joins in is another kind of it', async () => {
    const { host, listen, pingOf, clock, view } = createBoards({ addresses: [1, 1, 1], baud: 9_600 });
    host.send(pingOf(1));
    await clock.advance((requestBytes + 5) * byteMs);
    expect(view()).toMatchObject({ collisions: 1, hostCollisions: 0 });
    host.send(Uint8Array.of(1));
    host.send(Uint8Array.of(2));
    await listen(300);
    expect(view()).toMatchObject({ collisions: 1, hostCollisions: 1 });
  });

  it('is repeatable', async () => {
    const noise = async (seed: number) => {
      const { host, listen, pingOf } = createBoards({ addresses: [1, 1, 1], baud: 9_600, seed });
      host.send(pingOf(1));
      return (await listen(150)).bytes.toString('hex');
    };
    expect(await noise(7)).toBe(await noise(7));
    expect(await noise(7)).not.toBe(await noise(8));
  });

  it('one that begins in the middle of another spoils the rest of both; what was heard before stays', async () => {
    const { boards, host, listen, pingOf, view } = createBoards({ addresses: [1, 1], baud: 9_600 });
    boards[1]!.setFaults({ lateMs: 10 });
    host.send(pingOf(1));
    const { bytes } = await listen(300);
    // Ten milliseconds are between nine and ten byte-times.
    expect(bytes.length).toBe(answerBytes + 10);
    expect(bytes.subarray(0, 9).toString('hex')).toBe('a5a5a5a5a5a5a5a500');
    expect(intact(bytes)).toEqual([]);
    expect(view().collisions).toBe(1);
  });

  it('one that begins after another has ended is understood', async () => {
    const { boards, host, listen, pingOf, view } = createBoards({ addresses: [1, 1], baud: 9_600 });
    boards[1]!.setFaults({ lateMs: 32 });
    host.send(pingOf(1));
    expect(intact((await listen(300)).bytes)).toHaveLength(2);
    expect(view().collisions).toBe(0);
  });

  it('a host that speaks too soon: neither its words nor the answer are understood', async () => {
    const { boards, host, listen, pingOf, clock, view } = createBoards({ baud: 9_600 });
    host.send(pingOf(1));
    await clock.advance((requestBytes + 12) * byteMs + 0.1);
    host.send(pingOf(2));
    const { bytes } = await listen(300);
    expect(bytes).toHaveLength(answerBytes - 12);
    expect(boards[1]!.requests).toHaveLength(1);
    expect(view()).toMatchObject({ collisions: 0, hostCollisions: 1 });
    host.send(pingOf(2));
    expect(intact((await listen(300)).bytes)).toMatchObject([{ source: 2 }]);
    expect(view().hostCollisions).toBe(1);
  });

  it('a host that speaks with the last byte of the answer is in time', async () => {
    const { host, listen, pingOf, clock, view } = createBoards({ baud: 9_600 });
    host.send(pingOf(1));
    await clock.advance((requestBytes + answerBytes) * byteMs + 0.01);
    expect(intact(Buffer.concat(host.writes))).toMatchObject([{ source: 1 }]);
    host.send(pingOf(2));
    expect(intact((await listen(300)).bytes)).toMatchObject([{ source: 2 }]);
    expect(view().hostCollisions).toBe(0);
  });

  it('two requests at once: the answer to the first runs into the second', async () => {
    const { boards, host, listen, pingOf, view } = createBoards({ baud: 9_600 });
    host.send(Buffer.concat([pingOf(1), pingOf(2)]));
    const { bytes } = await listen(300);
    expect(intact(bytes)).toEqual([]);
    expect(view().hostCollisions).toBe(1);
    expect(boards[0]!.requests).toHaveLength(1);
  });

  it('a member that is pulled off stops in the middle of its answer', async () => {
    const { boards, host, clock, pingOf } = createBoards({ baud: 9_600 });
    host.send(pingOf(1));
    await clock.advance((requestBytes + 5) * byteMs + 0.1);
    boards[0]!.setFaults({ unplugged: true });
    await clock.advance(100);
    expect(Buffer.concat(host.writes)).toHaveLength(5);
  });

  it('ends with the line, without a timer left', async () => {
    const { host, clock, line, pingOf } = createBoards({ baud: 9_600 });
    host.send(pingOf(1));
    await clock.advance((requestBytes + 5) * byteMs);
    line.close();
    expect(clock.pending).toBe(0);
    expect(host.closed).toBe(true);
  });
});
