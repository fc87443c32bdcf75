import type { KilledBranch } from './alarm-kill-branch.js';
import type { Trouble } from './alarm-kill-truth.js';

export interface MischiefOptions {
  readonly branch: KilledBranch;
  readonly troubles: readonly Trouble[];
  readonly random: () => number;
  /** This device's troubles come as often as they like, the others seldom enough that none of their alarms flaps. */
  readonly restless: string;
  /** How much of the story is over, 0 to 1: what is seldom comes from its beginning to its end. */
  readonly progress: () => number;
}

/** Times one trouble begins; one more raise within half an hour, and its alarm would flap. */
const mostBegins = 3;
/** Mean ms between two doings. */
const meanMs = 350;

/** Begins and ends troubles, and acknowledges what they raise, whether the gateway lives or not. */
export class Mischief {
  readonly #options: MischiefOptions;
  readonly #begins = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();
  /** Troubles begun or ended. */
  count = 0;

  constructor(options: MischiefOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setTimeout(
      () => {
        this.#act();
        this.start();
      },
      -Math.log(1 - this.#options.random()) * meanMs,
    );
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#last;
  }

  /** Resolves when the next trouble begins or ends. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  /** Ends the troubles that stand. */
  async mend(which: (trouble: Trouble) => boolean = () => true): Promise<void> {
    const { troubles, branch } = this.#options;
    for (const trouble of troubles) {
      if (which(trouble) && trouble.isOn(branch.simulators)) await trouble.end(branch.simulators);
    }
  }

  #act(): void {
    const { branch, troubles, random, restless, progress } = this.#options;
    const { simulators, local } = branch;
    if (random() < 0.1) {
      const open = [...local.view.open().keys()];
      local.acknowledge(open[Math.floor(random() * open.length)] ?? '');
      return;
    }
    const isSpent = ({ name }: Trouble) =>
      !name.startsWith(restless) && (this.#begins.get(name) ?? 0) >= Math.ceil(progress() * mostBegins);
    const possible = troubles.filter((trouble) => trouble.isOn(simulators) || !isSpent(trouble));
    const trouble = possible[Math.floor(random() * possible.length)];
    if (!trouble) return;
    const isOn = trouble.isOn(simulators);
    if (!isOn) this.#begins.set(trouble.name, (this.#begins.get(trouble.name) ?? 0) + 1);
    this.#last = this.#last.then(() => (isOn ? trouble.end : trouble.begin)(simulators));
    this.count += 1;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
