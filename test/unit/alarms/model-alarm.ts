/** What one alarm of the model is like; delays and the window in seconds. */
export interface ModelRule {
  readonly on: number;
  readonly off: number;
  readonly contact: boolean;
  readonly onOccasion: boolean;
  readonly flap: { readonly raises: number; readonly window: number };
}

/** What ought to be true of one alarm, in the plainest words: seconds counted one by one. */
export class ModelAlarm {
  /** What the record says. */
  raised = false;
  flapping = false;
  acknowledged = true;
  raises = 0;
  /** Raises while it flapped: the record counts them, not all at once. */
  silent = 0;
  /** The condition, its delays taken off. */
  #is = false;
  #confirmed = false;
  /** Seconds the opposite has been reported for; undefined when it is not. */
  #differsFor: number | undefined;
  /** Seconds without a change while it flaps; undefined while nobody confirms it. */
  #calmFor: number | undefined;
  /** Of each raise that was told: seconds ago, and the wall clock's time. */
  #told: { age: number; readonly wall: number }[] = [];

  constructor(
    readonly rule: ModelRule,
    readonly held: () => boolean,
    readonly wall: () => number,
  ) {}

  report(active: boolean): void {
    this.#confirmed = true;
    if (this.flapping) this.#calmFor ??= 0;
    if (active === this.#is) this.#differsFor = undefined;
    else this.#differsFor ??= 0;
    this.turn();
  }

  second(): void {
    for (const raise of this.#told) raise.age += 1;
    if (this.#calmFor !== undefined) this.#calmFor += 1;
    if (this.#calmFor !== undefined && this.#calmFor >= this.rule.flap.window) {
      this.flapping = false;
      this.#calmFor = undefined;
      this.raised = this.#is;
    }
    if (this.#differsFor !== undefined) this.#differsFor += 1;
    this.turn();
  }

  contactLost(): void {
    if (this.rule.contact) return;
    this.#confirmed = false;
    this.#differsFor = undefined;
    this.#calmFor = undefined;
  }

  /** The device has said all that it knows. */
  verified(): void {
    if (this.rule.contact || this.rule.onOccasion || this.#confirmed || !this.raised) return;
    this.raised = this.flapping = this.#is = false;
    this.#differsFor = this.#calmFor = undefined;
  }

  restart(): void {
    this.#confirmed = false;
    this.#is = this.raised;
    this.#differsFor = this.#calmFor = undefined;
    const { window } = this.rule.flap;
    this.#told = this.#told
      .map(({ wall }) => ({ wall, age: (this.wall() - wall) / 1_000 }))
      .filter(({ age }) => age >= 0 && age < window);
  }

  turn(): void {
    if (this.#differsFor === undefined) return;
    if (this.#differsFor < (this.#is ? this.rule.off : this.rule.on)) return;
    if (!this.#is && !this.flapping && this.held()) return;
    this.#is = !this.#is;
    this.#differsFor = undefined;
    if (this.flapping) {
      this.#calmFor = 0;
      if (this.#is) this.silent += 1;
    } else if (this.#is) this.#raise();
    else this.raised = false;
  }

  #raise(): void {
    const { raises, window } = this.rule.flap;
    this.raised = true;
    this.acknowledged = false;
    this.raises += 1;
    this.#told.push({ age: 0, wall: this.wall() });
    if (this.#told.filter(({ age }) => age < window).length < raises) return;
    this.flapping = true;
    this.#calmFor = 0;
  }
}
