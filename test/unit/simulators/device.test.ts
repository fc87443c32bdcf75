import { describe, expect, it } from 'vitest';
import { memoryPair } from '../../../drivers/transport/memory.js';
import { plugIn } from '../../../simulators/line.js';
import { settle } from '../../support/virtual-clock.js';
import { plugHost } from './host.js';
import { createParrot, line } from './parrot.js';

const texts = (writes: readonly Uint8Array[]) => writes.map((bytes) => Buffer.from(bytes).toString('latin1'));

describe('the behaviour stack', () => {
  it('lets the newest behaviour answer first, and the device is healthy again when it is popped', () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    const pop = parrot.push({
      name: 'rude',
      onRequest: (_request, output) => {
        output.send(Buffer.from('no'));
        return 'handled';
      },
    });
    host.send(line('hello'));
    pop();
    pop();
    host.send(line('hello'));
    expect(texts(host.writes)).toEqual(['no', 'hello']);
  });

  it('passes on what a behaviour does not handle', () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    const order: string[] = [];
    parrot.push({ name: 'older', onRequest: () => void order.push('older') as undefined });
    parrot.push({ name: 'newer', onRequest: () => void order.push('newer') as undefined });
    host.send(line('hello'));
    expect(order).toEqual(['newer', 'older']);
    expect(texts(host.writes)).toEqual(['hello']);
  });

  it('pops a layer from the middle without touching the others', () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    const say = (word: string) => ({
      name: word,
      onRequest: (_request: string, output: { send(bytes: Uint8Array): void }) => void output.send(Buffer.from(word)),
    });
    parrot.push(say('a') as never);
    const popB = parrot.push(say('b') as never);
    parrot.push(say('c') as never);
    popB();
    host.send(line('x'));
    expect(texts(host.writes)).toEqual(['c', 'a', 'x']);
  });

  it('can swallow raw bytes before any decoding, so that the decoder never sees them', () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    const pop = parrot.push({ name: 'deaf', onBytes: () => 'handled' });
    host.send(Buffer.from('lost '));
    pop();
    host.send(line('found'));
    expect(parrot.requests).toEqual(['found']);
  });

  it('sends what a misbehaviour says through the knobs as well', () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    parrot.setFaults({ splitBytes: 1 });
    parrot.push({
      name: 'babble',
      onBytes: (_bytes, output) => {
        output.send(Buffer.from('bla'));
        return 'handled';
      },
    });
    host.send(line('hello'));
    expect(texts(host.writes)).toEqual(['b', 'l', 'a']);
  });

  it.each([
    ['handles', 'handled' as const, ['two']],
    ['passes on', undefined, ['one', 'two']],
  ])('may be popped by the behaviour itself, in the middle of a request it %s', (_what, outcome, heard) => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    const pop = parrot.push({
      name: 'once',
      onRequest: () => {
        pop();
        return outcome;
      },
    });
    host.send(Buffer.concat([line('one'), line('two')]));
    expect(texts(host.writes)).toEqual(heard);
  });
});

describe('a device', () => {
  it('keeps a half request per connection', () => {
    const parrot = createParrot();
    const [left, right] = [plugHost(parrot), plugHost(parrot)];
    left.send(Buffer.from('le'));
    right.send(Buffer.from('ri'));
    left.send(line('ft'));
    right.send(line('ght'));
    expect(texts(left.writes)).toEqual(['left']);
    expect(texts(right.writes)).toEqual(['right']);
  });

  it('says something unasked to every host that is there', () => {
    const parrot = createParrot();
    const [left, right] = [plugHost(parrot), plugHost(parrot)];
    left.hangUp();
    parrot.actions.shout!({});
    expect(texts(left.writes)).toEqual([]);
    expect(texts(right.writes)).toEqual(['HEY']);
  });

  it('forgets RAM, half requests and late answers in a restart, but keeps its hosts', async () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    parrot.setFaults({ lateMs: 100 });
    host.send(line('old'));
    host.send(Buffer.from('half'));
    parrot.restart();
    expect(parrot.view()).toEqual({ said: 0 });
    host.send(line('new'));
    await parrot.clock.advance(200);
    expect(texts(host.writes)).toEqual(['new']);
    expect(host.closed).toBe(false);
  });

  it('remembers the last 256 requests and no more', () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    for (let count = 0; count < 300; count++) host.send(line(String(count)));
    expect(parrot.requests).toHaveLength(256);
    expect(parrot.requests[0]).toBe('44');
    expect(parrot.requests.at(-1)).toBe('299');
  });

  it('ends hosts and timers when it is closed', () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    parrot.setFaults({ lateMs: 1_000 });
    host.send(line('hello'));
    parrot.close();
    expect(host.closed).toBe(true);
    expect(parrot.clock.pending).toBe(0);
  });
});

describe('expecting a request', () => {
  it('resolves with the next one that fits and leaves no timer behind', async () => {
    const parrot = createParrot();
    const host = plugHost(parrot);
    host.send(line('b too early'));
    const expected = parrot.expectRequest((request) => request.startsWith('b'));
    host.send(line('a'));
    host.send(line('b in time'));
    await expect(expected).resolves.toBe('b in time');
    expect(parrot.clock.pending).toBe(0);
  });

  it('rejects when the time is over on the clock of the device', async () => {
    const parrot = createParrot();
    const expected = expect(parrot.expectRequest(() => true, 300)).rejects.toThrow('did not come within 300 ms');
    await parrot.clock.advance(300);
    await expected;
  });

  it('rejects when the device is closed before', async () => {
    const parrot = createParrot();
    const expected = expect(parrot.expectRequest(() => true)).rejects.toThrow('test/parrot was closed');
    parrot.close();
    await expected;
    expect(parrot.clock.pending).toBe(0);
  });
});

describe('a device on one end of an in-memory pair', () => {
  it('talks to the other end', async () => {
    const parrot = createParrot();
    const [near, far] = memoryPair();
    plugIn(parrot, far);
    const heard: Uint8Array[] = [];
    near.onData((bytes) => heard.push(bytes));
    await near.write(line('hello'));
    await settle();
    expect(texts(heard)).toEqual(['hello']);
  });

  it('is lost to the host when it is unplugged', async () => {
    const parrot = createParrot();
    const [near, far] = memoryPair();
    plugIn(parrot, far);
    parrot.setFaults({ unplugged: true });
    await expect(near.closed).resolves.toMatchObject({ kind: 'lost' });
  });

  it('does not mind a host that goes while an answer is late', async () => {
    const parrot = createParrot();
    const [near, far] = memoryPair();
    plugIn(parrot, far);
    parrot.setFaults({ lateMs: 50 });
    await near.write(line('hello'));
    await near.close();
    await settle();
    expect(parrot.clock.pending).toBe(0);
  });
});
