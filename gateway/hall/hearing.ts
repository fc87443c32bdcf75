import { type Clock, GatewayError, type PrintArgs } from '../../drivers/index.js';
import type { CommandTarget } from '../commands/target.js';
import type { HallQueue } from './hall-queue.js';

export interface HallHearingOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly queue: Pick<HallQueue, 'observeTicket' | 'observeCall'>;
  readonly services: readonly {
    readonly id: string;
    readonly prefix: string;
    readonly name: { readonly zh: string; readonly en?: string | undefined };
  }[];
  /** Printers whose tickets are the hall's. */
  readonly printers: readonly string[];
  readonly onError: (error: unknown) => void;
}

/** One call lights several boards, each told of it by itself, ms. */
const sameCallMs = 3_000;

/**
 * Listens to what the branch's own queue system has printed and called: the same device, overheard. It changes nothing of
 * what is commanded, and what goes wrong with it is nobody's business but the log's.
 */
export function createHallHearing(
  options: HallHearingOptions,
): (deviceId: string, target: CommandTarget) => CommandTarget {
  const { clock, queue, printers, onError } = options;
  const lastCalls = new Map<string, { readonly number: string; readonly at: number }>();

  const heardPrint = ({ ticketId, number, service }: PrintArgs) => {
    queue.observeTicket({ ticketId, number, service: serviceOf(service, number, options.services) }).catch(onError);
  };
  const heardCall = (call: { readonly number: string | number; readonly counter: string | number }) => {
    const [number, counter] = [String(call.number), String(call.counter)];
    const at = clock.monotonic();
    const last = lastCalls.get(counter);
    if (last?.number === number && at - last.at < sameCallMs) return;
    lastCalls.set(counter, { number, at });
    queue.observeCall({ number, counter }).catch(onError);
  };

  return (deviceId, target) => ({
    commands: target.commands,
    async execute(name, args, info) {
      // Called it is, whether the board lights or not: the clerk waits for this customer.
      if (name === 'call') heardCall(args as Parameters<typeof heardCall>[0]);
      if (name !== 'print' || !printers.includes(deviceId)) return target.execute(name, args, info);
      const result = await target.execute(name, args, info).catch((cause: unknown) => {
        // The customer may hold it.
        if (cause instanceof GatewayError && cause.code === 'DEVICE_OUTCOME_UNKNOWN') heardPrint(args as PrintArgs);
        throw cause;
      });
      heardPrint(args as PrintArgs);
      return result;
    },
  });
}

/** The queue system prints a name for customers: it is known by that, else by the prefix of its numbers. */
function serviceOf(printed: string, number: string, services: HallHearingOptions['services']): string {
  const text = printed.trim();
  const named = services.find(({ id, name }) => [id, name.zh, name.en].includes(text));
  const letters = /^\D+/.exec(number)?.[0].toUpperCase();
  return (named ?? services.find(({ prefix }) => prefix === letters))?.id ?? text;
}
