import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../drivers/clock.js';
import { openOutbox } from '../../gateway/uplink/outbox/open.js';
import { type Chain, chains } from '../../gateway/uplink/outbox/outbox.js';
import { seededRandom } from '../support/random.js';
import { type Centre, startCentre } from './uplink-kill-centre.js';
import { Ledger } from './uplink-kill-ledger.js';
import {
  type Death,
  gapMessage,
  type LifeOrder,
  lines,
  moments,
  type Room,
  type Stage,
  stages,
} from './uplink-kill-order.js';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const kills = Number(process.env['KILLS'] ?? 304);
const child = fileURLToPath(new URL('../../dist/test/chaos/uplink-child.js', import.meta.url));

/** Nothing is ever evicted from a roomy outbox; from a tight one nearly always. */
const roomy: Room = { maxBytes: 256 * 2 ** 20, reservedBytes: 2 ** 20, segmentBytes: 128 * 1024 };
const tight: Room = { maxBytes: 2 ** 20, reservedBytes: 128 * 1024, segmentBytes: 16 * 1024 };
/** What runs at the same time, each outbox with its share of the kills. */
const outboxes = [
  { name: 'roomy', room: roomy, producers: 4, lingerMs: 0 },
  { name: 'roomy, with linger', room: roomy, producers: 32, lingerMs: 5 },
  { name: 'tight', room: tight, producers: 32, lingerMs: 0 },
  { name: 'tight, with linger', room: tight, producers: 64, lingerMs: 2 },
] as const;
/** Longest life of those that are killed while they start, ms. */
const longestStartMs = 1_000;
/** When a life ends in which nothing happens, ms: a busy machine needs seconds to start a process. */
const longestMs = 20_000;
/** Longest work before a kill from outside, ms. */
const longestWorkMs = 120;
/** Longest work of a life that waits for the operation at which it dies, ms. */
const longestWaitMs = 300;

beforeAll(() => {
  if (!existsSync(child)) throw new Error(`${child} is missing: run "npm run build" first`);
});

interface Life {
  readonly order: LifeOrder;
  /** What the work is counted from: some are to die while they start or before anything is kept, whatever the machine's pace. */
  readonly workFrom: 'start' | 'ready' | 'kept';
  /** ms between that and the kill, where nothing else ends it. */
  readonly workMs: number;
}

/** How often lives ended where; `outside` = killed by the parent. */
type Ends = Map<string, number>;

