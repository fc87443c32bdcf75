import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { controlLineLimit, serveControl } from '../../../simulators/control.js';
import { createHpc168 } from '../../../simulators/people-counter/hpc168.js';
import { createWorld } from '../../../simulators/world.js';
import { createParrot } from './parrot.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function openControl() {
  const door = createHpc168(createWorld({ seed: 1 }));
  const parrot = createParrot();
  const server = await serveControl({ port: 0, simulators: { door, parrot } });
  const socket = connect({ host: '127.0.0.1', port: server.port });
  cleanups.push(
    () => socket.destroy(),
    () => server.close(),
  );
  socket.on('error', () => {});
  const replies = createInterface({ input: socket })[Symbol.asyncIterator]();
  const reply = async () => JSON.parse((await replies.next()).value as string) as Record<string, unknown>;
  const ask = (request: unknown) => {
    socket.write(`${typeof request === 'string' ? request : JSON.stringify(request)}\n`);
    return reply();
  };
  return { door, parrot, server, socket, reply, ask };
}

describe('the control channel', () => {
  it('lists the simulators with what can be done to them', async () => {
    const { ask } = await openControl();
    expect(await ask({ list: true })).toMatchObject({
      ok: true,
      simulators: [
        {
          id: 'door',
          kind: 'people-counter/hpc168',
          actions: expect.arrayContaining(['walk-in', 'door']),
          faults: { silent: false, lateMs: 0 },
        },
        { id: 'parrot', kind: 'test/parrot' },
      ],
    });
  });

  it('shows what a person would see', async () => {
    const { ask } = await openControl();
    expect(await ask({ id: 'door', view: true })).toMatchObject({ ok: true, view: { in: 0, out: 0, door: 'open' } });
  });

  it('turns knobs', async () => {
    const { ask, door } = await openControl();
    expect(await ask({ id: 'door', set: { silent: true, lateMs: 20 } })).toMatchObject({ ok: true });
    expect(door.faults).toMatchObject({ silent: true, lateMs: 20 });
  });

  it('does an action and answers with the view afterwards, with and without arguments', async () => {
    const { ask } = await openControl();
    expect(await ask({ id: 'door', action: 'walk-in', args: { count: 3 } })).toMatchObject({ view: { in: 3 } });
    expect(await ask({ id: 'door', action: 'walk-in' })).toMatchObject({ ok: true, view: { in: 4 } });
  });

  it('restarts', async () => {
    const { ask, door } = await openControl();
    door.actions['walk-in']!({ count: 5 });
    expect(await ask({ id: 'door', restart: true })).toMatchObject({ ok: true, view: { in: 0, out: 0, door: 'open' } });
  });

  it.each([
    ['not JSON', 'hello', 'the line is not JSON'],
    ['an empty line', '', 'the line is not JSON'],
    ['an array', '[]', 'allowed is one of {"list":true}'],
    ['null', 'null', 'allowed is one of'],
    ['two things at once', { id: 'door', view: true, restart: true }, 'allowed is one of'],
    ['no id', { view: true }, 'allowed is one of'],
    ['an unknown simulator', { id: 'window', view: true }, 'no simulator "window", allowed are door, parrot'],
    ['a name every object has', { id: 'constructor', view: true }, 'no simulator "constructor"'],
    ['an unknown action', { id: 'door', action: 'fly' }, 'no action of door "fly", allowed are walk-in, walk-out'],
    ['an inherited action', { id: 'door', action: 'toString' }, 'no action of door "toString"'],
    ['a wrong argument', { id: 'door', action: 'walk-in', args: { count: 0 } }, 'count: '],
    ['an argument too many', { id: 'door', action: 'power-cycle', args: { hard: 1 } }, 'hard'],
    ['an unknown knob', { id: 'door', set: { loud: true } }, 'unknown knob "loud"'],
    ['a knob out of range', { id: 'door', set: { lateMs: 1e9 } }, 'knob "lateMs"'],
    ['an action that fails', { id: 'parrot', action: 'fail' }, 'no voice'],
  ])('answers %s with a sentence and goes on', async (_what, request, error) => {
    const { ask } = await openControl();
    expect(await ask(request)).toEqual({ ok: false, error: expect.stringContaining(error) });
    expect(await ask({ id: 'door', view: true })).toMatchObject({ ok: true });
  });

  it('survives any line of text', async () => {
    const { ask } = await openControl();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (text) => {
        expect(await ask(text.replaceAll(/[\r\n\u2028\u2029]/g, ' '))).toMatchObject({ ok: expect.any(Boolean) });
      }),
      { numRuns: 200 },
    );
  });

  it('keeps nothing of a line over the limit, says so, and understands the next', async () => {
    const { ask } = await openControl();
    const long = JSON.stringify({ id: 'door', action: 'x'.repeat(controlLineLimit) });
    expect(await ask(long)).toEqual({ ok: false, error: 'the line is longer than 65536 bytes' });
    expect(await ask({ id: 'door', view: true })).toMatchObject({ ok: true });
  });

  it('takes lines in any pieces and several in one, and answers in order', async () => {
    const { socket, reply } = await openControl();
    const lines = '{"id":"door","action":"walk-in"}\n{"bad":1}\r\n{"id":"door","action":"walk-out"}\n';
    for (const character of lines.slice(0, 20)) {
      socket.write(character);
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.write(lines.slice(20));
    expect(await reply()).toMatchObject({ ok: true, view: { in: 1, out: 0 } });
    expect(await reply()).toMatchObject({ ok: false });
    expect(await reply()).toMatchObject({ ok: true, view: { in: 1, out: 1 } });
  });

  it('answers a client that has shut its side after the last line, even without a line feed', async () => {
    const { socket, reply } = await openControl();
    socket.end('{"id":"door","view":true}');
    expect(await reply()).toMatchObject({ ok: true });
    await once(socket, 'close');
  });

  it('ends with open clients', async () => {
    const { server, socket, ask } = await openControl();
    await ask({ list: true });
    await Promise.all([server.close(), once(socket, 'close')]);
  });
});
