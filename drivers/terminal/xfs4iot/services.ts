import type { DeviceMode } from '../../driver.js';
import type { Endpoint } from './address.js';
import type { HeardService } from './judge.js';
import { mostServices } from './publisher.js';
import { ServiceClient, type ServiceOptions } from './service.js';
import type { Dialect } from './versions.js';

/** States of a device that does nothing for anybody. */
const stoppedStates: readonly string[] = ['offline', 'powerOff', 'noDevice'];

type Common = Omit<ServiceOptions, 'endpoint' | 'dialect'>;

/** The services of one terminal, each followed by itself: what one does is nothing to the others. */
export class Services {
  readonly #common: Common;
  /** By address; never more than `mostServices` of the newest list. */
  readonly #clients = new Map<string, ServiceClient>();

  constructor(common: Common) {
    this.#common = common;
  }

  get all(): readonly { readonly name: string; readonly wasAttempted: boolean; readonly isStopped: boolean }[] {
    return [...this.#clients.values()].map((client) => ({
      name: client.name,
      wasAttempted: client.wasAttempted,
      isStopped: !client.isReady || stoppedStates.includes(client.knowledge.device ?? ''),
    }));
  }

  /**
   * Follows these. One that is no longer named stays, as one that has crashed is; it gives way when there are too many.
   * @returns a promise for each new one, settled when its first attempt has ended.
   */
  follow(published: readonly { readonly endpoint: Endpoint; readonly dialect: Dialect }[]): Promise<void>[] {
    const named = new Set(published.map(({ endpoint }) => endpoint.url));
    const added = published.filter(({ endpoint }) => !this.#clients.has(endpoint.url)).length;
    for (const [url, client] of this.#clients) {
      if (this.#clients.size + added <= mostServices) break;
      if (named.has(url)) continue;
      this.#clients.delete(url);
      client.close().catch(() => undefined);
    }
    return published.flatMap(({ endpoint, dialect }) => {
      if (this.#clients.has(endpoint.url)) return [];
      const client = new ServiceClient({ ...this.#common, endpoint: this.#unique(endpoint), dialect });
      this.#clients.set(endpoint.url, client);
      return [client.attempted];
    });
  }

  /** How many of those that are connected answer. */
  async ping(): Promise<number> {
    const answers = await Promise.all([...this.#clients.values()].map((client) => client.ping()));
    return answers.filter(Boolean).length;
  }

  wake(): void {
    for (const client of this.#clients.values()) client.wake();
  }

  heard(now: number): HeardService[] {
    return [...this.#clients.values()].map((client) => ({
      name: client.name,
      interfaces: client.knowledge.interfaces,
      connected: client.isReady,
      why: client.why,
      findings: client.knowledge.findings(now),
    }));
  }

  /** Why equipment alarms are to be quiet: what a service said last stands while it is away, as somebody may be at it. */
  mode(mode: DeviceMode): string | undefined {
    return [...this.#clients.values()].map((client) => client.knowledge.modes()[mode]).find(Boolean);
  }

  state(vendor: string | undefined) {
    const services = [...this.#clients.values()].map((client) => {
      const { device, actor } = client.knowledge;
      const said = {
        connected: client.isReady,
        ...(device === undefined ? {} : { device }),
        ...(actor === undefined ? {} : { actor }),
      };
      return [client.name, said] as const;
    });
    return { ...(vendor === undefined ? {} : { vendor }), services: Object.fromEntries(services) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }

  /** Two publishers on one machine may have services of one name. */
  #unique(endpoint: Endpoint): Endpoint {
    const taken = new Set([...this.#clients.values()].map(({ name }) => name));
    if (!taken.has(endpoint.name)) return endpoint;
    return { ...endpoint, name: `${endpoint.name.slice(0, 34)}-${new URL(endpoint.url).port || 'port'}` };
  }
}
