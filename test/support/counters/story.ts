import { type AnyDriver, type BranchHours, rememberedHours } from '../../../drivers/index.js';
import { openingHours } from '../../../gateway/hours/opening-hours.js';
import type { Counts, Truth } from '../../../simulators/people-counter/doorway.js';
import type { Simulator, World } from '../../../simulators/simulator.js';
import { seededRandom } from '../random.js';
import { VirtualClock } from '../virtual-clock.js';
import { type Disk, emptyDisk, GatewayLife } from './gateway-life.js';
import { Ledger } from './ledger.js';

/** A counter of the story. */
export interface CounterPlan {
  readonly name: string;
  readonly driver: AnyDriver;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly simulator: (world: World) => Simulator;
  /** The first value its totals cannot hold; default 2^32. */
  readonly range?: number;
  readonly tellsUptime?: boolean;
  /** A power cut leaves its totals. */
  readonly keeps?: boolean;
  /** What its first totals are, so that they roll over within the days. */
  readonly starts?: Counts;
  /** `totals` it tells them when asked, `passages` when somebody passes, `periods` it tells what it counted in each. */
  readonly tells: 'totals' | 'passages' | 'periods';
}

export interface DayStory {
  readonly seed: number;
  readonly days: number;
  readonly plan: CounterPlan;
}

export interface Outcome {
  readonly findings: readonly string[];
  readonly tally: Ledger['tally'];
  readonly done: Readonly<Record<string, number>>;
  readonly counted: Counts;
  readonly total: Counts;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const timezone = 'Asia/Shanghai';
const weekly = { 'mon-fri': '09:00-17:00', sat: '09:00-12:00' };
/** 07:00 on a Monday in Shanghai. */
const start = Date.UTC(2026, 10, 22, 23, 0, 0);

interface View {
  readonly in?: number;
  readonly out?: number;
  readonly connected?: boolean;
  readonly waiting?: number;
  /** Of a counter of periods: whom no platform has confirmed, and of them those in the period that runs. */
  readonly unread?: Counts;
  readonly period?: Counts;
  readonly truth: Truth;
}

/** One counter through many days, with everything that goes wrong in a branch; whatever is drawn comes from the seed. */
export async function liveThrough({ seed, days, plan }: DayStory): Promise<Outcome> {
  const random = seededRandom(seed);
  const clock = new VirtualClock(start);
  const simulator = plan.simulator({ clock, random: seededRandom(seed + 1) });
  const hours = rememberedHours(openingHours(weekly, timezone));
  const disk = emptyDisk();
  const scene = new Scene({ plan, clock, random, simulator, hours, disk });
  if (plan.starts) await scene.act('set-totals', plan.starts);
  const end = start + days * 24 * hourMs;
  while (clock.now() < end) {
    const open = hours.isOpen(clock.now());
    await clock.advance(open ? (2 + Math.floor(random() * 20)) * minuteMs : 60 * minuteMs);
    await scene.step(open);
  }
  await scene.calm();
  simulator.close();
  return scene.outcome();
}

/** How often something happens, for each step of some minutes while the branch is open. */
const chances = {
  powerCycle: 0.012,
  loseMemory: 0.004,
  fall: 0.003,
  setClock: 0.004,
  kill: 0.03,
  down: 0.008,
  cut: 0.015,
  noise: 0.02,
  nightOff: 0.04,
} as const;

type Cast = {
  readonly plan: CounterPlan;
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly simulator: Simulator;
  readonly hours: BranchHours;
  readonly disk: Disk;
};

class Scene {
  readonly #cast: Cast;
  readonly #ledger: Ledger;
  readonly #done: Record<string, number> = {};
  #life: GatewayLife;
  /** Steps that the gateway stays down, the link cut, the line noisy. */
  #down = 0;
  #cut = 0;
  #noise = 0;
  #inside = 0;
  #somebodyPassed = false;

