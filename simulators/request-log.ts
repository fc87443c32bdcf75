import type { Clock } from './simulator.js';

const remembered = 256;

/** What a host has asked, for tests. */
export interface RequestLog<Request> {
  /** The last 256 requests, oldest first. */
  readonly requests: readonly Request[];
  /**
   * The next request that fits; those already received do not count. Rejects after `timeoutMs` (default 1000) of the
   * device's clock, or when the device is closed.
   */
  expectRequest(predicate: (request: Request) => boolean, timeoutMs?: number): Promise<Request>;
}

interface Expectation<Request> {
  readonly predicate: (request: Request) => boolean;
  readonly met: (request: Request) => void;
  readonly failed: (why: string) => void;
}

export interface RecordingLog<Request> extends RequestLog<Request> {
  record(request: Request): void;
  /** Fails every expectation that still waits. */
  close(why: string): void;
}

export function requestLog<Request>(clock: Clock): RecordingLog<Request> {
  const requests: Request[] = [];
  const expectations = new Set<Expectation<Request>>();
  return {
    requests,
    record(request) {
      requests.push(request);
      if (requests.length > remembered) requests.shift();
      for (const expectation of [...expectations]) if (expectation.predicate(request)) expectation.met(request);
    },
    expectRequest: (predicate, timeoutMs = 1_000) =>
      new Promise((resolve, reject) => {
        const timer = clock.setTimeout(() => expectation.failed(`did not come within ${timeoutMs} ms`), timeoutMs);
        const done = () => {
          timer.cancel();
          expectations.delete(expectation);
        };
        const expectation: Expectation<Request> = {
          predicate,
          met(request) {
            done();
            resolve(request);
          },
          failed(why) {
            done();
            reject(new Error(`expected request: ${why}`));
          },
        };
        expectations.add(expectation);
      }),
    close(why) {
      for (const expectation of [...expectations]) expectation.failed(why);
    },
  };
}
