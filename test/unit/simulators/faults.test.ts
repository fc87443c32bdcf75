import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFaults, noFaults } from '../../../simulators/faults.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { plugHost } from './host.js';
import { createParrot, line } from './parrot.js';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe('the fault knobs of a device', () => {
  it('are all off at the start', () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    host.send(line('hello'));
    expect(parrot.faults).toEqual(noFaults());
    expect(host.writes.map(text)).toEqual(['hello']);
  });

  it('silent: it acts, but the answer is lost; turned off, it speaks again', () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    parrot.setFaults({ silent: true });
    host.send(line('one'));
    expect(host.heard()).toBe('');
    expect(parrot.view()).toEqual({ said: 1 });
    parrot.setFaults({ silent: false });
    host.send(line('two'));
    expect(host.writes.map(text)).toEqual(['two']);
  });

  it('lateMs: the answer comes exactly that late', async () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    parrot.setFaults({ lateMs: 250 });
    host.send(line('hello'));
    await parrot.clock.advance(249);
    expect(host.writes).toHaveLength(0);
    await parrot.clock.advance(1);
    expect(host.writes.map(text)).toEqual(['hello']);
  });

  it('lateMs: answers keep their order when the knob is turned back while one is under way', async () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    parrot.setFaults({ lateMs: 500 });
    host.send(line('first'));
    parrot.setFaults({ lateMs: 100 });
    host.send(line('second'));
    parrot.setFaults({ lateMs: 0 });
    host.send(line('third'));
    await parrot.clock.advance(499);
    expect(host.writes).toHaveLength(0);
    await parrot.clock.advance(1);
    expect(host.writes.map(text)).toEqual(['first', 'second', 'third']);
  });

  it('lateMs: an answer to a host that has gone leaves no timer behind', async () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    parrot.setFaults({ lateMs: 500 });
    host.send(line('hello'));
    host.hangUp();
    expect(parrot.clock.pending).toBe(0);
    await parrot.clock.advance(1_000);
    expect(host.writes).toHaveLength(0);
  });

  it('splitBytes: the answer comes in pieces of at most that size, none lost', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme-ascii' }), fc.integer({ min: 1, max: 8 }), (said, size) => {
        const parrot = createParrot();
        const host = plugHost(parrot);
        parrot.setFaults({ splitBytes: size });
        host.send(line(said));
        expect(host.writes.every((piece) => piece.length > 0 && piece.length <= size)).toBe(true);
        expect(text(Buffer.concat(host.writes))).toBe(said);
      }),
    );
  });

  it('garbageBytes: random bytes come first, the answer is whole behind them', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, most) => {
        const parrot = createParrot({ seed });
        const host = plugHost(parrot);
        parrot.setFaults({ garbageBytes: most });
        host.send(line('hello'));
        const heard = text(Buffer.concat(host.writes));
        expect(heard.endsWith('hello')).toBe(true);
        expect(heard.length).toBeGreaterThan(5);
        expect(heard.length).toBeLessThanOrEqual(5 + most);
      }),
    );
  });

  it('flipBit: exactly one bit of each answer is wrong', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const parrot = createParrot({ seed });
        const host = plugHost(parrot);
        parrot.setFaults({ flipBit: true });
        host.send(line('hello'));
        const wrong = [...(host.writes[0] ?? [])].map((byte, at) => byte ^ 'hello'.charCodeAt(at));
        expect(wrong).toHaveLength(5);
        expect(wrong.reduce((bits, byte) => bits + byte.toString(2).replaceAll('0', '').length, 0)).toBe(1);
      }),
    );
  });

  it('damage repeats with the seed, and differs with another', () => {
    const run = (seed: number) => {
      const parrot = createParrot({ seed });
      const host = plugHost(parrot);
      parrot.setFaults({ garbageBytes: 16, flipBit: true, splitBytes: 3 });
      for (let count = 0; count < 10; count++) host.send(line(`message ${count}`));
      return host.heard();
    };
    expect(run(7)).toBe(run(7));
    expect(run(7)).not.toBe(run(8));
  });

  it('does not change the bytes the device keeps', () => {
    const parrot = createParrot();
    const kept = Uint8Array.of(1, 2, 3);
    plugHost(parrot);
    parrot.setFaults({ flipBit: true });
    parrot.send(kept);
    expect(kept).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('echo: the host hears its own bytes first, even from a device that is silent', () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    parrot.setFaults({ echo: true });
    host.send(line('hello'));
    parrot.setFaults({ silent: true });
    host.send(line('again'));
    expect(host.writes.map(text)).toEqual(['hello\n', 'hello', 'again\n']);
  });

  it('unplugged: cuts every host, refuses new ones, and takes them when it is back', () => {
    const parrot = createParrot();
    const hosts = [plugHost(parrot), plugHost(parrot)];
    parrot.setFaults({ unplugged: true });
    expect(hosts.map(({ closed }) => closed)).toEqual([true, true]);
    expect(plugHost(parrot).closed).toBe(true);
    hosts[0]!.send(line('into the void'));
    expect(parrot.requests).toEqual([]);
    parrot.setFaults({ unplugged: false });
    const host = plugHost(parrot);
    host.send(line('hello'));
    expect(host.writes.map(text)).toEqual(['hello']);
  });
});

describe('setting a knob', () => {
  it.each([
    [{ sillent: true }, 'unknown knob "sillent", allowed are unplugged, silent, lateMs'],
    [{ toString: true }, 'unknown knob "toString"'],
    [{ silent: 1 }, 'knob "silent": got 1, allowed is true or false'],
    [{ lateMs: -1 }, 'knob "lateMs": got -1, allowed is an integer from 0 to 600000'],
    [{ lateMs: '5' }, 'knob "lateMs": got "5"'],
    [{ splitBytes: 1.5 }, 'knob "splitBytes": got 1.5, allowed is an integer from 0 to 65536'],
    [{ garbageBytes: 5_000 }, 'knob "garbageBytes": got 5000, allowed is an integer from 0 to 4096'],
    [{ flipBit: null }, 'knob "flipBit": got null'],
    [[], 'knobs: got [], allowed is an object of unplugged, silent'],
    [null, 'knobs: got null'],
    ['silent', 'knobs: got "silent"'],
  ])('to %j is refused with a sentence that helps', (patch, message) => {
    expect(() => checkFaults(patch)).toThrow(message);
  });

  it('is all or nothing: one bad knob leaves the good ones of the same call untouched', () => {
    const parrot = createParrot({ clock: new VirtualClock() });
    expect(() => parrot.setFaults({ silent: true, lateMs: -5 })).toThrow('lateMs');
    expect(parrot.faults).toEqual(noFaults());
  });
});