  constructor(cast: Cast) {
    this.#cast = cast;
    this.#ledger = new Ledger(cast.disk.measurements, {
      keepsTotals: cast.plan.tells !== 'periods',
      range: cast.plan.range ?? 2 ** 32,
      tellsUptime: cast.plan.tellsUptime ?? false,
    });
    this.#life = this.#newLife();
  }

  async act(name: string, args: object = {}): Promise<void> {
    await this.#cast.simulator.actions[name]?.(args as Record<string, unknown>);
  }

  async step(open: boolean): Promise<void> {
    if (open) await this.#misfortune();
    else if (this.#happens(chances.nightOff)) await this.#forget('power-cycle');
    this.#reconnect();
    this.#somebodyPassed = open;
    if (open) await this.#people();
    await this.#visit();
  }

  /** Everything is put right, and the counter is read in peace. */
  async calm(): Promise<void> {
    this.#cut = 0;
    this.#down = 0;
    this.#noise = 0;
    this.#reconnect();
    for (let poll = 0; poll < 3; poll++) {
      await this.#cast.clock.advance(70 * minuteMs);
      this.#reconnect();
      await this.#life.poll();
      await this.act('walk-in');
      this.#somebodyPassed = true;
      await this.act('upload');
      await this.#visit();
    }
  }

  outcome(): Outcome {
    const { findings, tally, total } = this.#ledger;
    return { findings, tally, done: this.#done, counted: this.#view().truth.counted, total };
  }

  async #misfortune(): Promise<void> {
    if (this.#happens(chances.powerCycle)) await this.#forget('power-cycle');
    if (this.#happens(chances.loseMemory)) await this.#forget('lose-memory');
    const { in: shown = 0, out = 0 } = this.#view();
    // Near zero it would look as if it had begun again.
    if (this.#cast.simulator.actions['fall'] && Math.min(shown, out) > 10_000 && this.#happens(chances.fall)) {
      this.#note('fall');
      this.#ledger.lies();
      await this.act('fall', { in: 3_000, out: 3_000 });
    }
    if (this.#cast.simulator.actions['set-clock'] && this.#happens(chances.setClock)) {
      this.#note('set-clock');
      this.#ledger.lies();
      await this.act('set-clock', { offsetSeconds: (this.#cast.random() < 0.5 ? -1 : 1) * 1_234 });
    }
    if (this.#happens(chances.down)) this.#begin('down', 12);
    if (this.#happens(chances.cut)) this.#begin('cut', 12);
    if (this.#happens(chances.noise)) this.#begin('noise', 4);
  }

  async #forget(how: 'power-cycle' | 'lose-memory'): Promise<void> {
    this.#note(how);
    if (how === 'power-cycle' && this.#cast.plan.keeps) return this.act(how);
    const before = this.#view();
    // What the gateway remembers of it, also where it is down.
    const { device } = (this.#cast.disk.value ?? {}) as { readonly device?: Counts };
    const read = device ?? { in: 0, out: 0 };
    // A counter of periods keeps its records without power; only the period that runs is lost.
    const kept = how === 'power-cycle' ? this.#inRecords(before) : { in: 0, out: 0 };
    const counted = { in: before.truth.counted.in - kept.in, out: before.truth.counted.out - kept.out };
    this.#ledger.forgets({ counted, shows: read }, { powerCut: how === 'power-cycle' });
    await this.act(how);
  }

  /** People in records that no platform has confirmed: they are there after a power cut too. */
  #inRecords({ unread, period }: View): Counts {
    return { in: (unread?.in ?? 0) - (period?.in ?? 0), out: (unread?.out ?? 0) - (period?.out ?? 0) };
  }

  async #people(): Promise<void> {
    const { random } = this.#cast;
    // Somebody always comes: a sensor that speaks of passages tells all it knows then.
    const come = 1 + Math.floor(random() * 13);
    const leave = Math.min(this.#inside, Math.floor(random() * 14));
    if (come > 0) await this.act('walk-in', { count: come });
    if (leave > 0) await this.act('walk-out', { count: leave });
    this.#inside += come - leave;
  }

  /** The gateway's turn: it polls, or is killed while it does. */
  async #visit(): Promise<void> {
    if (this.#down > 0) return;
    await this.act('measure');
    if (this.#happens(chances.kill)) {
      this.#note('kill');
      await this.#life.killDuringPoll(Math.floor(this.#cast.random() * 60));
      this.#life = this.#newLife();
      return;
    }
    const listened = this.#life.listens;
    const read = await this.#life.poll();
    if (!read || this.#noise > 0 || this.#cut > 0) return;
    if (this.#isTold(listened)) {
      const view = this.#view();
      const unread = this.#cast.plan.tells === 'periods' ? (view.unread ?? { in: 0, out: 0 }) : { in: 0, out: 0 };
      const counted = { in: view.truth.counted.in - unread.in, out: view.truth.counted.out - unread.out };
      const where = new Date(this.#cast.clock.now()).toISOString();
      this.#ledger.check(where, { counted, shows: { in: view.in ?? 0, out: view.out ?? 0 } });
    }
  }

  /** Whether the counter has had the occasion to tell all it knows. */
  #isTold(listened: boolean): boolean {
    const { plan } = this.#cast;
    if (plan.tells === 'totals') return true;
    if (plan.tells === 'periods') return this.#view().waiting === 0 && this.#view().connected === true;
    return listened && this.#somebodyPassed;
  }

  #begin(trouble: 'down' | 'cut' | 'noise', mostSteps: number): void {
    const steps = 1 + Math.floor(this.#cast.random() * mostSteps);
    this.#note(trouble);
    if (trouble === 'down') {
      this.#life.kill();
      this.#down = steps;
    } else if (trouble === 'cut') this.#cut = steps;
    else this.#noise = steps;
  }

  /** What has lasted long enough is put right. */
  #reconnect(): void {
    const { simulator, random } = this.#cast;
    if (this.#down > 0 && --this.#down === 0) this.#life = this.#newLife();
    if (this.#cut > 0) this.#cut -= 1;
    if (this.#noise > 0) this.#noise -= 1;
    const noisy = this.#noise > 0;
    simulator.setFaults({
      unplugged: this.#cut > 0,
      flipBit: noisy && random() < 0.5,
      garbageBytes: noisy ? Math.floor(random() * 12) : 0,
      splitBytes: noisy ? 1 + Math.floor(random() * 4) : 0,
      silent: noisy && random() < 0.2,
    });
    if (this.#view().connected === false && this.#cut === 0) this.#life.call();
  }

  #newLife(): GatewayLife {
    const { plan, clock, random, simulator, hours, disk } = this.#cast;
    return new GatewayLife({
      ...{ clock, random, simulator, hours, disk, driver: plan.driver },
      options: plan.options ?? {},
    });
  }

  #view(): View {
    return this.#cast.simulator.view() as View;
  }

  #happens(chance: number): boolean {
    return this.#cast.random() < chance;
  }

  #note(what: string): void {
    this.#done[what] = (this.#done[what] ?? 0) + 1;
  }
}