/** One life, to its end by SIGKILL. */
async function live({ order, workFrom, workMs }: Life, ledger: Ledger, ends: Ends): Promise<void> {
  const life = spawn(process.execPath, [child, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => life.kill('SIGKILL');
  let timer = setTimeout(kill, workFrom === 'start' ? workMs : longestMs);
  let end = 'outside, while it starts';
  let isWorkCounted = false;
  const endIn = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(kill, ms);
  };
  const countWork = () => {
    if (!isWorkCounted && workFrom !== 'start') endIn(workMs);
    isWorkCounted = true;
  };
  life.stdout.on(
    'data',
    lines((line) => {
      const [what, chain, seq, n] = line.split(' ');
      if (what === 'kept') {
        ledger.keep(chain as Chain, Number(seq), Number(n));
        countWork();
      } else if (what === 'refused') ledger.refuse(Number(chain));
      else if (what === 'died') end = line.slice('died '.length);
      else {
        end = 'outside, at work';
        if (workFrom === 'ready') countWork();
        else if (workFrom === 'kept') endIn(longestMs);
      }
    }),
  );
  const signal = await new Promise((resolve) => life.once('close', (_code, by) => resolve(by)));
  clearTimeout(timer);
  expect(signal).toBe('SIGKILL');
  ends.set(end, (ends.get(end) ?? 0) + 1);
}

/** How many operations of a stage a life may see, so that the fatal one is among them. */
const operationsOf: Readonly<Record<Stage, number>> = {
  any: 150,
  commit: 40,
  rotate: 6,
  evict: 2,
  remove: 4,
  cursor: 6,
  drain: 6,
};

function deathOf(random: () => number, room: Room): Death | undefined {
  if (random() < 0.4) return undefined;
  const possible = stages.filter((stage) => room === tight || stage !== 'evict');
  const stage = possible[Math.floor(random() * possible.length)] ?? 'any';
  const moment = moments[Math.floor(random() * moments.length)] ?? 'before';
  return { stage, moment, nth: 1 + Math.floor(random() * operationsOf[stage]) };
}

function planLife(random: () => number, order: Omit<LifeOrder, 'centralPort' | 'death'>, centre: Centre): Life {
  const death = deathOf(random, order.room);
  // Nothing is drained without a centre, and little is evicted with one.
  const isThere = death?.stage === 'drain' || (death?.stage !== 'evict' && random() < 0.6);
  const centralPort = isThere ? centre.port : undefined;
  const planned = { ...order, centralPort, death };
  const dice = random();
  if (dice < 0.05) return { order: planned, workFrom: 'start', workMs: random() * longestStartMs };
  return {
    order: planned,
    workFrom: dice < 0.3 ? 'ready' : 'kept',
    workMs: death ? longestWaitMs : random() * longestWorkMs,
  };
}

/** Takes everything that is left, as a centre that answers everything would. */
async function empty(directory: string, room: Room, ledger: Ledger): Promise<Record<Chain, number>> {
  let wake: () => void = () => undefined;
  const options = { directory, ...room, clock: systemClock, random: Math.random, gapMessage };
  const outbox = await openOutbox({ ...options, onReadable: () => wake() });
  // Losses that are not told yet are told in front of it.
  await outbox.append({ chain: 'critical', topic: 't', payload: Buffer.from('{"gap":null}'), envelope: true });
  await new Promise<void>((resolve) => {
    wake = () => {
      for (const chain of chains) {
        for (let record = outbox.take(chain); record; record = outbox.take(chain)) {
          const text = Buffer.from(record.payload).toString();
          if (text !== '{"gap":null}') ledger.arrive(chain, record.seq, text);
          outbox.acknowledge(chain, record.seq);
        }
      }
      if (chains.every((chain) => outbox.stats().chains[chain].depth === 0)) resolve();
    };
    wake();
  });
  await outbox.close();
  return { critical: outbox.head('critical') - 1, event: outbox.head('event'), telemetry: outbox.head('telemetry') };
}

test(`${kills} kills of an outbox at random instants: everything promised arrives or is named as lost (SEED=${seed})`, async () => {
  const ends: Ends = new Map();
  const folder = await mkdtemp(join(tmpdir(), 'branch-gateway-uplink-kill-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));

  const lived = outboxes.map(async ({ name, room, producers, lingerMs }, index) => {
    const random = seededRandom(seed + index);
    const ledger = new Ledger();
    const centre = await startCentre(random, (chain, seq, payload) => ledger.arrive(chain, seq, payload));
    const directory = join(folder, String(index));
    for (let life = 0; life < kills / outboxes.length; life++) {
      const order = { directory, room, producers, lingerMs, firstNumber: 1 + life * 1_000_000 };
      await live(planLife(random, order, centre), ledger, ends);
      await centre.quiet();
    }
    centre.close();
    const heads = await empty(directory, room, ledger);
    return { name, room, ledger, problems: ledger.judge(heads) };
  });

  for (const { name, room, ledger, problems } of await Promise.all(lived)) {
    const { kept, duplicates, refused, gaps } = ledger;
    const lost = gaps.reduce((sum, { count }) => sum + count, 0);
    process.stdout.write(
      `outbox ${name}: ${kept} promised, ${duplicates} came twice, ${lost} named as lost in ${gaps.length} gaps, ${refused} refused\n`,
    );
    expect(problems.slice(0, 20), `${name}, SEED=${seed}`).toEqual([]);
    expect(kept).toBeGreaterThan(kills / outboxes.length);
    if (room === tight) expect(gaps.length).toBeGreaterThan(0);
    else expect(lost + refused).toBe(0);
  }
  const told = [...ends].sort(([a], [b]) => a.localeCompare(b)).map(([end, count]) => `${count} × ${end}`);
  process.stdout.write(`ends: ${told.join(' · ')}\n`);
  for (const stage of stages) {
    const deaths = [...ends].filter(([end]) => end.startsWith(`${stage},`)).reduce((sum, [, count]) => sum + count, 0);
    expect(deaths, `kills at ${stage}`).toBeGreaterThan(0);
  }
}, 600_000);
