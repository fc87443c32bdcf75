import type { Clock, SignalArgs } from '../../drivers/index.js';
import type { Severity } from '../alarms/record.js';
import type { HallLight } from '../config/hall-schema.js';
import type { DeviceOrders } from './device-orders.js';
import { StandingOrder } from './standing-order.js';

/** What lights can show. */
export interface LightNews {
  /** 0 to 3. */
  readonly level: number;
  /** False while no counter is open and nobody waits. */
  readonly works: boolean;
  /** Of the alarms that are raised and not suppressed; undefined = none is. */
  readonly worst: Severity | undefined;
}

const green: SignalArgs = { color: 'green', mode: 'steady' };
const yellow: SignalArgs = { color: 'yellow', mode: 'steady' };
const red: SignalArgs = { color: 'red', mode: 'steady' };
const redBlinking: SignalArgs = { color: 'red', mode: 'blink' };
const off: SignalArgs = { color: 'off', mode: 'steady' };

const byLevel = [green, yellow, red, redBlinking];
const bySeverity: Readonly<Record<Severity, SignalArgs>> = {
  warning: yellow,
  minor: yellow,
  major: red,
  critical: redBlinking,
};

const signals: Readonly<Record<HallLight['shows'], (news: LightNews) => SignalArgs>> = {
  'hall-level': ({ level, works }) => (works ? (byLevel[level] ?? redBlinking) : off),
  'worst-alarm': ({ worst }) => (worst === undefined ? green : bySeverity[worst]),
};

export interface HallLights {
  /** Shows it where it differs from what was shown last. */
  show(news: LightNews): void;
  /** What this light has not shown yet is tried now. */
  isBack(device: string): void;
  stop(): void;
}

export function createHallLights(
  lights: readonly HallLight[],
  { clock, orders }: { readonly clock: Clock; readonly orders: DeviceOrders },
): HallLights {
  const shown = lights.map(({ device, shows }) => {
    const order = new StandingOrder<SignalArgs>({
      clock,
      carryOut: (signal) => orders.order(device, 'signal', signal),
    });
    let last: SignalArgs | undefined;
    return {
      show(news: LightNews) {
        const signal = signals[shows](news);
        if (signal === last) return;
        last = signal;
        order.give(signal);
      },
      isBack(back: string) {
        if (back === device) order.tryNow();
      },
      stop: () => order.withdraw(),
    };
  });
  return {
    show(news) {
      for (const light of shown) light.show(news);
    },
    isBack(device) {
      for (const light of shown) light.isBack(device);
    },
    stop() {
      for (const light of shown) light.stop();
    },
  };
}
