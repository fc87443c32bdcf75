import type { Clock } from '../../clock.js';
import type { Endpoint } from './address.js';
import { XfsConnection } from './connection.js';
import type { Xfs4iotOptions } from './options.js';
import { getServices, type Published } from './publisher.js';
import { type PortResult, scanPorts } from './scan.js';
import type { Dialect } from './versions.js';

/** What a look at the terminal's ports found. */
export type Look =
  | { readonly kind: 'found' }
  /** The host is alive, and no publisher is on it. */
  | { readonly kind: 'none'; readonly detail: string }
  /** Nothing came back at all. */
  | { readonly kind: 'silent'; readonly detail: string }
  | { readonly kind: 'no-route'; readonly detail: string };

export interface PublishersOptions {
  readonly options: Xfs4iotOptions;
  readonly ca: string | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

interface Live {
  readonly connection: XfsConnection;
  published: Published;
}

/** The service publishers of one terminal, by port: more than one may run on a machine (terminal-health.md 1.2). */
export class Publishers {
  readonly #options: PublishersOptions;
  readonly #live = new Map<number, Live>();
  /** Ports that had one. */
  readonly #known = new Set<number>();
  #lookedEverywhereAt: number | undefined;
  #looking: Promise<Look> | undefined;

  constructor(options: PublishersOptions) {
    this.#options = options;
  }

  get isFound(): boolean {
    return this.#live.size > 0;
  }

  get vendor(): string | undefined {
    return [...this.#live.values()].map(({ published }) => published.vendor).find(Boolean);
  }

  get refused(): readonly string[] {
    return [...this.#live.values()].flatMap(({ published }) => published.refused);
  }

  services(): { readonly endpoint: Endpoint; readonly dialect: Dialect }[] {
    const all = [...this.#live]
      .sort(([a], [b]) => a - b)
      .flatMap(([, { connection, published }]) =>
        published.services.map((endpoint) => ({ endpoint, dialect: connection.dialect })),
      );
    return [...new Map(all.map((each) => [each.endpoint.url, each])).values()];
  }

  /** Pings those it has, looks for those it has not: on every port when it has none, and from time to time. */
  look(): Promise<Look> {
    // A poll and somebody's command at once are one look: two would connect twice.
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookNow(): Promise<Look> {
    const { options, clock } = this.#options;
    await Promise.all([...this.#live.values()].map((live) => this.#ping(live)));
    const sinceLast = this.#lookedEverywhereAt === undefined ? undefined : clock.monotonic() - this.#lookedEverywhereAt;
    const everywhere = !this.isFound || sinceLast === undefined || sinceLast >= options.pollIntervalMs;
    if (everywhere) {
      this.#lookedEverywhereAt = clock.monotonic();
      await Promise.all([...this.#live.values()].map((live) => this.#askAgain(live)));
    } else {
      const empty = [...this.#live.values()].filter(({ published }) => published.services.length === 0);
      await Promise.all(empty.map((live) => this.#askAgain(live)));
    }
    const ports = options.ports.filter((port) => !this.#live.has(port) && (everywhere || this.#known.has(port)));
    const results = await this.#scan(ports);
    return this.isFound ? { kind: 'found' } : verdict(results);
  }

  close(): void {
    for (const { connection } of this.#live.values()) connection.close();
    this.#live.clear();
  }

  async #scan(ports: readonly number[]): Promise<PortResult[]> {
    const { options, ca, clock, signal } = this.#options;
    const { host, tls, connectTimeoutMs, verifyCertificate } = options;
    const scan = { host, tls, connectTimeoutMs, verifyCertificate, ca, clock, signal };
    const results = await scanPorts(ports, scan);
    return Promise.all(results.map((result) => this.#meet(result)));
  }

  /** Whoever upgraded is asked for its services; one that cannot tell is no publisher. */
  async #meet(result: PortResult): Promise<PortResult> {
    const { port, socket } = result;
    if (!socket) return result;
    const connection = new XfsConnection(socket, this.#options.clock, undefined);
    try {
      const live = { connection, published: await this.#ask(connection) };
      if (this.#options.signal.aborted) throw new Error('ended');
      this.#live.set(port, live);
      this.#known.add(port);
      connection.closed.then(() => {
        if (this.#live.get(port) === live) this.#live.delete(port);
      });
      return result;
    } catch (error) {
      connection.close();
      return { port, kind: 'answered', detail: `${result.detail}: ${error instanceof Error ? error.message : error}` };
    }
  }

  #ask(connection: XfsConnection): Promise<Published> {
    const { host, serviceHosts, tls, services, commandTimeoutMs } = this.#options.options;
    return getServices(connection, { host, serviceHosts, tls }, services, commandTimeoutMs);
  }

  async #askAgain(live: Live): Promise<void> {
    try {
      live.published = await this.#ask(live.connection);
    } catch {
      live.connection.close();
    }
  }

  async #ping({ connection }: Live): Promise<void> {
    if (await connection.ping(this.#options.options.connectTimeoutMs)) return;
    connection.close();
    await connection.closed;
  }
}

/** The host is alive as soon as one port says anything, a refusal too (terminal-health.md 4.4). */
function verdict(results: readonly PortResult[]): Look {
  const said = results.find(({ kind }) => kind === 'answered') ?? results.find(({ kind }) => kind === 'refused');
  if (said) return { kind: 'none', detail: `no service publisher on ${results.length} ports, e.g. ${said.detail}` };
  const silent = results.find(({ kind }) => kind === 'silent');
  const detail = (silent ?? results[0])?.detail ?? 'no port to ask';
  return { kind: silent ? 'silent' : 'no-route', detail: `none of ${results.length} ports answers, e.g. ${detail}` };
}
