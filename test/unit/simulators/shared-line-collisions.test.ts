import { describe, expect, it } from 'vitest';
import { createPacketDecoder } from '../../../simulators/led-board/onbon-codec.js';
import { createSharedLine } from '../../../simulators/shared-line.js';
import { seededRandom } from '../../support/random.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { createBoards } from './eight-boards.js';
import { plugHost } from './host.js';
import { brightness, frame, show } from './led-board/board.js';
import { createParrot, line as say } from './parrot.js';

const intact = (bytes: Uint8Array) => createPacketDecoder()(bytes).filter((packet) => packet.intact);

/** Parrots on one line of which each answers every line at once. */
function createParrots({ count = 2, seed = 3 } = {}) {
  const clock = new VirtualClock();
  const parrots = Array.from({ length: count }, () => createParrot({ clock }));
  const line = createSharedLine({ world: { clock, random: seededRandom(seed) }, members: parrots });
  return { clock, parrots, line, host: plugHost(line) };
}

describe('a line on which bytes take no time', () => {
  it('two boards with one address: both do it, and the host hears noise as long as an answer', () => {
    const { boards, host, view } = createBoards({ addresses: [1, 1, 2] });
    host.send(frame(show({ text: 'A001' }), 1));
    expect(boards.map((board) => board.view())).toMatchObject([
      { text: ['A001', ''] },
      { text: ['A001', ''] },
      { text: ['', ''] },
    ]);
    const heard = Buffer.concat(host.writes);
    expect(heard).toHaveLength(30);
    expect(intact(heard)).toEqual([]);
    expect(view().collisions).toBe(1);
    host.forget();
    host.send(frame(brightness(1, 3), 2));
    expect(intact(Buffer.concat(host.writes))).toMatchObject([{ source: 2 }]);
    expect(view().collisions).toBe(1);
  });

  it('all boards that a broadcast asks answer into each other', () => {
    const { host, view, pingOf } = createBoards();
    host.send(pingOf(0xfffe));
    expect(intact(Buffer.concat(host.writes))).toEqual([]);
    expect(view()).toMatchObject({ collisions: 1, hostCollisions: 0 });
    host.forget();
    host.send(pingOf(0xffff));
    expect(host.writes).toEqual([]);
  });

  it('noise is the same for the same seed, and another for another', () => {
    const noise = (seed: number) => {
      const { host, pingOf } = createBoards({ addresses: [1, 1], seed });
      host.send(pingOf(1));
      return host.heard();
    };
    expect(noise(7)).toBe(noise(7));
    expect(noise(7)).not.toBe(noise(8));
  });

  it('noise is as long as the longest answer, also when that comes in pieces', () => {
    const { parrots, host } = createParrots();
    parrots[0]!.setFaults({ splitBytes: 2 });
    parrots[1]!.push({
      name: 'short',
      onRequest(_request, output) {
        output.send(Uint8Array.of(1));
        return 'handled';
      },
    });
    host.send(say('hello'));
    expect(host.writes).toHaveLength(1);
    expect(host.writes[0]).toHaveLength(5);
  });

  it('one that talks in pieces does not collide with itself', () => {
    const { parrots, host, line } = createParrots({ count: 1 });
    parrots[0]!.setFaults({ splitBytes: 2 });
    host.send(say('hello'));
    expect(host.writes.map((bytes) => Buffer.from(bytes).toString())).toEqual(['he', 'll', 'o']);
    expect(line.view()).toMatchObject({ collisions: 0 });
  });

  it('answers that are late by the same time collide, others do not', async () => {
    const { clock, parrots, host, line } = createParrots();
    for (const parrot of parrots) parrot.setFaults({ lateMs: 20 });
    host.send(say('hello'));
    await clock.advance(20);
    expect(line.view()).toMatchObject({ collisions: 1 });
    expect(Buffer.concat(host.writes)).toHaveLength(5);
    host.forget();
    parrots[1]!.setFaults({ lateMs: 21 });
    host.send(say('hello'));
    await clock.advance(21);
    expect(Buffer.concat(host.writes).toString()).toBe('hellohello');
    expect(line.view()).toMatchObject({ collisions: 1 });
  });

  it('a member that shouts while another answers is one of them', () => {
    const { parrots, host, line } = createParrots();
    host.send('00');
    parrots[1]!.setFaults({ silent: true });
    parrots[0]!.actions.shout!({});
    host.send(say('hi'));
    expect(line.view()).toMatchObject({ collisions: 0 });
    expect(Buffer.concat(host.writes).toString()).toBe('HEY\0hi');
    parrots[1]!.setFaults({ silent: false });
    parrots[1]!.actions.shout!({});
    parrots[0]!.actions.shout!({});
    host.forget();
    host.send(say('hi'));
    expect(line.view()).toMatchObject({ collisions: 1 });
    expect(Buffer.concat(host.writes)).toHaveLength('HEYhi'.length);
  });

  it('what was about to be said is gone when the line is closed', async () => {
    const { clock, parrots, host, line } = createParrots();
    host.send('00');
    parrots[0]!.actions.shout!({});
    expect(clock.pending).toBe(1);
    line.close();
    expect(clock.pending).toBe(0);
    await clock.advance(10);
    expect(host.writes).toEqual([]);
  });
});
