import { withTimeout } from '../../clock.js';
import type { DeviceSession, Identity } from '../../driver.js';
import { asGatewayError, GatewayError } from '../../error.js';
import type { TerminalModule } from '../contract.js';
import type { CompositeContext, PartView } from '../part-means.js';
import { mergeModules } from './merge-modules.js';
import { mergeReachable, mergeService } from './merge-service.js';
import type { CompositeOptions } from './options.js';
import { probedSource } from './probed.js';
import { type Source, sourceOf } from './source.js';

/** ms a start waits for the first part to be heard, or all to be lost; less than a session may take to identify. */
const firstContactMs = 20_000;

/** A terminal as the merge of other devices: it asks nobody itself and raises nothing of what they raise. */
export class CompositeSession implements DeviceSession {
  /** Only for what nobody has told of; their changes are taken at once. */
  readonly pollIntervalMs = 30_000;
  readonly commands = { probe: () => this.#probe() };
  readonly #context: CompositeContext<CompositeOptions>;
  readonly #unwatch: () => void;
  /** Whether it was in contact the last time that the gateway asked. */
  #wasInContact: boolean | undefined;
  #onChange: () => void = () => undefined;

  constructor(context: CompositeContext<CompositeOptions>) {
    this.#context = context;
    this.#unwatch = context.parts.watch(() => this.#changed());
  }

  /** At a start the parts are on their way too: that nobody is heard yet does not mean that nobody is there. */
  async identify(): Promise<Identity> {
    const { clock, signal } = this.#context;
    if (this.#isUndecided()) {
      const decided = new Promise<void>((resolve) => {
        this.#onChange = () => {
          if (!this.#isUndecided()) resolve();
        };
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await withTimeout(clock, decided, firstContactMs, () => this.#unheard()).finally(() => {
        this.#onChange = () => undefined;
      });
    }
    this.#report();
    this.#assertContact();
    return { capabilities: this.#context.parts.views().map(({ id, driver }) => `${id}: ${driver}`) };
  }

  async poll(): Promise<void> {
    this.#report();
    this.#assertContact();
  }

  async close(): Promise<void> {
    this.#unwatch();
  }

  /** A door is told in the moment in which its part tells it; only contact is the gateway's to find, so it is woken. */
  #changed(): void {
    this.#report();
    this.#onChange();
    if (this.#wasInContact !== undefined && this.#wasInContact !== this.#isInContact()) this.#context.parts.wake();
  }

  #report(): void {
    const sources = this.#sources();
    const modules = mergeModules(sources);
    this.#context.state({ modules, service: this.#service(sources, modules), reachable: mergeReachable(sources) });
  }

  #service(sources: readonly Source[], modules: Readonly<Record<string, TerminalModule>>) {
    const { options, parts } = this.#context;
    const inMaintenance = parts.self().admin === 'maintenance';
    return mergeService({ sources, modules, essential: options.essential, inMaintenance });
  }

  /** Has every part that can looked at now, and tells what they found; their own polls raise what is to be raised. */
  async #probe(): Promise<Record<string, unknown>> {
    const { parts } = this.#context;
    const asked = parts.views().filter(({ id, admin }) => admin !== 'disabled' && parts.has(id, 'probe'));
    const answers = await Promise.all(
      asked.map(async ({ id }) => {
        try {
          return [id, (await parts.command(id, 'probe', {})) ?? {}] as const;
        } catch (cause) {
          const { code, message } = asGatewayError(cause, 'COMMAND_FAILED');
          return [id, { error: { code, message } }] as const;
        }
      }),
    );
    const found = new Map<string, Readonly<Record<string, unknown>>>(answers);
    const sources = this.#sources().map((source) => probedSource(source, found.get(source.id)));
    const modules = mergeModules(sources);
    return {
      service: this.#service(sources, modules),
      reachable: mergeReachable(sources),
      modules,
      parts: Object.fromEntries(found),
    };
  }

  #sources(): Source[] {
    const views = new Map(this.#context.parts.views().map((view) => [view.id, view]));
    return this.#context.options.parts.flatMap((choice) => {
      const view = views.get(choice.device);
      return view ? [sourceOf(choice, view)] : [];
    });
  }

  #isInContact(): boolean {
    return this.#context.parts.views().some(isHeard);
  }

  #isUndecided(): boolean {
    const views = this.#context.parts.views().filter(({ admin }) => admin !== 'disabled');
    return !views.some(isHeard) && views.some(({ operating }) => operating !== 'offline');
  }

  #assertContact(): void {
    this.#wasInContact = this.#isInContact();
    if (!this.#wasInContact) throw this.#unheard();
  }

  #unheard(): GatewayError {
    const each = this.#sources().map(({ id, silence }) => `${id} ${silence}`);
    return new GatewayError('DEVICE_OFFLINE', `none of its parts is in contact: ${each.join(', ')}`, {
      deviceId: this.#context.deviceId,
    });
  }
}

function isHeard({ operating }: PartView): boolean {
  return operating === 'online' || operating === 'degraded';
}
