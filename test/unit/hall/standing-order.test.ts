import { beforeEach, describe, expect, test } from 'vitest';
import { GatewayError } from '../../../drivers/index.js';
import { halted } from '../../../gateway/commands/turns.js';
import { StandingOrder } from '../../../gateway/hall/standing-order.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';

let clock: VirtualClock;
let tried: string[];
let outcomes: string[];
let failing: unknown;
let order: StandingOrder<string>;

beforeEach(() => {
  clock = new VirtualClock();
  tried = [];
  outcomes = [];
  failing = undefined;
  order = new StandingOrder({
    clock,
    carryOut: async (what) => {
      tried.push(what);
      if (failing !== undefined) throw failing;
    },
    onOutcome: (what, error) => outcomes.push(`${what} ${error?.code ?? 'done'}`),
  });
});

const offline = new GatewayError('DEVICE_OFFLINE', 'not in contact');

describe('a standing order', () => {
  test('is carried out in the tick in which it is given, and once', async () => {
    order.give('A1');
    expect(tried).toEqual(['A1']);
    await clock.advance(600_000);
    expect(tried).toEqual(['A1']);
    expect(outcomes).toEqual(['A1 done']);
    expect(clock.pending).toBe(0);
  });

  test('is tried again, ever more slowly, until it is done', async () => {
    failing = offline;
    order.give('A1');
    await clock.advance(1_000);
    expect(tried).toHaveLength(2);
    await clock.advance(2_000 + 4_000 + 8_000 + 16_000);
    expect(tried).toHaveLength(6);
    await clock.advance(30_000);
    expect(tried).toHaveLength(7);
    failing = undefined;
    await clock.advance(30_000);
    expect(tried).toHaveLength(8);
    expect(outcomes.slice(-2)).toEqual(['A1 DEVICE_OFFLINE', 'A1 done']);
    expect(clock.pending).toBe(0);
  });

  test('is tried at once when something has changed for the better, and quickly after that', async () => {
    failing = offline;
    order.give('A1');
    await clock.advance(1_000 + 2_000 + 4_000);
    expect(tried).toHaveLength(4);
    order.tryNow();
    expect(tried).toHaveLength(5);
    await clock.advance(1_000);
    expect(tried).toHaveLength(6);
    failing = undefined;
    order.tryNow();
    await settle();
    expect(outcomes.at(-1)).toBe('A1 done');
    order.tryNow();
    await clock.advance(600_000);
    expect(tried).toHaveLength(7);
    expect(clock.pending).toBe(0);
  });

  test('is forgotten when a newer one comes', async () => {
    failing = offline;
    order.give('A1');
    await settle();
    failing = undefined;
    order.give('A2');
    await clock.advance(600_000);
    expect(tried).toEqual(['A1', 'A2']);
  });

  test('that fails after a newer one was given says nothing of that one', async () => {
    const held: ((error: Error) => void)[] = [];
    const slow = new StandingOrder<string>({
      clock,
      carryOut: (what) => (what === 'A1' ? new Promise((_, reject) => held.push(reject)) : Promise.resolve()),
      onOutcome: (what, error) => outcomes.push(`${what} ${error?.code ?? 'done'}`),
    });
    slow.give('A1');
    slow.give('A2');
    await settle();
    held[0]?.(offline);
    await clock.advance(600_000);
    expect(outcomes).toEqual(['A2 done']);
  });

  test('ends when the gateway stops', async () => {
    failing = halted;
    order.give('A1');
    await clock.advance(600_000);
    expect(tried).toEqual(['A1']);
    expect(outcomes).toEqual([]);
    failing = offline;
    order.give('A2');
    await settle();
    order.withdraw();
    await clock.advance(600_000);
    expect(tried).toEqual(['A1', 'A2']);
  });
});
