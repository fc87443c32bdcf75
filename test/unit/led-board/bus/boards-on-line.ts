import type { z } from 'zod';
import { type AlarmCondition, ticketTemplates } from '../../../../drivers/index.js';
import { onbon } from '../../../../drivers/led-board/onbon/index.js';
import { onbonOptions } from '../../../../drivers/led-board/onbon/options.js';
import { createBus } from '../../../../drivers/transport/bus.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { createDeviceRegistry } from '../../../../gateway/devices/registry.js';
import { createMessageBus } from '../../../../gateway/messages/bus.js';
import { createEnveloper } from '../../../../gateway/messages/envelope.js';
import { createPublisher } from '../../../../gateway/messages/publisher.js';
import { topicsOf } from '../../../../gateway/messages/topics.js';
import { createOnbon } from '../../../../simulators/led-board/onbon.js';
import type { BoardView } from '../../../../simulators/led-board/onbon-view.js';
import { createSharedLine } from '../../../../simulators/shared-line.js';
import { memoryTable } from '../../../support/memory-table.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

const baud = 9_600;
export const byteMs = 10_000 / baud;
/** Quiet before each request, ms. */
export const gapMs = 20;
/** Head, header, data, checksum and tail: a question without payload and an ACK are of one length. */
export const shortFrameBytes = 30;

/** The screen number a frame is for; no small number is escaped. */
export const addressOf = (frame: Uint8Array) => frame[8] ?? 0;

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined };

export interface LineSetup {
  /** Of each board in turn, as configured; 1 to 8 when left out. */
  readonly addresses?: readonly number[];
  /** What is set on the cards themselves; the same when left out. */
  readonly onCards?: readonly number[];
  readonly seed?: number;
  /** Of all boards. */
  readonly options?: z.input<typeof onbonOptions>;
  readonly discardEcho?: boolean;
  /** Of the cards. */
  readonly font?: 'gb2312' | 'gbk' | 'gb18030';
}

/** A text that came to stand on a glass, or '' when it became blank by a command. */
export interface Stood {
  readonly at: number;
  readonly text: string;
  /** Of the request that brought it. */
  readonly wireBytes: number;
}

