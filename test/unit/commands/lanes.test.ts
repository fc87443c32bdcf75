import { describe, expect, it } from 'vitest';
import { createLanes } from '../../../gateway/commands/lanes.js';

/** A task that ends when told to. */
function task() {
  let end: (value: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const state = { started: false };
  const result = new Promise<string>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return {
    state,
    run: () => {
      state.started = true;
      return result;
    },
    end: (value = 'done') => end(value),
    fail: (message: string) => fail(new Error(message)),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('lanes', () => {
  it('a free lane starts the task in the same tick', () => {
    const lanes = createLanes();
    const first = task();
    lanes.run('a', first.run);
    expect(first.state.started).toBe(true);
    first.end();
  });

  it('one in flight per lane, in order; other lanes are not held up', async () => {
    const lanes = createLanes();
    const [first, second, other] = [task(), task(), task()];
    const results = [lanes.run('a', first.run), lanes.run('a', second.run), lanes.run('b', other.run)];
    expect([first.state.started, second.state.started, other.state.started]).toEqual([true, false, true]);
    other.end('other');
    first.end('first');
    await turn();
    expect(second.state.started).toBe(true);
    second.end('second');
    expect(await Promise.all(results)).toEqual(['first', 'second', 'other']);
  });

  it('a task that fails holds nobody up', async () => {
    const lanes = createLanes();
    const [first, second] = [task(), task()];
    const failed = lanes.run('a', first.run);
    const next = lanes.run('a', second.run);
    first.fail('broken');
    await expect(failed).rejects.toThrow('broken');
    await turn();
    second.end();
    expect(await next).toBe('done');
  });

  it('refuses what would wait behind too many, and takes again when they are done', async () => {
    const lanes = createLanes(2);
    const tasks = [task(), task(), task()];
    const running = tasks.map((each) => lanes.run('a', each.run));
    await expect(lanes.run('a', async () => 'x')).rejects.toMatchObject({ code: 'COMMAND_QUEUE_FULL', deviceId: 'a' });
    for (const each of tasks) each.end();
    await Promise.all(running);
    await turn();
    expect(await lanes.run('a', async () => 'x')).toBe('x');
  });
});
