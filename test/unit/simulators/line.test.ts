import { describe, expect, it } from 'vitest';
import { plugIn, type StreamEnd } from '../../../simulators/line.js';
import { settle } from '../../support/virtual-clock.js';
import { createParrot, line } from './parrot.js';

/** The device's end of a wire, as any link library might shape it. */
function createEnd(fields: Partial<StreamEnd> = {}) {
  let receiver: (bytes: Uint8Array) => void = () => {};
  let end: () => void = () => {};
  const written: string[] = [];
  const wire: StreamEnd = {
    write: (bytes) => written.push(Buffer.from(bytes).toString()),
    onData: (listener) => {
      receiver = listener;
    },
    closed: new Promise<void>((resolve) => {
      end = resolve;
    }),
    close: () => end(),
    ...fields,
  };
  return { wire, written, hear: (text: string) => receiver(line(text)), end: () => end() };
}

describe('a device plugged into any stream', () => {
  it('hears and answers', () => {
    const { wire, written, hear } = createEnd();
    plugIn(createParrot(), wire);
    hear('hello');
    expect(written).toEqual(['hello']);
  });

  it.each([
    ['throws', () => fail()],
    ['rejects', () => Promise.reject(new Error('gone'))],
  ])('survives a write that %s', async (_how, write) => {
    const { wire, hear } = createEnd({ write });
    const parrot = createParrot();
    plugIn(parrot, wire);
    hear('hello');
    await settle();
    expect(parrot.view()).toEqual({ said: 1 });
  });

  it('survives a close that fails when it is unplugged', async () => {
    const { wire } = createEnd({ close: () => Promise.reject(new Error('already')) });
    const parrot = createParrot();
    plugIn(parrot, wire);
    parrot.setFaults({ unplugged: true });
    await settle();
    expect(parrot.faults.unplugged).toBe(true);
  });

  it.each([
    ['ends', () => Promise.resolve()],
    ['breaks', () => Promise.reject(new Error('reset'))],
  ])('forgets a host whose stream %s', async (_how, closed) => {
    const { wire, written, hear } = createEnd({ closed: closed() });
    const parrot = createParrot();
    plugIn(parrot, wire);
    await settle();
    hear('anybody there?');
    expect(written).toEqual([]);
    expect(parrot.requests).toEqual([]);
  });

  it('closes the stream when it is unplugged, and when one is plugged in while it is', async () => {
    const parrot = createParrot();
    const [first, second] = [createEnd(), createEnd()];
    plugIn(parrot, first.wire);
    parrot.setFaults({ unplugged: true });
    plugIn(parrot, second.wire);
    await Promise.all([first.wire.closed, second.wire.closed]);
  });
});

function fail(): never {
  throw new Error('gone');
}
