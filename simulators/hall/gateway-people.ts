import type { ControlClient } from '../control-client.js';
import type { QueueClient } from '../queue-client.js';
import type { World } from '../simulator.js';
import type { HallPeople } from './people.js';

/** What the hall says of itself, as far as people look at it. */
interface HallStatus {
  readonly services: readonly { readonly id: string; readonly waiting: number }[];
  readonly counters: readonly {
    readonly id: string;
    readonly services?: readonly string[];
    readonly serves?: { readonly number: string };
  }[];
}

export interface GatewayPeopleOptions {
  readonly world: World;
  readonly control: ControlClient;
  readonly queue: QueueClient;
  /** The service that sends on by key, see config/demo-hall.yaml. */
  readonly transferKey: string;
}

/** How long somebody looks at the board after a key, ms, and how often. */
const lookMs = 3_000;
const lookEveryMs = 50;
/** Of the served, who presses a score, and of the important ones, who has an appointment with a code. */
const scoring = 0.4;
const appointment = 0.5;

/**
 * People in a hall of a running gateway. They walk through its door, press its keys and hold codes before its scanner by
 * the control channel of the simulators; tickets come from the machine, and what stands at the counters they see.
 */
export function createGatewayPeople({ world, control, queue, transferKey }: GatewayPeopleOptions): HallPeople {
  const act = async (id: string, action: string, args: Record<string, unknown> = {}) => {
    await control.ask({ id, action, args });
  };
  const press = (counter: string, key: string) => act(`keypad-${counter}`, 'press', { key });
  const ask = async (name: string, args: Record<string, unknown> = {}) => {
    const { status, result, error } = await queue.command('gateway', name, args);
    if (status === 'succeeded') return result ?? {};
    throw new Error(error?.message ?? `${name}: ${status}`);
  };
  const status = async () => (await ask('hall-status')) as unknown as HallStatus;
  const at = ({ counters }: HallStatus, counter: string) => counters.find(({ id }) => id === counter);
  const serving = async (counter: string) => at(await status(), counter)?.serves?.number;
  const sleep = (ms: number) => new Promise<void>((resolve) => world.clock.setTimeout(resolve, ms));

  /** Resolves with what the hall says when it has changed; rejects when it does not. */
  const until = async (changed: (now: HallStatus) => boolean): Promise<void> => {
    for (let looked = 0; looked < lookMs; looked += lookEveryMs) {
      if (changed(await status())) return;
      await sleep(lookEveryMs);
    }
    throw new Error('nothing happens');
  };
  const pressUntilGone = async (counter: string, key: string) => {
    const before = await serving(counter);
    await press(counter, key);
    await until((now) => at(now, counter)?.serves?.number !== before);
  };
  const score = async (counter: string) => {
    if (counter !== '1' || world.random() >= scoring) return;
    await act('rating-1', 'press', { key: `kp-${5 - Math.floor(world.random() ** 2 * 5)}` });
  };

  return {
    walkIn: () => act('door', 'walk-in'),
    walkOut: () => act('door', 'walk-out'),
    async drawTicket(service) {
      if (service === 'vip' && world.random() < appointment) {
        await act('appointments', 'scan', { code: `AP-${Math.floor(world.random() * 9_000) + 1_000}` });
      }
      const { number } = await ask('hall-ticket', { service });
      return typeof number === 'string' ? number : undefined;
    },
    async handBack(number) {
      const { status: outcome } = await queue.command('gateway', 'hall-abandon', { ticket: number });
      return outcome === 'succeeded';
    },
    signOn: (counter) => press(counter, 'kp-star'),
    signOff: (counter) => press(counter, 'kp-slash'),
    async next(counter) {
      const before = await status();
      const place = at(before, counter);
      const old = place?.serves?.number;
      const somebodyWaits = before.services.some(
        ({ id, waiting }) => waiting > 0 && (place?.services?.includes(id) ?? true),
      );
      if (old !== undefined) await score(counter);
      else if (!somebodyWaits) return undefined;
      await press(counter, 'kp-enter');
      await until((now) => at(now, counter)?.serves?.number !== old);
      return serving(counter);
    },
    recall: (counter) => press(counter, 'kp-plus'),
    noShow: (counter) => pressUntilGone(counter, 'kp-minus'),
    finish: (counter) => pressUntilGone(counter, 'kp-0'),
    transfer: (counter) => pressUntilGone(counter, transferKey),
    serving,
  };
}
