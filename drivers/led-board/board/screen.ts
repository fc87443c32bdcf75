import type { Timer } from '../../clock.js';
import { GatewayError } from '../../error.js';
import { mayHaveArrived } from './arrival.js';
import { type Content, covering, outdated, recall, remember, resting } from './content.js';
import type { BoardContext } from './context.js';
import type { BoardMemory } from './memory.js';
import type { BoardText, Evidence, Glass, Panel, SeenZone, Turn } from './panel.js';
import { believed, Proof } from './proof.js';
import { isDue, lasting, nextMoment, pictureOf, type ShownZone, type Slot, stateOf } from './slot.js';
import { Writes, type WriteTurn } from './writes.js';

/**
 * What is on the glass, as far as the board has told, and the writes that change it. An order (from a command) goes to
 * the line in the tick in which it is given, in front of every poll. Repetition and clean-up wait until no order is
 * under way, then go as polls, and are dropped when an order overtakes them.
 */
export class Screen<Text extends BoardText> {
  readonly #context: BoardContext;
  readonly #panel: Panel<Text>;
  readonly #memory: BoardMemory;
  readonly #writes = new Writes();
  readonly #proof: Proof<Text>;
  readonly #slots = new Map<string, Slot<Text>>();
  /** Zones of which nobody can tell what they show. */
  readonly #doubtful = new Set<string>();
  /** What an earlier start or another host left is gone. */
  #wiped = false;
  /** How many numbers have been called in vain, by zone. */
  readonly #inVain = new Map<string, number>();
  /** Switched dark on a board that has no switch: everything stays blank. */
  #dark = false;
  /** Of the zones that show nothing. */
  #blankEvidence: Evidence = 'sent';
  #tidying: Promise<unknown> = Promise.resolve();
  #timer: Timer | undefined;
  #closed = false;

  constructor(context: BoardContext, panel: Panel<Text>, memory: BoardMemory) {
    this.#context = context;
    this.#panel = panel;
    this.#memory = memory;
    this.#proof = new Proof(panel, (condition) => context.alarm(condition));
    const fit = (zone: string, text: string) =>
      panel.zones.includes(zone) ? fitOrNothing(panel, zone, text) : undefined;
    for (const [zone, content] of recall(memory.load(), this.#moment(), fit)) this.#slots.set(zone, { content });
  }

  /** Resolves when the board shows it. On a lost reply the zone counts as doubtful and is put right later. */
  async show(zone: string, content: Content<Text>, priority: Turn['priority'] = 'call'): Promise<Evidence> {
    const picture = pictureOf(content, this.#panel, this.#now());
    const inVain = this.#inVain.get(zone);
    const proven = await this.#write([zone], priority, async (turn) => {
      const proven = await this.#proof.show(zone, picture, turn).catch((error: unknown) => {
        if (content.kind === 'call' && priority === 'call' && turn.newest()) this.outdate(zone);
        throw error;
      });
      const { evidence } = proven;
      if (turn.counts(zone)) {
        const before = this.#slots.get(zone)?.content;
        const onGlass = { sentAt: this.#now(), evidence, blinking: picture.blink };
        const shown = before === content ? content : covering(content, before);
        const isOutdated = inVain !== this.#inVain.get(zone);
        this.#slots.set(zone, { content: (isOutdated && outdated(shown)) || shown, onGlass });
        this.#changed(before !== content);
      }
      return proven;
    });
    return believed(proven, picture.board.text);
  }

  /**
   * Shows a test pattern over what stands there when all that was ordered before is done. What is ordered meanwhile is
   * not covered: it is undefined there.
   */
  async cover(zone: string, content: Content<Text>): Promise<Evidence | undefined> {
    const isNewest = this.#writes.newest();
    await this.#writes.quiet();
    return isNewest(zone) ? this.show(zone, content) : undefined;
  }

