import { sleep } from '../../clock.js';
import type { DeviceSession, DriverContext, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { ByteLink } from '../../transport/link.js';
import type { Reply } from './codec.js';
import { createWordDecoder } from './decoder.js';
import type { CardDispenserOptions } from './options.js';
import { DispenserReport } from './report.js';

/** ms a new tap waits for the first answer of the unit, in steps. */
const firstAnswerMs = 10_000;
const stepMs = 100;

/** A session's world without a way to send. */
export type ListeningContext = Omit<DriverContext<CardDispenserOptions, 'stream'>, 'link'> & {
  readonly link: Pick<ByteLink, 'onData'>;
};

/** A listener at the wire on which a dispenser answers its kiosk PC. It has no way to send. */
export class TapSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = { probe: async () => ({ reachable: this.#isHeard }) };
  readonly #context: ListeningContext;
  readonly #report: DispenserReport;
  /** The newest answer of each kind. */
  readonly #last = new Map<Reply['question'], { readonly reply: Reply; readonly at: number }>();
  #bytes = 0;

  constructor(context: ListeningContext) {
    this.#context = context;
    this.pollIntervalMs = context.options.pollIntervalMs;
    this.#report = new DispenserReport(context);
    const decode = createWordDecoder();
    context.link.onData((chunk) => {
      this.#bytes += chunk.length;
      for (const word of decode(chunk)) if (word.kind === 'reply') this.#hear(word.reply);
    });
  }

  async identify(): Promise<Identity> {
    const { clock, signal } = this.#context;
    for (let waited = 0; waited < firstAnswerMs && !this.#isHeard; waited += stepMs) await sleep(clock, stepMs, signal);
    this.#demandAnswers();
    const version = this.#last.get('GV')?.reply;
    return { ...(version?.question === 'GV' && { firmware: version.version }), capabilities: ['tap'] };
  }

  async poll(): Promise<void> {
    this.#demandAnswers();
    this.#report.tell(this.#fresh);
  }

  async close(): Promise<void> {}

  #hear(reply: Reply): void {
    this.#last.set(reply.question, { reply, at: this.#context.clock.monotonic() });
  }

  /** Answers about how it is that are not too old, oldest first. */
  get #fresh(): Reply[] {
    const { clock, options } = this.#context;
    const notBefore = clock.monotonic() - options.silentSeconds * 1_000;
    return [...this.#last.values()]
      .filter(({ reply, at }) => reply.question !== 'GV' && at >= notBefore)
      .sort((a, b) => a.at - b.at)
      .map(({ reply }) => reply);
  }

  get #isHeard(): boolean {
    return this.#fresh.length > 0;
  }

  #demandAnswers(): void {
    if (this.#isHeard) return;
    const { options, state } = this.#context;
    const noise = `${this.#bytes} bytes came and no answer of the unit: look at ground, at the speed (9600 8N1), and whether the tap is on the wire of the unit and not of the PC`;
    const silence =
      'the unit does not answer, or the kiosk PC does not ask it: the PC is off, its application does not run, or the tap is not connected';
    const text = this.#bytes > 0 && this.#last.size === 0 ? noise : silence;
    const unknown = { status: 'unknown', detail: text, source: 'card-dispenser' } as const;
    state({ reachable: false, modules: { [options.module]: unknown }, service: 'unknown' });
    throw new GatewayError('TRANSPORT_REPLY_TIMEOUT', text);
  }
}
