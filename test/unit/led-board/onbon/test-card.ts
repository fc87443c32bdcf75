import iconv from 'iconv-lite';
import type { Clock } from '../../../../drivers/clock.js';
import { GatewayError } from '../../../../drivers/error.js';
import type { BusMember, Transaction } from '../../../../drivers/transport/transaction.js';
import { ack, cardFrame, nack } from './wire.js';

interface GlassArea {
  readonly text: string;
  readonly timeout: number;
  readonly runMode: number;
}

/** A card on a line of its own: takes frames apart by the table of 2.7 and shows what stands in its RAM. */
export class TestCard {
  readonly glass = new Map<number, GlassArea>();
  /** Group and command of everything received, e.g. `A306`. */
  readonly received: string[] = [];
  /** Payload of the last request of each kind. */
  readonly payloads = new Map<string, Buffer>();
  /** Codes of the NACKs to come, by request; used up one by one. */
  readonly refusals = new Map<string, number[]>();
  /** Requests that do not reach it, or `all`. */
  readonly silent = new Set<string>();
  /** It does what it is told, but its replies get lost. */
  mute = false;
  readonly payloadOf: Record<string, number[]> = {};
  deviceType = 0xfe;
  readonly #address: number;

  constructor(address = 1) {
    this.#address = address;
  }

  /** Undefined when it says nothing. */
  answer(wire: Uint8Array): Uint8Array | undefined {
    const data = bodyOf(wire).subarray(14);
    const kind = data.toString('hex', 0, 2).toUpperCase();
    this.received.push(kind);
    this.payloads.set(kind, data.subarray(5));
    if (this.silent.has('all') || this.silent.has(kind)) return undefined;
    const code = this.refusals.get(kind)?.shift();
    if (code === undefined && kind === 'A306') this.#write(data.subarray(5));
    if (this.mute) return undefined;
    if (code !== undefined) return this.#frame(nack(code));
    return this.#frame(ack(...(this.payloadOf[kind] ?? [])));
  }

  text(id = 0): string | undefined {
    return this.glass.get(id)?.text;
  }

  refuse(kind: string, ...codes: number[]): void {
    this.refusals.set(kind, codes);
  }

  count(kind: string): number {
    return this.received.filter((each) => each === kind).length;
  }

  #frame(data: readonly number[]): Uint8Array {
    return cardFrame(data, { source: this.#address, deviceType: this.deviceType });
  }

  #write(payload: Buffer): void {
    const all = payload[0] === 0xff;
    const removals = all ? 0 : payload[0]!;
    if (all) this.glass.clear();
    for (const id of payload.subarray(1, 1 + removals)) this.glass.delete(id);
    let at = 1 + removals + 1;
    for (let left = payload[at - 1]!; left > 0; left--) {
      const length = payload.readUInt16LE(at);
      const area = payload.subarray(at + 2, at + 2 + length);
      this.glass.set(area[9]!, {
        runMode: area[11]!,
        timeout: area.readUInt16LE(12),
        text: iconv.decode(area.subarray(27), 'gbk'),
      });
      at += 2 + length;
    }
  }
}

/** Header and data field, escapes and frame taken off by hand: the driver's own decoder must not judge itself. */
export function bodyOf(wire: Uint8Array): Buffer {
  const pairs: Record<string, string> = { a602: 'a5', a601: 'a6', '5b02': '5a', '5b01': '5b' };
  const escaped = Buffer.from(wire).toString('hex').slice(16, -2);
  const raw = escaped.replace(/(?<=^(?:..)*)(?:a60[12]|5b0[12])/g, (pair) => pairs[pair]!);
  return Buffer.from(raw, 'hex').subarray(0, -2);
}

interface Waiting {
  readonly transaction: Transaction<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** One member's place on a line that works as the bus does: one at a time, calls first, time-outs by the clock. */
export class TestLine implements BusMember {
  readonly name = 'test line';
  readonly card = new TestCard();
  /** What was asked, in the order in which it was handed over. */
  readonly asked: { readonly label: string; readonly priority: string | undefined }[] = [];
  /** Fails the next requests before anything is sent. */
  failure: GatewayError | undefined;
  readonly #clock: Clock;
  readonly #queue: Waiting[] = [];
  #busy = false;
  #held = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  transact<T>(transaction: Transaction<T>): Promise<T> {
    this.asked.push({ label: transaction.label, priority: transaction.priority });
    if (this.failure) return Promise.reject(this.failure);
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ transaction, resolve: resolve as (value: unknown) => void, reject });
      this.#next();
    });
  }

  async send(): Promise<void> {}

  leave(): void {}

  /** Another member has the line. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#next();
  }

  #next(): void {
    if (this.#busy || this.#held) return;
    const first = this.#queue.findIndex(({ transaction }) => transaction.priority === 'call');
    const [job] = this.#queue.splice(Math.max(0, first), 1);
    if (!job) return;
    if (job.transaction.wanted?.() === false) {
      job.reject(new GatewayError('TRANSPORT_WITHDRAWN', 'nobody wants it any more'));
      this.#next();
      return;
    }
    this.#busy = true;
    void this.#run(job);
  }

  async #run({ transaction, resolve, reject }: Waiting): Promise<void> {
    const done = () => {
      this.#busy = false;
      this.#next();
    };
    const decode = transaction.decoder();
    const answer = this.card.answer(transaction.request);
    await new Promise<void>((next) => setImmediate(next));
    for (const byte of answer ?? []) {
      const value = decode(Uint8Array.of(byte));
      if (value === undefined) continue;
      resolve(value);
      return done();
    }
    this.#clock.setTimeout(() => {
      reject(new GatewayError('TRANSPORT_REPLY_TIMEOUT', `no reply to "${transaction.label}"`));
      done();
    }, transaction.timeoutMs);
  }
}
