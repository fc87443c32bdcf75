import { type ErrorCode, GatewayError } from '../../error.js';
import type { Card, OnbonContext } from './card.js';
import { type Content, recall, remember } from './content.js';
import type { Layout } from './layout.js';
import type { Request } from './request.js';

interface Slot {
  readonly content: Content;
  /** Monotonic ms of the card's last acknowledgement; undefined while it is not on the glass. */
  readonly sentAt: number | undefined;
}

/** After these the request may have reached the card. */
const mayHaveArrived: ReadonlySet<ErrorCode> = new Set([
  'TRANSPORT_REPLY_TIMEOUT',
  'TRANSPORT_WRITE_TIMEOUT',
  'TRANSPORT_CLOSED',
]);

/**
 * What is on the glass, as far as the card has acknowledged it, and the writes that change it.
 *
 * An order (from a command) goes to the line in the tick in which it is given. Repetition and clean-up wait until no
 * order is under way and then use the same priority: so the line carries everything in the order in which it was
 * decided, and an old text can never come after a newer one.
 */
export class Screen {
  readonly #context: OnbonContext;
  readonly #card: Card;
  readonly #layout: Layout;
  readonly #slots = new Map<string, Slot>();
  /** Zones of which nobody can tell what they show. */
  readonly #doubtful = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();
  /** Number of the newest write that touches a zone. */
  readonly #newest = new Map<string, number>();
  #writes = 0;
  /** Areas of an earlier start or another host are gone. */
  #wiped = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(context: OnbonContext, card: Card, layout: Layout) {
    this.#context = context;
    this.#card = card;
    this.#layout = layout;
    for (const [zone, content] of recall(context.memory.load(), this.#moment(), context.options.encoding)) {
      if (layout.has(zone) && this.fits(zone, content)) this.#slots.set(zone, { content, sentAt: undefined });
    }
  }

  fits(zone: string, content: Content): boolean {
    return this.#card.fits(this.#showRequest(zone, content));
  }

  content(zone: string): Content | undefined {
    return this.#slots.get(zone)?.content;
  }

  /** Resolves when the card shows it. On a lost reply the zone counts as doubtful and is put right later. */
  show(zone: string, content: Content): Promise<void> {
    return this.#write(`show ${zone}`, this.#showRequest(zone, content), [zone], () => {
      const known = this.#slots.get(zone)?.content === content;
      this.#slots.set(zone, { content, sentAt: this.#now() });
      this.#changed(!known);
    });
  }

  clear(zones: readonly string[]): Promise<void> {
    const all = zones.length === this.#layout.zones.length;
    const label = all ? 'delete all areas' : `delete ${zones.join(', ')}`;
    return this.#write(label, this.#layout.remove(all ? 'all' : zones), zones, () => {
      const known = zones.filter((zone) => this.#slots.delete(zone)).length === 0;
      this.#changed(!known);
    });
  }

  /** Contact was lost: the card may have lost its areas, which live in RAM, with its power. */
  doubt(): void {
    const onGlass = [...this.#slots].filter(([, { sentAt }]) => sentAt !== undefined);
    if (onGlass.length > 0) this.#doubt(onGlass.map(([zone]) => zone));
  }

  /**
   * Brings the glass to what it should show: wipes it at the first time, ends what is over, repeats what is doubtful or
   * old. What the card refuses stays for the next time; its alarm is raised already. Rejects when it does not answer.
   */
  async tidy(): Promise<void> {
    await this.#unlessRefused(() => this.#wipe());
    for (const zone of this.#layout.zones) await this.#unlessRefused(() => this.#tidyZone(zone));
    this.#report();
  }

  /** Resolves when nothing is being saved any more. */
  settled(): Promise<void> {
    return this.#saving;
  }

  async #wipe(): Promise<void> {
    await this.#quiet();
    if (this.#wiped) return;
    await this.#write('delete all areas', this.#layout.remove('all'), this.#layout.zones, () => {
      this.#wiped = true;
      for (const [zone, { content }] of this.#slots) this.#slots.set(zone, { content, sentAt: undefined });
    });
  }

  async #tidyZone(zone: string): Promise<void> {
    await this.#quiet();
    const slot = this.#slots.get(zone);
    const content = slot && this.#lasting(slot.content);
    if (content) {
      const renew = content !== slot.content || this.#doubtful.has(zone) || this.#isOld(slot);
      if (renew) await this.show(zone, content);
    } else if (slot || this.#doubtful.has(zone)) {
      await this.clear([zone]);
    }
  }

  /** The content itself, or what comes back after it. */
  #lasting(content: Content): Content | undefined {
    if (content.endsAt > this.#now()) return content;
    return content.test?.over && this.#lasting(content.test.over);
  }

  #isOld({ sentAt }: Slot): boolean {
    return sentAt === undefined || this.#now() - sentAt >= this.#context.options.expireSeconds * 500;
  }

  async #quiet(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  async #unlessRefused(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      if (!(error instanceof GatewayError) || !error.code.startsWith('PROTOCOL_')) throw error;
    });
  }

  /** Reaches the line in the same tick; `accepted` belongs to what `#quiet` waits for. */
  #write(label: string, request: Request, zones: readonly string[], accepted: () => void): Promise<void> {
    const number = ++this.#writes;
    for (const zone of zones) this.#newest.set(zone, number);
    const stillWanted = () => zones.every((zone) => this.#newest.get(zone) === number);
    const writing = this.#card.write(request, { label, stillWanted }).then(
      () => {
        for (const zone of zones) this.#doubtful.delete(zone);
        accepted();
      },
      (error: unknown) => {
        if (error instanceof GatewayError && mayHaveArrived.has(error.code)) this.#doubt(zones);
        throw error;
      },
    );
    this.#underWay.add(writing);
    return writing.finally(() => this.#underWay.delete(writing));
  }

  #doubt(zones: readonly string[]): void {
    for (const zone of zones) this.#doubtful.add(zone);
    this.#report();
  }

  #changed(worthSaving: boolean): void {
    this.#report();
    if (!worthSaving) return;
    const { memory, logger } = this.#context;
    const contents = new Map([...this.#slots].map(([zone, { content }]) => [zone, content]));
    this.#saving = memory.save(remember(contents, this.#moment())).catch((error: unknown) => {
      logger.warn('what the board shows cannot be saved', { error: String(error) });
    });
  }

  #report(): void {
    const shown = [...this.#slots].filter(([, { sentAt }]) => sentAt !== undefined);
    this.#context.state({
      showing: Object.fromEntries(shown.map(([zone, { content }]) => [zone, content.board.text])),
      verified: this.#doubtful.size > 0 ? 'sent' : 'acknowledged',
    });
  }

  #showRequest(zone: string, content: Content): Request {
    return this.#layout.show(zone, content, this.#now());
  }

  #moment() {
    return { wall: this.#context.clock.now(), monotonic: this.#now() };
  }

  #now(): number {
    return this.#context.clock.monotonic();
  }
}
