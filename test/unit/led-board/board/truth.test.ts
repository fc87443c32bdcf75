import fc from 'fast-check';
import { expect, it } from 'vitest';
import { settle } from '../../../support/virtual-clock.js';
import { type Glass, readyGlass } from './stories.js';

const zones = ['main', 'side'];
const blank = { text: '', blink: false };

/** What was asked of zones, what came of it, and until when it holds. */
interface Order {
  readonly zones: readonly string[];
  /** The later the order, the higher its number; undefined where it clears. */
  readonly text: string | undefined;
  readonly endsAt: number;
  readonly kind: 'call' | 'show' | 'clear' | 'closing' | 'opening';
  outcome: 'pending' | 'stands' | 'failed';
  /** A call that failed, and nothing newer had been ordered in its zone: the number before it is true no more. */
  inVain?: boolean;
  /** Of a closing: the orders that were done by then. */
  readonly before?: ReadonlySet<Order>;
  /** How much had been on the glass when it was done. */
  seenBefore: number;
}

type Step =
  | { readonly do: 'show'; readonly zone: string; readonly seconds?: number }
  | { readonly do: 'call'; readonly zone: string; readonly blinkSeconds?: number }
  | { readonly do: 'clear'; readonly zone?: string }
  | { readonly do: 'test' | 'poll' | 'power-cut' | 'silence' | 'contact' | 'open' | 'close' }
  | { readonly do: 'tamper'; readonly zone: string }
  | { readonly do: 'lie'; readonly times: number }
  | { readonly do: 'power'; readonly on: boolean }
  | { readonly do: 'brightness'; readonly percent: number }
  | { readonly do: 'lose'; readonly what: 'write' | 'read' | 'power' | 'brightness' }
  | { readonly do: 'refuse'; readonly what: 'write' | 'power' | 'brightness'; readonly code: string }
  | { readonly do: 'slow' | 'wait'; readonly ms: number };

const zone = fc.constantFrom(...zones);
const name = fc.constant;
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: name('show'), zone, seconds: fc.constantFrom(undefined, 3, 40) }) },
  { weight: 4, arbitrary: fc.record({ do: name('call'), zone, blinkSeconds: fc.constantFrom(undefined, 2, 20) }) },
  { weight: 1, arbitrary: fc.record({ do: name('clear'), zone: fc.constantFrom(undefined, ...zones) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('poll', 'poll', 'power-cut', 'silence', 'contact', 'test') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('open', 'close') }) },
  { weight: 1, arbitrary: fc.record({ do: name('tamper'), zone }) },
  { weight: 1, arbitrary: fc.record({ do: name('lie'), times: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ do: name('power'), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: name('brightness'), percent: fc.constantFrom(0, 33, 90) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: name('lose'), what: fc.constantFrom('write', 'read', 'power', 'brightness') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: name('refuse'),
      what: fc.constantFrom('write', 'power', 'brightness'),
      code: fc.constantFrom('PROTOCOL_REJECTED', 'PROTOCOL_BUSY'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: name('slow'), ms: fc.constantFrom(0, 70, 300) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: name('wait'), ms: fc.constantFrom(0, 30, 100, 250, 1_100, 21_000, 70_000) }),
  },
) as fc.Arbitrary<Step>;

/** The hours as the board has heard of them, and when it was told to forget everything. */
interface Branch {
  open: boolean;
  heard: 'open' | 'closed';
}

/** Plays one day; commands do not wait for each other, polls do. */
async function play(board: Glass, branch: Branch, steps: readonly Step[], isReadable: boolean): Promise<Order[]> {
  const { device, clock, session } = board;
  const orders: Order[] = [];
  let polled: Promise<unknown> = Promise.resolve();
  const order = (
    kind: Order['kind'],
    of: readonly string[],
    text: string | undefined,
    endsAt: number,
    work: Promise<unknown>,
  ) => {
    const entry: Order = { kind, zones: of, text, endsAt, outcome: 'pending', seenBefore: 0 };
    orders.push(entry);
    const ended = (outcome: Order['outcome']) => Object.assign(entry, { outcome, seenBefore: device.seen.length });
    work.then(
      () => ended('stands'),
      // The board took it and shows something else: that is what will be repaired.
      (error) => {
        ended(error.code === 'PROTOCOL_UNEXPECTED' ? 'stands' : 'failed');
        const newer = orders.slice(orders.indexOf(entry) + 1).some((other) => other.zones.includes(of[0] ?? ''));
        // A dark board refuses at once, before anything newer can come.
        entry.inVain = kind === 'call' && (!newer || error.code === 'DEVICE_NOT_READY');
      },
    );
  };
  const hear = () => {
    const now = branch.open ? 'open' : 'closed';
    // An order that is under way then may still come to the glass, and is taken away again.
    const nothing = { zones, text: undefined, endsAt: Number.POSITIVE_INFINITY, seenBefore: Number.POSITIVE_INFINITY };
    const kind = now === 'closed' ? 'closing' : 'opening';
    const before = new Set(orders.filter(({ outcome }) => outcome === 'stands'));
    if (now !== branch.heard) orders.push({ ...nothing, kind, before, outcome: 'stands' });
    branch.heard = now;
  };
  const act: { readonly [Name in Step['do']]: (now: Extract<Step, { do: Name }>, text: string) => unknown } = {
    show(now, text) {
      const endsAt = now.seconds === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() + now.seconds * 1_000;
      order('show', [now.zone], text, endsAt, session.commands.show({ ...now, text }));
    },
    call(now, text) {
      const endsAt = branch.heard === 'open' ? Number.POSITIVE_INFINITY : clock.monotonic() + 60_000;
      order('call', [now.zone], `${text}>1`, endsAt, session.commands.call({ ...now, number: text, counter: 1 }));
    },
    clear(now) {
      const of = now.zone === undefined ? zones : [now.zone];
      order('clear', of, undefined, Number.POSITIVE_INFINITY, session.commands.clear({ zone: now.zone }));
    },
    test: () => void session.commands.test({ seconds: 5 }).catch(() => undefined),
    power: ({ on }) => void session.commands.power({ on }).catch(() => undefined),
    brightness: ({ percent }) => void session.commands.brightness({ percent }).catch(() => undefined),
    poll() {
      polled = polled.then(() => {
        hear();
        return session.poll().catch(() => undefined);
      });
    },
    open: () => Object.assign(branch, { open: true }),
    close: () => Object.assign(branch, { open: false }),
    'power-cut': () => device.cutPower(),
    silence: () => Object.assign(device, { silent: true }),
    contact: () => Object.assign(device, { silent: false }),
    tamper: (now) => isReadable && device.put(now.zone, { ...blank, text: '7777' }),
    lie: (now) => isReadable && Object.assign(device.lies, { times: now.times }),
    lose: ({ what }) => device.lost.set(what, 1),
    refuse: ({ what, code }) => device.refuses.set(what, { code, times: 1 }),
    slow: ({ ms }) => Object.assign(device, { slowMs: ms }),
    wait: ({ ms }) => clock.advance(ms),
  };
  for (const [index, now] of steps.entries()) await act[now.do](now as never, `A${index + 1}`);
  Object.assign(device, { silent: false, slowMs: 0 });
  device.lies.times = 0;
  for (const trouble of [device.lost, device.refuses]) trouble.clear();
  // Long enough that every wait, every text with an end and the light for a call at night are over.
  await board.inTime(polled, 180_000);
  hear();
  await board.inTime(session.identify(), 10_000);
  await settle();
  return orders;
}

