import { GatewayError } from '../../error.js';
import { asCall, type Turn } from '../board/panel.js';
import { frameFile, frameSegments, neededFiles } from './layout.js';
import { decodeMemory, type MemoryFile, missingFiles } from './memory.js';
import type { ZoneOptions } from './options.js';
import { encodeSegments } from './request.js';
import type { Sign } from './sign.js';

interface StoreOptions {
  readonly zones: Readonly<Record<string, ZoneOptions>>;
  readonly mayConfigure: boolean;
}

/** The files behind named zones. Setting up a sign's memory wipes it, so that is done when it is missing and allowed. */
export class Store {
  readonly #sign: Sign;
  readonly #zones: StoreOptions['zones'];
  readonly #mayConfigure: boolean;
  readonly #needed: readonly MemoryFile[];
  #missing: readonly MemoryFile[] = [];
  #isReady = false;
  #preparing: Promise<void> | undefined;

  constructor(sign: Sign, { zones, mayConfigure }: StoreOptions) {
    this.#sign = sign;
    this.#zones = zones;
    this.#mayConfigure = mayConfigure;
    this.#needed = neededFiles(zones);
  }

  /** All is in place for the texts of the zones. */
  get isReady(): boolean {
    return this.#isReady;
  }

  get lacksFiles(): boolean {
    return this.#missing.length > 0;
  }

  /** Asks whether all is still there; a sign that does not tell is taken at its word when it is written to. */
  async look(turn: Turn): Promise<void> {
    const content = await this.#sign.readIfKnown({ kind: 'read-memory' }, turn);
    this.#missing = content === undefined ? [] : missingFiles(decodeMemory(content), this.#needed);
    const isForbidden = this.lacksFiles && !this.#mayConfigure;
    this.#sign.report('memory', isForbidden ? this.#remedy() : undefined);
    if (this.lacksFiles) {
      this.#isReady = false;
      return;
    }
    const frame = await this.#sign.read({ kind: 'read-text', label: frameFile }, turn);
    this.#isReady &&= frame === encodeSegments(frameSegments(this.#zones));
  }

  /** Several at once share one. Rejects with PROTOCOL_UNSUPPORTED where the memory is not set up and must not be. */
  prepare(): Promise<void> {
    this.#preparing ??= this.#prepare().finally(() => {
      this.#preparing = undefined;
    });
    return this.#preparing;
  }

  async #prepare(): Promise<void> {
    if (this.lacksFiles) await this.#configure();
    const segments = frameSegments(this.#zones);
    await this.#sign.write({ kind: 'write-text', label: frameFile, segments }, 'show the zones', asCall);
    await this.#sign.write({ kind: 'run', labels: [frameFile] }, 'run the zones', asCall);
    this.#isReady = true;
  }

  async #configure(): Promise<void> {
    if (!this.#mayConfigure) throw new GatewayError('PROTOCOL_UNSUPPORTED', this.#remedy());
    await this.#sign.write({ kind: 'configure-memory', files: this.#needed }, 'set up the memory', asCall);
    const content = await this.#sign.read({ kind: 'read-memory' }, asCall);
    this.#missing = missingFiles(decodeMemory(content ?? ''), this.#needed);
    if (!this.lacksFiles) return;
    throw new GatewayError(
      'PROTOCOL_UNEXPECTED',
      'the sign still lacks files of the zones after its memory was set up',
    );
  }

  #remedy(): string {
    const files = this.#missing.map(({ label, type, bytes }) => `${type.toUpperCase()} ${label} of ${bytes} bytes`);
    return (
      `the memory of the sign lacks ${files.join(', ')}; set it up with the vendor's tool, or allow the gateway to ` +
      `with the option mayConfigureMemory, which wipes all the sign holds`
    );
  }
}