  async clear(zones: readonly string[], priority: Turn['priority'] = 'call'): Promise<Evidence> {
    const proven = await this.#write(zones, priority, async (turn) => {
      const proven = await this.#proof.blank(zones, turn);
      this.#blankEvidence = proven.evidence;
      const known = zones.filter((zone) => turn.counts(zone) && this.#slots.delete(zone)).length === 0;
      this.#changed(!known);
      return proven;
    });
    return believed(proven, '');
  }

  /**
   * A number was called in vain: the one before it is true no more, and must not come back as if it were the last, nor
   * by a write that is still under way.
   */
  outdate(zone: string): void {
    this.#inVain.set(zone, (this.#inVain.get(zone) ?? 0) + 1);
    const slot = this.#slots.get(zone);
    const content = slot && outdated(slot.content);
    if (!content) return;
    this.#slots.set(zone, { ...slot, content });
    this.#changed(true);
  }

  /** The branch has closed: nothing is to stand there, whether the board hears of it now or later. */
  endDay(): void {
    const underWay = this.#writes.overtake(this.#panel.zones);
    if (this.#slots.size === 0 && underWay.length === 0) return;
    for (const zone of [...this.#slots.keys(), ...underWay]) this.#doubtful.add(zone);
    for (const [zone, slot] of this.#slots) {
      const content = resting(slot.content);
      if (content) this.#slots.set(zone, { ...slot, content });
      else this.#slots.delete(zone);
    }
    this.#changed(true);
    if (this.#wiped) this.#report();
  }

  /** The branch has opened: what has rested is wanted again. */
  beginDay(): void {
    const atRest = [...this.#slots].filter(([, { content }]) => content.rests);
    for (const [zone, { content, ...slot }] of atRest) {
      const { rests: _, ...awake } = content;
      this.#slots.set(zone, { ...slot, content: awake });
    }
    if (atRest.length > 0) this.#changed(true);
  }

  /** Makes everything blank, or shows it again, on a board that cannot be switched dark itself. */
  async setDark(dark: boolean): Promise<void> {
    const before = this.#dark;
    this.#dark = dark;
    try {
      await this.tidy();
    } catch (error) {
      this.#dark = before;
      throw error;
    }
  }

  /** It was so made at the last start: nothing is to light up before the first look at the board is over. */
  startDark(): void {
    this.#dark = true;
  }

  /** What was given up as beyond repair may be tried again. */
  forgive(): void {
    this.#proof.forgive();
  }

  /** Contact was lost: the board may have lost its texts with its power. */
  doubt(): void {
    this.#proof.forgive();
    const onGlass = [...this.#slots].filter(([, slot]) => slot.onGlass !== undefined);
    if (onGlass.length > 0) this.#doubt(onGlass.map(([zone]) => zone));
  }

  /** A look at the board that is still under way; `compare` takes what it saw and tells whether all is well. */
  look(): { compare(glass: Glass): boolean } {
    const leftAlone = this.#writes.since();
    return {
      compare: ({ zones = new Map() }) => {
        if (!this.#wiped) return true;
        for (const [zone, seen] of zones) if (leftAlone(zone)) this.#compare(zone, seen);
        this.#report();
        return this.#doubtful.size === 0;
      },
    };
  }

  /**
   * Brings the glass to what it should show: wipes it at the first time, ends what is over, repeats what is doubtful or
   * old. What the board refuses stays for the next time; its alarm is raised already. Rejects when it does not answer.
   */
  tidy(): Promise<void> {
    const work = this.#tidying.then(() => this.#tidy());
    this.#tidying = work.catch(() => undefined);
    return work;
  }

  /** Ends the timer. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  async #tidy(): Promise<void> {
    await this.#unlessRefused(() => this.#wipe());
    for (const zone of this.#panel.zones) await this.#unlessRefused(() => this.#tidyZone(zone));
    this.#report();
  }

  async #wipe(): Promise<void> {
    await this.#writes.quiet();
    if (this.#wiped) return;
    await this.#write(this.#panel.zones, 'poll', async (turn) => {
      this.#blankEvidence = (await this.#proof.blank(this.#panel.zones, turn)).evidence;
      this.#wiped = true;
      for (const [zone, { content }] of this.#slots) if (turn.counts(zone)) this.#slots.set(zone, { content });
    });
  }

  async #tidyZone(zone: string): Promise<void> {
    await this.#writes.quiet();
    const slot = this.#slots.get(zone);
    const content = slot && lasting(slot.content, this.#now());
    const doubtful = this.#doubtful.has(zone);
    if (content && !this.#isHidden(content)) {
      const due = content !== slot.content || doubtful || isDue(slot, this.#panel, this.#now());
      if (due) await this.show(zone, content, 'poll');
    } else if (content) {
      if (slot.onGlass || doubtful) await this.#hide(zone, content);
    } else if (slot || doubtful) {
      await this.clear([zone], 'poll');
    }
  }

  #isHidden({ rests }: Content<Text>): boolean {
    return this.#dark || rests === true;
  }

  /** Blank for now, but not forgotten. */
  async #hide(zone: string, content: Content<Text>): Promise<void> {
    await this.#write([zone], 'poll', async (turn) => {
      this.#blankEvidence = (await this.#proof.blank([zone], turn)).evidence;
      if (turn.counts(zone)) this.#slots.set(zone, { content });
      this.#changed(false);
    });
  }

  #compare(zone: string, seen: SeenZone): void {
    const slot = this.#slots.get(zone);
    if (slot && !slot.onGlass && !this.#isHidden(slot.content)) return;
    const text = slot?.onGlass ? slot.content.board.text : '';
    const wanted = { text, blink: slot?.onGlass?.blinking ?? false };
    const found = this.#proof.compare(zone, wanted, seen);
    if (found === 'repair') this.#doubtful.add(zone);
    else if (slot?.onGlass) this.#slots.set(zone, { ...slot, onGlass: { ...slot.onGlass, evidence: 'read-back' } });
  }

  async #unlessRefused(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      const { code = '' } = error instanceof GatewayError ? error : {};
      // What an order has overtaken is no matter any more.
      if (!code.startsWith('PROTOCOL_') && code !== 'TRANSPORT_WITHDRAWN') throw error;
    });
  }

  /** Reaches the line in the same tick. */
  #write<T>(zones: readonly string[], priority: Turn['priority'], work: (turn: WriteTurn) => Promise<T>): Promise<T> {
    return this.#writes.run(zones, priority, (turn) =>
      work(turn).then(
        (value) => {
          if (turn.newest()) for (const zone of zones) this.#doubtful.delete(zone);
          this.#report();
          return value;
        },
        (error: unknown) => {
          if (mayHaveArrived(error)) this.#doubt(zones);
          throw error;
        },
      ),
    );
  }

  #doubt(zones: readonly string[]): void {
    for (const zone of zones) this.#doubtful.add(zone);
    this.#report();
  }

  #changed(worthSaving: boolean): void {
    this.#arm();
    if (!worthSaving) return;
    const contents = new Map([...this.#slots].map(([zone, { content }]) => [zone, content]));
    this.#memory.save(remember(contents, this.#moment()));
  }

  /** Wakes at the next moment at which a text ends or stands still. */
  #arm(): void {
    this.#timer?.cancel();
    const next = nextMoment(this.#slots.values(), this.#now());
    if (next === Number.POSITIVE_INFINITY || this.#closed || this.#context.signal.aborted) return;
    // What fails here is found again by the next poll; a timer may be early by a part of a ms, and then looks again.
    const run = () =>
      void this.tidy()
        .catch(() => undefined)
        .then(() => this.#arm());
    this.#timer = this.#context.clock.setTimeout(run, next - this.#now());
  }

  #report(): void {
    const shown = this.#panel.zones.flatMap((zone) => this.#shown(zone));
    this.#context.state(stateOf(shown, this.#blankEvidence, this.#doubtful.size > 0));
  }

  #shown(zone: string): ShownZone[] {
    const { content, onGlass } = this.#slots.get(zone) ?? {};
    const text = this.#proof.instead(zone) ?? (onGlass && content?.board.text) ?? '';
    if (text === '') return [];
    const verified = this.#doubtful.has(zone) ? 'sent' : (onGlass?.evidence ?? 'read-back');
    return [{ zone, text, verified, ...(onGlass?.blinking ? { blinking: true } : {}) }];
  }

  #moment() {
    return { wall: this.#context.clock.now(), monotonic: this.#now() };
  }

  #now(): number {
    return this.#context.clock.monotonic();
  }
}

function fitOrNothing<Text extends BoardText>(panel: Panel<Text>, zone: string, text: string): Text | undefined {
  try {
    return panel.fit(zone, text, 'stored');
  } catch (error) {
    // The options have changed since, or the board.
    if (error instanceof GatewayError && error.code === 'COMMAND_ARGS_INVALID') return undefined;
    throw error;
  }
}
