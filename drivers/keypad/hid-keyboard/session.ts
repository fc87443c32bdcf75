import type { DeviceSession, Identity } from '../../driver.js';
import type { KeypadContext } from '../contract.js';
import { KeypadDesk } from '../desk.js';
import { pluggedIn } from '../plugged-in.js';
import { CodeCollector } from './code-collector.js';
import { HeldKeys } from './held-keys.js';
import { keyNameOf } from './key-names.js';
import { type HidKeyboardOptions, type KeyAction, keyTable } from './options.js';
import { KeyEdges } from './reports.js';

/** A keypad at work. It speaks by itself and cannot be asked: contact is that it is plugged in. */
export class HidKeyboardSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = {};
  readonly #context: KeypadContext<HidKeyboardOptions>;
  readonly #desk: KeypadDesk;
  readonly #table: ReadonlyMap<number, KeyAction>;
  readonly #held: HeldKeys;
  readonly #edges: KeyEdges;
  readonly #codes: CodeCollector;
  /** When each key was last taken, monotonic ms. */
  readonly #takenAt = new Map<number, number>();

  constructor(context: KeypadContext<HidKeyboardOptions>) {
    const { options, clock, link } = context;
    this.pollIntervalMs = options.pollIntervalMs;
    this.#context = context;
    this.#desk = new KeypadDesk(context);
    this.#table = keyTable(options);
    this.#held = new HeldKeys(context);
    this.#edges = new KeyEdges(this.#held.remembered);
    this.#codes = new CodeCollector({
      clock,
      end: options.codeEnd,
      gapMs: options.codeGapMs,
      onCode: (code) => this.#desk.scan({ code, ...this.#counter() }),
      onRefused: (why) => this.#desk.refuse(why, options.counter),
    });
    link.onReport((report) => this.#report(report));
  }

  async identify(): Promise<Identity> {
    await pluggedIn(this.#context);
    this.#context.state({ use: this.#context.options.use, ...this.#counter(), held: [] });
    return { capabilities: [this.#context.options.use] };
  }

  async poll(): Promise<void> {
    this.#tellHeld();
  }

  async close(): Promise<void> {
    this.#codes.close();
    await Promise.all([this.#desk.settled(), this.#held.settled()]);
  }

  #report(report: Uint8Array): void {
    const changes = this.#edges.push(report);
    if (!changes) return;
    const { options } = this.#context;
    this.#held.down(this.#edges.down);
    for (const code of changes.pressed) {
      if (options.use === 'scan') this.#codes.key(code, changes.shift);
      else this.#key(code);
    }
    if (changes.released.length > 0) this.#tellHeld();
  }

  #key(code: number): void {
    const { clock, options } = this.#context;
    const last = this.#takenAt.get(code);
    const at = clock.monotonic();
    if (last !== undefined && at - last < options.repeatMs) return;
    this.#takenAt.set(code, at);
    this.#act(this.#table.get(code));
    this.#context.state({ lastKey: keyNameOf(code), lastKeyAt: this.#desk.now() });
  }

  /** A key that has no action is shown in the state and does nothing. */
  #act(action: KeyAction | undefined): void {
    const { counter } = this.#context.options;
    if (action === undefined || counter === undefined) return;
    if (typeof action === 'number') this.#desk.score({ score: action, counter });
    else if (typeof action === 'string') this.#desk.press({ action, counter });
    else this.#desk.press({ action: 'transfer', counter, service: action.transfer });
  }

  #tellHeld(): void {
    const held = this.#held.held().map(keyNameOf);
    // Where keys are a code, which one sticks says nothing that is secret.
    this.#context.state({ held });
    const detail = held.length === 0 ? {} : { detail: `down for more than 10 s: ${held.join(', ')}` };
    this.#context.alarm({ type: 'keypad-key-stuck', active: held.length > 0, ...detail });
  }

  #counter(): { counter?: string } {
    const { counter } = this.#context.options;
    return counter === undefined ? {} : { counter };
  }
}