/** Boards on one 9600-baud line in virtual time: real simulators, real bus, real supervisors. */
export function boardsOnLine({
  addresses = [1, 2, 3, 4, 5, 6, 7, 8],
  onCards = addresses,
  seed = 1,
  options = {},
  discardEcho = false,
  font = 'gb2312',
}: LineSetup = {}) {
  const clock = new VirtualClock();
  const random = seededRandom(seed);
  const cards = onCards.map((address, index) =>
    createOnbon({ clock, random: seededRandom(seed * 100 + index) }, { address, width: 192, height: 32, font }),
  );
  const line = createSharedLine({ world: { clock, random: seededRandom(seed + 1) }, members: cards, baud });
  /** What the host said and when it began. */
  const said: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  const wire = { said, disturb: (bytes: Uint8Array): Uint8Array => bytes };

  const bus = createBus({
    name: 'rs485-1',
    async open() {
      const [ours, adapter] = memoryPair('rs485-1');
      line.connect({
        write: (bytes) => void adapter.write(bytes).catch(() => undefined),
        onBytes: (receive) =>
          adapter.onData((bytes) => {
            said.push({ at: clock.monotonic(), bytes });
            receive(wire.disturb(bytes));
          }),
        onClose: (listener) => void adapter.closed.then(listener),
        close: () => adapter.unplug(),
      });
      return ours;
    },
    formats: [{ baudRate: baud, dataBits: 8, parity: 'none', stopBits: 1 }],
    interFrameGapMs: gapMs,
    discardEcho,
    clock,
    random,
  });

  const conditions: ({ readonly deviceId: string; readonly at: number } & AlarmCondition)[] = [];
  const site = { branchId: 'b', gatewayId: 'g' };
  const messages = createMessageBus((error) => {
    throw error;
  });
  const states = new Map<string, { readonly at: number; readonly state: Record<string, unknown> }[]>();
  messages.subscribe(({ topic, envelope }) => {
    const id = /device\/([^/]+)\/state$/.exec(topic)?.[1];
    if (id === undefined) return;
    const state = structuredClone(envelope?.data) as Record<string, unknown>;
    states.set(id, [...(states.get(id) ?? []), { at: clock.monotonic(), state }]);
  });
  const envelop = createEnveloper({ site, bootId: 'x', clock, clockSynced: () => true });
  const memories = new Map<string, unknown>();
  const registry = createDeviceRegistry(
    addresses.map((address, index) => {
      const id = `board-${index + 1}`;
      return {
        device: {
          id,
          driver: onbon,
          admin: 'enabled' as const,
          busId: 'rs485-1',
          options: onbonOptions.parse({ width: 192, height: 32, ...options, address }),
        },
        links: {
          openStream: () => Promise.reject(new Error('not used')),
          openHid: () => Promise.reject(new Error('not used')),
          openPort: () => Promise.reject(new Error('not used')),
          line: () => bus,
          close: () => bus.close(),
        },
        clock,
        random,
        logger: quiet,
        publisher: createPublisher({ bus: messages, topics: topicsOf(site), envelop }),
        windows: memoryTable(),
        commit: async () => undefined,
        alarms: {
          condition: (deviceId, condition) => conditions.push({ deviceId, at: clock.monotonic(), ...condition }),
          contactDoubtful: () => undefined,
          unverified: () => undefined,
          polled: () => undefined,
          contactLost: () => undefined,
          contactRestored: () => undefined,
          suppress: () => undefined,
        },
        memory: {
          load: () => memories.get(id),
          save: async (value) => void memories.set(id, structuredClone(value)),
          records: { load: () => new Map(), get: () => undefined, put: async () => undefined },
        },
        language: 'en' as const,
        timezone: 'Asia/Shanghai',
        templates: ticketTemplates(() => new Map(), 'en'),
        hours: undefined,
      };
    }),
  );

  const boards = cards.map((card, index) => {
    const id = `board-${index + 1}`;
    const stood: Stood[] = [];
    const view = () => card.view() as BoardView;
    // Only requests bring texts; it is looked at when this one is done.
    card.push({
      name: 'looked at',
      onRequest({ wireLength }) {
        queueMicrotask(() => {
          const text = onGlass(view());
          // The decoder counts the eight bytes of the head as one.
          if (text !== (stood.at(-1)?.text ?? ''))
            stood.push({ at: clock.monotonic(), text, wireBytes: wireLength + 7 });
        });
        return undefined;
      },
    });
    return {
      id,
      card,
      stood,
      view,
      /** What somebody reads who looks at it. */
      glass: () => onGlass(view()),
      state: (): Record<string, unknown> => registry.view()[id] ?? {},
      states: () => states.get(id) ?? [],
      /** The last said about an alarm. */
      alarm: (type: string) => conditions.findLast((one) => one.deviceId === id && one.type === type),
      execute: (name: string, args: Record<string, unknown>) =>
        registry.target(id)!.execute(name, args, { commandId: 'c', clientId: 'q', expiresAt: clock.now() + 10_000 }),
      /** Calls "A<number>" and gives what came of it. */
      call: (number: number) => boards[index]!.execute('call', { number: `A${number}`, counter: 3 }),
      cutPower(): void {
        card.setFaults({ unplugged: true });
        card.restart();
      },
      powerBack: () => card.setFaults({ unplugged: false }),
    };
  });

  return {
    clock,
    random,
    line,
    wire,
    bus,
    boards,
    conditions,
    collisions: () => (line.view() as { collisions: number }).collisions,
    /** Starts the supervisors and waits until all that can be are in contact. */
    async start(ms = 15_000): Promise<void> {
      registry.start();
      await clock.advance(ms);
    },
    async end(): Promise<void> {
      const stopped = registry.stop();
      await clock.advance(6_000);
      await stopped;
      await bus.close();
      line.close();
    },
  };
}

export type BoardsOnLine = ReturnType<typeof boardsOnLine>;
export type BoardOnLine = BoardsOnLine['boards'][number];

/** The outcome of `work` while the clock runs on, at most this long. */
export async function settled<T>(clock: VirtualClock, work: Promise<T>, ms = 10_000): Promise<PromiseSettledResult<T>> {
  let result: PromiseSettledResult<T> | undefined;
  void Promise.allSettled([work]).then(([one]) => {
    result = one;
  });
  for (let passed = 0; !result && passed < ms; passed += 5) await clock.advance(5);
  if (!result) throw new Error(`no outcome within ${ms} ms`);
  return result;
}

/** What the boards' template makes of `call(number)`. */
export const callText = (number: number) => `A${number} to counter 3`;

function onGlass({ areas }: BoardView): string {
  return areas
    .filter(({ visible }) => visible)
    .map(({ text }) => text)
    .join('|');
}
