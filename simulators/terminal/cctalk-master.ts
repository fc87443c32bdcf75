import type { Clock } from '../simulator.js';
import type { CctalkKind } from './cctalk-device.js';

/** One question of a kiosk PC to a device. */
export interface MasterQuestion {
  readonly kind: CctalkKind;
  readonly header: number;
  readonly data: readonly number[];
}

/** What a kiosk PC asks, over and over: is it there, release it, then mostly for events. */
const round: readonly MasterQuestion[] = [
  ...(['bill', 'coin', 'hopper'] as const).map((kind) => ({ kind, header: 254, data: [] })),
  { kind: 'bill', header: 231, data: [0xff, 0xff] },
  { kind: 'coin', header: 231, data: [0xff, 0xff] },
  { kind: 'bill', header: 228, data: [1] },
  { kind: 'coin', header: 228, data: [1] },
  ...Array.from({ length: 20 }, () => [
    { kind: 'bill' as const, header: 159, data: [] },
    { kind: 'coin' as const, header: 229, data: [] },
  ]).flat(),
];

/** The kiosk PC: the one who really owns the devices. `ask` puts one question on the wire. */
export function createMaster(clock: Clock, kinds: ReadonlySet<CctalkKind>, ask: (question: MasterQuestion) => void) {
  const questions = round.filter(({ kind }) => kinds.has(kind));
  let next = 0;
  let asked = 0;
  let timer: { cancel(): void } | undefined;

  const stop = () => {
    timer?.cancel();
    timer = undefined;
  };
  return {
    /** Polls since the start. */
    get asked() {
      return asked;
    },
    get on() {
      return timer !== undefined;
    },
    /** One question at once and then every `intervalMs`. */
    start(intervalMs: number): void {
      stop();
      next = 0;
      const tick = () => {
        timer = clock.setTimeout(tick, intervalMs);
        const question = questions[next];
        next = (next + 1) % questions.length;
        if (!question) return;
        asked++;
        ask(question);
      };
      tick();
    },
    stop,
  };
}
