import { describe, expect, it } from 'vitest';
import { ack, createSign, packet, replyOf, text } from './alpha-host.js';
import { alphaVectors } from './alpha-vectors.js';

const wrongSum = alphaVectors.A4.replace('30 31 46 36', '30 31 46 37');

describe('ACK and NAK', () => {
  it('are off until A7 switches them on, and A7 itself is acknowledged', () => {
    const { ask } = createSign();
    ask(alphaVectors.A12);
    expect(ask(alphaVectors.A4)).toBe('');
    expect(ask(alphaVectors.A7)).toBe(ack);
    expect(ask(alphaVectors.A4)).toBe(ack);
  });

  it('are switched off again by "0" and by a power cut', () => {
    const { order, act } = createSign();
    expect([order('Es1'), order('Es0'), order(text('0', 'x'))]).toEqual([ack, '', '']);
    order('Es1');
    act('power-cycle');
    expect(order(text('0', 'x'))).toBe('');
  });

  it('come once for a packet, and one bad command makes it a NAK though the good one was done', () => {
    const { order, view } = createSign();
    order('Es1');
    expect(order(text('0', 'A001'), 'E/0001')).toBe(ack);
    expect(order('GZx', text('0', 'A002'))).toBe('15 60');
    expect(view().text[0]?.trim()).toBe('A002');
  });

  it('a wrong sum is refused, and the text stays', () => {
    const { ask, order, view } = createSign();
    ask(alphaVectors.A12);
    order('Es1');
    expect(ask(wrongSum)).toBe('15 50');
    expect(view().text).toEqual(['']);
  });

  it('a wrong sum without ACK/NAK is only seen in the error status', () => {
    const { ask, view, read } = createSign();
    ask(alphaVectors.A12);
    expect(ask(wrongSum)).toBe('');
    expect(view()).toMatchObject({ text: [''], status: 0x50 });
    expect(read('F*')).toBe('E*P');
  });

  it('the error status collects until it is cleared', () => {
    const { ask, order, view } = createSign();
    ask(alphaVectors.A7);
    order('GZx');
    ask(wrongSum);
    expect(order(text('0', 'A001'))).toBe('06 70');
    expect(replyOf(ask(alphaVectors.A8))).toBe('E*p');
    expect(order('E4')).toBe(ack);
    expect(replyOf(ask(alphaVectors.A8))).toBe('E*@');
    expect(view().status).toBe(0x40);
  });

  it('a packet too long for the buffer is an overflow', () => {
    const { order } = createSign();
    order('Es1');
    expect(order(text('0', 'x'.repeat(5_000)))).toBe('15 48');
  });

  it('wrong firmware has none, and knows 73 not at all', () => {
    const { ask, view } = createSign({ generation: 1 });
    ask(alphaVectors.A7);
    expect(ask(packet([text('0', 'A001')]))).toBe('');
    expect(view()).toMatchObject({ text: ['      A001'], acknowledges: false, status: 0x60 });
  });

  it('a board that was changed for an older one falls silent', () => {
    const { order, act } = createSign();
    order('Es1');
    act('wrong-firmware');
    expect([order(text('0', 'A001')), order('Es1'), order(text('0', 'A001'))]).toEqual(['', '', '']);
    act('wrong-firmware', { generation: 2 });
    expect(order('Es1')).toBe('06 60');
  });

  it('the action nack refuses so many packets, with its bits, and nothing is done', () => {
    const { order, act, view } = createSign();
    order('Es1', text('0', 'A001'));
    act('nack', { status: 4, times: 2 });
    expect([order(text('0', 'A002')), order(text('0', 'A003'))]).toEqual(['15 44', '15 44']);
    expect(view().text[0]?.trim()).toBe('A001');
    expect(order('E4', text('0', 'A004'))).toBe(ack);
  });
});

describe('what is read', () => {
  it('is answered in the write form, with a sum, behind up to twenty NULs', () => {
    const { ask } = createSign();
    ask(alphaVectors.A12);
    ask(alphaVectors.A4);
    ask(alphaVectors.A6);
    expect(ask(alphaVectors.A9)).toBe(`${'00 '.repeat(20)}01 30 30 30 02 41 41 1B 20 62 41 30 30 31 03 30 31 46 36 04`);
    expect(replyOf(ask(packet(['HB'])))).toBe('GBA001');
    expect(replyOf(ask(alphaVectors.A8))).toBe('E*@');
  });

  it('is answered without an ACK behind it', () => {
    const { order } = createSign();
    order('Es1', text('0', 'A001'));
    expect(replyOf(order('B0'))).toBe('A0\x1b bA001');
  });

  it('of an empty file is the empty write', () => {
    const { ask, read } = createSign();
    ask(alphaVectors.A12);
    expect([read('BA'), read('HB'), read('B0')]).toEqual(['AA', 'GB', 'A0']);
  });

  it('of a file that is not there: nothing, or a NAK where there are some', () => {
    const { order } = createSign();
    expect(order('BA')).toBe('');
    order('Es1', 'E4');
    expect(order('BA')).toBe('15 60');
  });

  it('shows that somebody else has written', () => {
    const { ask, read, act, view } = createSign();
    ask(alphaVectors.A12);
    ask(alphaVectors.A4);
    act('tamper', { label: 'A', text: 'SALE' });
    act('tamper', { label: 'B', text: 'x' });
    expect(view().text).toEqual(['      SALE']);
    expect([read('BA'), read('HB')]).toEqual(['AA\x1b bSALE', 'GBx']);
    expect(() => act('tamper', { label: 'C', text: 'x' })).toThrow('no file "C"');
    expect(() => act('tamper', { label: 'B', text: 'x'.repeat(33) })).toThrow('no file "B" that holds this text');
  });
});

describe('who is meant', () => {
  const show = (address: string, type = 'Z') => packet(['Es1', text('0', 'A001')], { address, type });

  it.each([
    ['its own address', '0A', 'Z', 'heard', ack],
    ['a wildcard that fits', '0?', 'Z', 'heard', ack],
    ['everybody by wildcards', '??', 'Z', 'heard', ack],
    ['its own type', '0A', 'c', 'heard', ack],
    ['everybody: no ACK', '00', 'Z', 'heard', ''],
    ['another address', '0B', 'Z', 'not heard', ''],
    ['a wildcard that does not fit', '1?', 'Z', 'not heard', ''],
    ['another type', '0A', 'f', 'not heard', ''],
    ['the answer of another sign', '0A', '0', 'not heard', ''],
  ])('%s', (_what, address, type, heard, answer) => {
    const { ask, view } = createSign({ address: '0A', typeCode: 'c' });
    expect(ask(show(address, type))).toBe(answer);
    expect(view().text[0]?.trim()).toBe(heard === 'heard' ? 'A001' : '');
  });

  it('a question to everybody is not answered', () => {
    const { ask } = createSign();
    expect(ask(packet(['B0'], { address: '00' }))).toBe('');
    expect(replyOf(ask(packet(['B0'], { address: '??' })))).toBe('A0');
  });

  it('with a wrong address in the answer it is not from our sign', () => {
    const { sign, ask } = createSign();
    sign.setFaults({ wrongAddress: true });
    expect(ask(alphaVectors.A8)).toContain('01 30 30 31 02');
  });
});
