import { beforeEach, describe, expect, it } from 'vitest';
import { Patience } from '../../../gateway/broker/patience.js';
import { VirtualClock } from '../../support/virtual-clock.js';

let clock: VirtualClock;
let patience: Patience;
let done: string[];

beforeEach(() => {
  clock = new VirtualClock();
  patience = new Patience(clock);
  done = [];
});

const waitFor = (name: string) => patience.limit((error) => done.push(error ? `${name}: ${error.message}` : name));

describe('the patience of a publisher', () => {
  it('waits for readers that take the message', async () => {
    const taken = waitFor('a');
    await clock.advance(40);
    expect(done).toEqual([]);
    taken();
    expect(done).toEqual(['a']);
  });

  it('passes on what went wrong', () => {
    waitFor('a')(new Error('closed'));
    expect(done).toEqual(['a: closed']);
  });

  it('ends after 50 to 100 ms where somebody does not read', async () => {
    waitFor('a');
    await clock.advance(49);
    expect(done).toEqual([]);
    await clock.advance(51);
    expect(done).toEqual(['a']);
  });

  it('goes on once only, when the message is taken after all', async () => {
    const taken = waitFor('a');
    await clock.advance(100);
    taken();
    taken(new Error('closed'));
    expect(done).toEqual(['a']);
  });

  it('is short once somebody was found not to read, so that a flood is hardly slowed by it', async () => {
    waitFor('first');
    await clock.advance(100);
    for (let i = 0; i < 50; i++) {
      waitFor(`next ${i}`);
      await clock.advance(10);
    }
    expect(done).toHaveLength(51);
  });

  it('is long again a second after the last one who did not read', async () => {
    waitFor('first');
    await clock.advance(1_200);
    waitFor('later');
    await clock.advance(49);
    expect(done).toEqual(['first']);
    await clock.advance(51);
    expect(done).toEqual(['first', 'later']);
  });

  it('keeps the order of the publishes', async () => {
    for (const name of ['a', 'b', 'c']) waitFor(name);
    await clock.advance(100);
    expect(done).toEqual(['a', 'b', 'c']);
  });

  it('leaves no timer behind when there is nothing to wait for', async () => {
    waitFor('a')();
    await clock.advance(100);
    expect(clock.pending).toBe(0);
    waitFor('b');
    patience.stop();
    expect(clock.pending).toBe(0);
  });
});