/** The order that stands in a zone at the end. */
function standing(orders: readonly Order[], zone: string): Order | undefined {
  let stands: Order | undefined;
  let rests: Order | undefined;
  for (const order of orders.filter(({ zones: of }) => of.includes(zone))) {
    if (order.kind === 'closing') {
      const returns = stands?.kind === 'show' && stands.endsAt === Number.POSITIVE_INFINITY;
      if (stands && returns && order.before?.has(stands)) rests = stands;
      stands = undefined;
    } else if (order.kind === 'opening') {
      stands ??= rests;
      rests = undefined;
    } else if (order.outcome === 'stands') {
      stands = order.text === undefined ? undefined : order;
      rests = undefined;
    } else if (order.inVain && stands?.kind === 'call') stands = undefined;
  }
  return stands;
}

/** Texts that came back after something newer had succeeded; a text that has rested over night may. */
function returned(board: Glass, orders: readonly Order[]): string[] {
  const hasRested = orders.some(({ kind }) => kind === 'opening');
  return orders.flatMap((order, index) => {
    const older = new Set(orders.slice(0, index).map(({ text }) => text));
    if (order.outcome !== 'stands') return [];
    return board.device.seen
      .slice(order.seenBefore)
      .filter((seen) => order.zones.includes(seen.zone) && older.has(seen.text))
      .filter(({ text }) => text !== order.text && !(hasRested && /^A\d+$/.test(text)))
      .map((seen) => `${seen.zone}: ${seen.text} after ${order.text ?? 'nothing'}`);
  });
}

const setup = fc.record({
  hasSwitch: fc.boolean(),
  isReadable: fc.boolean(),
  keepsSeconds: fc.constantFrom(undefined, 60),
  outside: fc.constantFrom('off' as const, 'blank' as const),
});

it('whatever happened: glass, state and the last order that stands are one, and nothing old ever came after it', async () => {
  await fc.assert(
    fc.asyncProperty(setup, fc.array(step, { minLength: 1, maxLength: 25 }), async (way, steps) => {
      const { hasSwitch, isReadable, keepsSeconds, outside } = way;
      const branch: Branch = { open: true, heard: 'open' };
      const board = await readyGlass({
        isOpen: () => branch.open,
        options: { outsideHours: { board: outside, minutesAfter: 0 } },
        panel: { hasSwitch, isReadable, tellsStatus: hasSwitch, ...(keepsSeconds ? { keepsSeconds } : {}) },
      });
      const orders = await play(board, branch, steps, isReadable);
      const { device, seen, clock } = board;
      expect(orders.filter(({ outcome }) => outcome === 'pending')).toEqual([]);
      expect(returned(board, orders)).toEqual([]);

      const { power, showing } = seen.state;
      const isBlank = !hasSwitch && power === false;
      const wanted: Record<string, string> = {};
      for (const zone of isBlank ? [] : zones) {
        const last = standing(orders, zone);
        if (last?.text !== undefined && last.endsAt > clock.monotonic()) wanted[zone] = last.text;
      }
      const lit = [...device.glass].filter(([, { text }]) => text !== '');
      expect(Object.fromEntries(lit.map(([zone, { text }]) => [zone, text]))).toEqual(wanted);
      expect(lit.filter(([, { blink }]) => blink)).toEqual([]);
      expect(showing).toEqual(wanted);
      expect(seen.state['verified']).not.toBe('sent');
      expect(board.mismatch()?.active ?? false).toBe(false);
      if (hasSwitch) {
        expect(device.power).toBe(power);
        expect(Math.round((seen.state['brightness'] as number) / 10) * 10).toBe(device.brightness);
      }
      await board.stop();
      await board.bus.close();
      expect(clock.pending).toBe(0);
    }),
    {
      numRuns: Number(process.env['RUNS'] ?? 300),
      ...(process.env['SEED'] ? { seed: Number(process.env['SEED']) } : {}),
    },
  );
}, 120_000);
