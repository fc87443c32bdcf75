export interface Queued {
  readonly member: object;
  readonly priority: 'call' | 'poll';
}

/** Calls before polls, and within a kind first come, first served. */
export class BusQueue<Job extends Queued> {
  readonly #calls: Job[] = [];
  readonly #polls: Job[] = [];

  get length(): number {
    return this.#calls.length + this.#polls.length;
  }

  push(job: Job): void {
    this.#kind(job.priority).push(job);
  }

  first(): Job | undefined {
    return this.#calls[0] ?? this.#polls[0];
  }

  take(): Job | undefined {
    return this.#calls.shift() ?? this.#polls.shift();
  }

  countOf(member: object): number {
    return [...this.#calls, ...this.#polls].filter((job) => job.member === member).length;
  }

  /** Takes out everything of one member, or of all. */
  remove(member?: object): Job[] {
    return [this.#calls, this.#polls].flatMap((jobs) => {
      const all = jobs.splice(0);
      const staying = all.filter((job) => member !== undefined && job.member !== member);
      jobs.push(...staying);
      return all.filter((job) => !staying.includes(job));
    });
  }

  #kind(priority: 'call' | 'poll'): Job[] {
    return priority === 'call' ? this.#calls : this.#polls;
  }
}
