import { GatewayError } from '../../error.js';
import type { Turn } from '../board/panel.js';
import { frameFile, frameSegments, neededFiles } from './layout.js';
import { decodeMemory, type MemoryFile, missingFiles } from './memory.js';
import type { ZoneOptions } from './options.js';
import type { Sign } from './sign.js';

/** Must not be withdrawn half way: what comes after it stands on it. */
const setUp: Turn = { priority: 'call', wanted: () => true };

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

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Asks what the sign's memory holds; a sign that does not tell is taken at its word when it is written to. */
  async look(turn: Turn): Promise<void> {
    this.#isReady = false;
    const content = await this.#sign.readIfKnown({ kind: 'read-memory' }, turn);
    this.#missing = content === undefined ? [] : missingFiles(decodeMemory(content), this.#needed);
    const isForbidden = this.#missing.length > 0 && !this.#mayConfigure;
    this.#sign.report('memory', isForbidden ? this.#remedy() : undefined);
  }

  /** Several at once share one. Rejects with PROTOCOL_UNSUPPORTED where the memory is not set up and must not be. */
  prepare(): Promise<void> {
    this.#preparing ??= this.#prepare().finally(() => {
      this.#preparing = undefined;
    });
    return this.#preparing;
  }

  async #prepare(): Promise<void> {
    if (this.#missing.length > 0) await this.#configure();
    const segments = frameSegments(this.#zones);
    await this.#sign.write({ kind: 'write-text', label: frameFile, segments }, 'show the zones', setUp);
    await this.#sign.write({ kind: 'run', labels: [frameFile] }, 'run the zones', setUp);
    this.#isReady = true;
  }

  async #configure(): Promise<void> {
    if (!this.#mayConfigure) throw new GatewayError('PROTOCOL_UNSUPPORTED', this.#remedy());
    await this.#sign.write({ kind: 'configure-memory', files: this.#needed }, 'set up the memory', setUp);
    const content = await this.#sign.read({ kind: 'read-memory' }, setUp);
    this.#missing = missingFiles(decodeMemory(content ?? ''), this.#needed);
    if (this.#missing.length === 0) return;
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
