import { describe, expect, it } from 'vitest';
import { plugHost } from '../host.js';
import { bytes, createBench, createInstantBench } from './bench.js';

const cutOff = '1D 56 42 00';
const id = (digits: string) => `1D 28 48 06 00 30 30 "${digits}"`;
/** Three lines of 34 dots, 4.25 mm each. */
const job = `"one" 0A "two" 0A "three" 0A ${id('P001')} ${cutOff} ${id('C001')}`;

/** ticket-printing.md 9.5 and window W5 of 8. */
describe('a power cut at a place of the next job', () => {
  it.each([
    [0, undefined, ''],
    [4, undefined, ''],
    [4.25, 'one', ''],
    [9, 'one\ntwo', ''],
    [12.7, 'one\ntwo', ''],
    [12.75, 'one\ntwo\nthree', ''],
    [20, 'one\ntwo\nthree', '37 22 50 30 30 31 00'],
  ])('at %f mm leaves a strip with "%s" and the host has heard "%s"', async (atMm, text, heard) => {
    const { act, send, view, clock, host } = createBench();
    act('power-cut', { atMm });
    send(job);
    await clock.advance(60_000);
    expect(view()).toMatchObject({ power: 'off', tickets: [], uncut: [], printing: false });
    expect(view().torn.map((piece) => piece.text)).toEqual(text === undefined ? [] : [text]);
    expect(host.heard()).toBe(heard);
    expect(host.closed).toBe(true);
  });

  it('at a mm comes when the paper has got there, also within one tall picture', async () => {
    const { act, send, view, clock } = createBench();
    act('power-cut', { atMm: 10 });
    send(`1D 76 30 00 01 00 A0 00 ${'00 '.repeat(160)}`);
    await clock.advance(49);
    expect(view().power).toBe('on');
    await clock.advance(1);
    expect(view().power).toBe('off');
  });

  it('beyond the end of a job waits for the next one', async () => {
    const { act, send, view, clock } = createBench();
    act('power-cut', { atMm: 35 });
    send(job);
    await clock.advance(5_000);
    expect(view()).toMatchObject({ power: 'on', tickets: [{ text: 'one\ntwo\nthree' }] });
    send(job);
    await clock.advance(5_000);
    expect(view()).toMatchObject({ power: 'off', tickets: [{}], torn: [{}] });
  });

  it('at every single byte of a job: nothing behind it is ever printed, nothing comes twice', () => {
    const wire = bytes(job);
    const expected = ['', 'one', 'one\ntwo', 'one\ntwo\nthree'];
    const seen = new Set<string>();
    for (let atByte = 1; atByte <= wire.length; atByte++) {
      const { act, host, view } = createInstantBench();
      act('power-cut', { atByte });
      host.send(wire);
      const { tickets, torn, power } = view();
      expect(power).toBe('off');
      expect(tickets.length + torn.length).toBeLessThanOrEqual(1);
      seen.add([...tickets, ...torn].map(({ text }) => text).join());

      expect(tickets.length, `byte ${atByte}`).toBe(
        atByte >= bytes(`"one" 0A "two" 0A "three" 0A ${id('P001')} ${cutOff}`).length ? 1 : 0,
      );
    }
    expect([...seen].toSorted()).toEqual(expected.toSorted());
  });

  it('counts bytes over pieces, and real-time commands among them', () => {
    const { act, send, view } = createInstantBench();
    act('power-cut', { atByte: 9 });
    send('"one" 0A 10 04');
    expect(view().power).toBe('on');
    send('01 "x"');
    expect(view().power).toBe('on');
    send('"y"');
    expect(view()).toMatchObject({ power: 'off', torn: [{ text: 'one' }] });
  });

  it('may end by itself: then the printer takes hosts again and tells of it where the model does', async () => {
    const { act, send, view, clock, printer } = createBench({ powerOnNotice: true });
    act('power-cut', { atMm: 5, backMs: 3_000 });
    send(job);
    await clock.advance(1_000);
    expect(plugHost(printer).closed).toBe(true);
    await clock.advance(3_000);
    expect(view().power).toBe('on');
    const host = plugHost(printer);
    host.send(bytes(`"A013" 0A ${cutOff} ${id('0009')}`));
    await clock.advance(1_000);
    expect(host.heard()).toBe('37 22 30 30 30 39 00');
    expect(view()).toMatchObject({ torn: [{ text: 'one' }], tickets: [{ text: 'A013' }] });
  });

  it('needs one place', () => {
    const { act } = createBench();
    expect(() => act('power-cut')).toThrow('give atByte or atMm');
    expect(() => act('power-cut', { atByte: 1, atMm: 1 })).toThrow('give atByte or atMm');
    expect(() => act('power-cut', { atByte: 0 })).toThrow('atByte');
  });
});

/** W7. */
describe('a cover that is opened at a place of the next job', () => {
  it('interrupts the line there, which is printed whole once it is closed', async () => {
    const { act, send, view, clock, host } = createBench();
    act('open-cover', { afterMm: 6 });
    send(job);
    await clock.advance(60_000);
    expect(view()).toMatchObject({ cover: 'open', uncut: [{ text: 'one' }] });
    expect(host.heard()).toBe('');
    act('close-cover');
    await clock.advance(1_000);
    expect(view().tickets).toMatchObject([{ text: 'one\ntwo\nthree' }]);
    expect(host.heard()).toBe('37 22 50 30 30 31 00 37 22 43 30 30 31 00');
  });

  it('works on a printer for which time does not matter', () => {
    const { act, send, view } = createInstantBench();
    act('open-cover', { afterMm: 6 });
    send(job);
    expect(view()).toMatchObject({ cover: 'open', uncut: [{ text: 'one' }] });
    act('close-cover');
    expect(view().tickets).toMatchObject([{ text: 'one\ntwo\nthree' }]);
  });
});

describe('answers that are wrong', () => {
  it('are as long as the right ones, repeat with the seed, and stop', () => {
    const first = createInstantBench();
    const second = createInstantBench();
    for (const { act } of [first, second]) act('wrong-answers');
    const said = first.ask('10 04 01 10 04 02 10 04 03 10 04 04 1D 61 0F');
    expect(said).not.toBe('16 12 12 12 14 00 00 0F');
    expect(said).toMatch(/^(..\s){7}..$/);
    expect(second.ask('10 04 01 10 04 02 10 04 03 10 04 04 1D 61 0F')).toBe(said);
    first.act('wrong-answers', { on: false });
    expect(first.ask('10 04 01')).toBe('16');
  });
});
