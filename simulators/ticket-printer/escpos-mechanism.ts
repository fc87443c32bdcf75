import type { Output } from '../simulator.js';
import type { Timers } from '../timers.js';
import type { Effect } from './escpos-effect.js';
import { dotsPerMm } from './escpos-paper.js';

export interface MechanismOptions {
  readonly timers: Timers;
  /** mm/s; 0 = everything takes no time. */
  readonly speed: number;
  /** ms of one cut. */
  readonly cutterMs: number;
  /** Bytes the receive buffer holds; what comes beyond is lost. */
  readonly bufferBytes: number;
  /** Whether anything may move. */
  readonly ready: () => boolean;
  /** What the next byte of the buffer makes the mechanism do. */
  readonly interpret: (byte: number) => Effect[];
  /**
   * Does it, at the end of the time it takes; `again` when it failed and stays to be done. It may call `update` as the
   * last thing it does.
   */
  readonly perform: (effect: Effect, output: Output) => 'done' | 'again';
  readonly overflow: (lost: number) => void;
  /** So many bytes are in the receive buffer now. */
  readonly buffered?: (bytes: number) => void;
  /** Dots of paper until something happens to the printer; a longer movement is interrupted there by `tripped`. */
  readonly untilTrip?: () => number | undefined;
  readonly tripped?: (dots: number) => void;
}

/** The receive buffer and what empties it at the speed of paper. */
export interface Mechanism {
  /** @param output where answers to these bytes go. */
  receive(bytes: Uint8Array, output: Output): void;
  /** Puts this before everything that waits. */
  insert(effect: Effect): void;
  /** Goes on or stops, as `ready` tells. What was interrupted begins again later. */
  update(): void;
  /** Drops everything that is not on paper. */
  clear(): void;
  readonly idle: boolean;
}

interface Job {
  readonly effect: Effect;
  readonly output: Output;
}

const nobody: Output = { send: () => {} };

export function createMechanism(options: MechanismOptions): Mechanism {
  const { timers, speed, cutterMs, bufferBytes, ready, interpret, perform, overflow } = options;
  let chunks: { readonly bytes: Uint8Array; at: number; readonly output: Output }[] = [];
  let buffered = 0;
  let jobs: Job[] = [];
  let moving: { readonly job: Job; readonly timer: { cancel(): void } } | undefined;

  const next = (): Job | undefined => {
    while (jobs.length === 0) {
      const chunk = chunks[0];
      if (!chunk) return undefined;
      const byte = chunk.bytes[chunk.at++] ?? 0;
      if (chunk.at >= chunk.bytes.length) chunks.shift();
      buffered--;
      jobs = interpret(byte).map((effect) => ({ effect, output: chunk.output }));
    }
    return jobs.shift();
  };
  const takesMs = (effect: Effect): number => {
    if (speed === 0) return 0;
    if (effect.kind === 'cut') return cutterMs;
    return effect.kind === 'print' || effect.kind === 'feed' ? (Math.abs(effect.dots) / dotsPerMm / speed) * 1_000 : 0;
  };
  /** Dots until this movement is interrupted; undefined when it is not. */
  const interruption = ({ effect }: Job): number | undefined => {
    const dots = effect.kind === 'print' || effect.kind === 'feed' ? effect.dots : 0;
    const trip = options.untilTrip?.();
    return trip !== undefined && trip < dots ? trip : undefined;
  };
  const interrupt = (job: Job, dots: number) => {
    jobs.unshift(job);
    options.tripped?.(dots);
  };
  const finish = (job: Job) => {
    if (perform(job.effect, job.output) === 'again') jobs.unshift(job);
  };
  const start = (job: Job) => {
    const trip = interruption(job);
    const ms = trip === undefined || speed === 0 ? takesMs(job.effect) : (trip / dotsPerMm / speed) * 1_000;
    const end = () => {
      moving = undefined;
      if (trip === undefined) finish(job);
      else interrupt(job, trip);
    };
    if (ms === 0) return end();
    const timer = timers.after(ms, () => {
      end();
      run();
    });
    moving = { job, timer };
  };
  const run = () => {
    while (!moving && ready()) {
      const job = next();
      if (!job) break;
      start(job);
    }
    // Not before all is in order: whoever is told may send more at once.
    options.buffered?.(buffered);
  };
  const stop = () => {
    if (!moving) return;
    moving.timer.cancel();
    jobs.unshift(moving.job);
    moving = undefined;
  };

  return {
    receive(bytes, output) {
      const taken = bytes.subarray(0, Math.max(0, bufferBytes - buffered));
      if (taken.length < bytes.length) overflow(bytes.length - taken.length);
      if (taken.length > 0) chunks.push({ bytes: taken, at: 0, output });
      buffered += taken.length;
      run();
    },
    insert: (effect) => void jobs.unshift({ effect, output: nobody }),
    update() {
      if (!ready()) stop();
      run();
    },
    clear() {
      stop();
      chunks = [];
      buffered = 0;
      jobs = [];
      options.buffered?.(buffered);
    },
    get idle() {
      return !moving && jobs.length === 0 && chunks.length === 0;
    },
  };
}
