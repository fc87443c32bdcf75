import { describe, expect, it } from 'vitest';
import { bytes, createInstantBench } from './bench.js';

const cutOff = '1D 56 42 00';

describe('a QR symbol', () => {
  const store = (payload: string) =>
    `1D 28 6B ${(payload.length + 3).toString(16).padStart(2, '0')} 00 31 50 30 "${payload}"`;
  const print = '1D 28 6B 03 00 31 51 30';

  it('holds what was stored last, as often as it is printed', () => {
    const { send, view } = createInstantBench();
    send(`${store('old')} ${store('https://q.example/A012')} ${print} ${print} ${cutOff}`);
    expect(view().tickets[0]).toMatchObject({ qr: ['https://q.example/A012', 'https://q.example/A012'], text: '' });
  });

  it('counts bytes, so that Chinese in UTF-8 arrives whole', () => {
    const { send, view } = createInstantBench();
    send(`1D 28 6B 0D 00 31 50 30 "排队A012" ${print} ${cutOff}`);
    expect(view()).toMatchObject({ tickets: [{ qr: ['排队A012'] }], protocolErrors: [] });
  });

  it('with a length of characters instead of bytes lets its tail out as text', () => {
    const { send, view } = createInstantBench();
    send(`1D 28 6B 09 00 31 50 30 "排队A012" 0A ${print} ${cutOff}`);
    expect(view().tickets).toMatchObject([{ qr: ['排队'], text: 'A012' }]);
  });

  it.each([
    ['printed before anything was stored', print, 'QR: nothing is stored'],
    ['printed in the middle of a line', `${store('x')} "a" ${print}`, 'QR: printed only at the start of a line'],
    ['of model 3', '1D 28 6B 04 00 31 41 33 00', 'QR: function 41 with 33 00 (2 bytes) is ignored'],
    ['with modules of 17 dots', '1D 28 6B 03 00 31 43 11', 'QR: function 43 with 11 (1 bytes) is ignored'],
    ['with error level 4', '1D 28 6B 03 00 31 45 34', 'QR: function 45 with 34 (1 bytes) is ignored'],
    ['without data', '1D 28 6B 03 00 31 50 30', 'QR: function 50 with 30 (1 bytes) is ignored'],
    ['of another kind', '1D 28 6B 03 00 30 51 30', 'function ( k 30 51 is skipped'],
  ])('%s is an error of the host', (_what, wire, error) => {
    const { send, view } = createInstantBench();
    send(wire);
    expect(view().protocolErrors).toEqual([error]);
  });

  it('takes 7089 bytes and not one more', () => {
    const { host, send, view } = createInstantBench();
    const stored = (length: number) => {
      const count = length + 3;
      host.send(bytes('1D 28 6B'));
      host.send(Uint8Array.of(count & 0xff, count >> 8));
      host.send(bytes(`31 50 30 "${'7'.repeat(length)}" ${print}`));
    };
    stored(7_089);
    expect(view().protocolErrors).toEqual([]);
    stored(7_090);
    expect(view().protocolErrors).toEqual(['QR: function 50 with 30 37 37 37 (7091 bytes) is ignored']);
    send(cutOff);
    expect(view().tickets[0]?.qr.map(({ length }) => length)).toEqual([7_089, 7_089]);
  });

  it('is forgotten with 1B 40', () => {
    const { send, view } = createInstantBench();
    send(`${store('x')} 1B 40 ${print}`);
    expect(view().protocolErrors).toEqual(['QR: nothing is stored']);
  });
});
