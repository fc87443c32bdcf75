import { GatewayError } from '../../drivers/index.js';

/** One lane per device: one command in flight, the others in order behind it. */
export interface Lanes {
  /**
   * Runs `task` when everything before it in the lane is done; at once, in the same tick, when the lane is free.
   * Rejects with COMMAND_QUEUE_FULL when too many wait.
   */
  run<T>(lane: string, task: () => Promise<T>): Promise<T>;
}

export function createLanes(maxWaiting = 32): Lanes {
  const lanes = new Map<string, { tail: Promise<unknown>; length: number }>();
  return {
    run(name, task) {
      const lane = lanes.get(name);
      if (lane && lane.length > maxWaiting) {
        const message = `${maxWaiting} commands already wait for ${name}`;
        return Promise.reject(new GatewayError('COMMAND_QUEUE_FULL', message, { deviceId: name }));
      }
      const outcome = lane ? lane.tail.then(task) : task();
      const mine = { tail: outcome.catch(() => undefined), length: (lane?.length ?? 0) + 1 };
      const current = lane ? Object.assign(lane, mine) : mine;
      lanes.set(name, current);
      current.tail.then(() => {
        current.length -= 1;
        if (current.length === 0) lanes.delete(name);
      });
      return outcome;
    },
  };
}
