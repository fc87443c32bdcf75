import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { type Clock, systemClock } from '../../../drivers/clock.js';
import type { AlarmCondition } from '../../../drivers/driver.js';
import type { IncomingCommand } from '../../../gateway/commands/incoming.js';
import { createLogger } from '../../../gateway/logger.js';
import { createMessageBus, type MessageBus } from '../../../gateway/messages/bus.js';
import { createBootId, createEnveloper } from '../../../gateway/messages/envelope.js';
import { createHandover, keptMessageSchema } from '../../../gateway/messages/handover.js';
import { createPublisher, type Publisher } from '../../../gateway/messages/publisher.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import { openStore } from '../../../gateway/storage/store.js';
import { type Chain, chains } from '../../../gateway/uplink/outbox/outbox.js';
import { openUplink, type Uplink, type UplinkSettings } from '../../../gateway/uplink/uplink.js';
import { seededRandom } from '../../support/random.js';
import { temporaryDirectory } from '../storage/support.js';
import { type CentreLimits, ScriptedCentre } from './scripted-centre.js';

const site = { branchId: 'b1', gatewayId: 'gw1' };
export const topics = topicsOf(site);

export interface EdgeOptions {
  readonly limits?: CentreLimits;
  readonly settings?: Partial<UplinkSettings>;
  /** Begins with a copy of the outbox in this state directory, as a kill at this moment leaves it. */
  readonly outboxOf?: string;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** What a gateway has around its uplink, all of it real, and a centre that does what the test says. */
export interface Edge {
  readonly centre: ScriptedCentre;
  /** The state directory. */
  readonly directory: string;
  uplink: Uplink;
  bus: MessageBus;
  publisher: Publisher;
  /** `+type: detail` and `-type`, as the uplink has said them; what is said twice in a row is there once. */
  readonly alarms: string[];
  readonly commands: IncomingCommand[];
  /** A local client's publishes on `queue/{chain}`; resolves when they are durable. */
  forward(chain: Chain, ...payloads: readonly string[]): Promise<void>;
  /** Resolves when the outbox has nothing left. */
  drained(): Promise<void>;
  stop(): Promise<void>;
  /** Stops and opens again on the same state, not started. */
  restart(): Promise<void>;
}

/** The centre listens, the uplink is open and not started. */
export async function openEdge(options: EdgeOptions = {}): Promise<Edge> {
  const { clock = systemClock, random = seededRandom(1), settings = {} } = options;
  const centre = new ScriptedCentre(options.limits);
  await centre.comeBack();
  const directory = await temporaryDirectory();
  if (options.outboxOf) await cp(join(options.outboxOf, 'outbox'), join(directory, 'outbox'), { recursive: true });
  const alarms: string[] = [];
  const lastOf = new Map<string, string>();
  const note = ({ type, active, detail }: AlarmCondition) => {
    const text = `${active ? '+' : '-'}${type}${active ? `: ${detail}` : ''}`;
    if (lastOf.get(type) !== text) alarms.push(text);
    lastOf.set(type, text);
  };
  const commands: IncomingCommand[] = [];
  const onError = (error: unknown) => {
    throw error;
  };

  async function open() {
    const bootId = createBootId(clock, random);
    const store = await openStore({ directory, clock });
    const bus = createMessageBus(onError);
    const envelop = createEnveloper({ site, bootId, clock, clockSynced: () => true });
    const handover = createHandover({
      table: store.table('handover', keptMessageSchema),
      commit: (changes) => store.commit(changes),
      enabled: true,
      clock,
      onError,
    });
    const uplink = await openUplink({
      settings: {
        url: centre.url,
        protocolVersion: 5,
        clientId: 'b1-gw1',
        keepaliveSeconds: 600,
        sessionExpirySeconds: 120,
        maxInFlight: 1_000,
        forward: chains.map((chain) => ({ filter: `queue/${chain}`, chain })),
        ...settings,
        outbox: {
          maxBytes: 16 * 1_048_576,
          reservedBytes: 1_048_576,
          maxAgeMs: 86_400_000,
          diskFloorBytes: 0,
          lingerMs: { event: 0, telemetry: 5 },
          ...settings.outbox,
        },
      },
      stateDir: directory,
      topics,
      bus,
      envelop,
      handover,
      centralTopics: store.table('central-topics', z.strictObject({})),
      alarms: {
        condition: (_, condition) => note(condition),
        contactDoubtful: () => undefined,
        unverified: () => undefined,
        polled: () => undefined,
        contactLost: () => undefined,
        contactRestored: () => undefined,
        suppress: () => undefined,
      },
      clock,
      clockSynced: () => true,
      random,
      logger: createLogger('silent'),
      offline: () => ({ status: 'offline' }),
      onCommand: async (command) => void commands.push(command),
    });
    return { store, bus, uplink, publisher: createPublisher({ bus, topics, envelop, handover }) };
  }

  let parts: Awaited<ReturnType<typeof open>> | undefined = await open();
  const edge: Edge = {
    centre,
    directory,
    uplink: parts.uplink,
    bus: parts.bus,
    publisher: parts.publisher,
    alarms,
    commands,
    async forward(chain, ...payloads) {
      const publish = (payload: string) => ({ topic: `queue/${chain}`, payload: Buffer.from(payload), retain: false });
      await Promise.all(payloads.map((payload) => edge.uplink.forward(publish(payload))));
    },
    drained: () => eventually(() => assertEmpty(edge.uplink)),
    async stop() {
      const { uplink, store } = parts ?? {};
      parts = undefined;
      await uplink?.stop();
      await store?.close();
    },
    async restart() {
      await edge.stop();
      parts = await open();
      Object.assign(edge, { uplink: parts.uplink, bus: parts.bus, publisher: parts.publisher });
    },
  };
  onTestFinished(async () => {
    centre.thaw();
    centre.answer = () => 0;
    await edge.stop();
    await centre.goAway();
  });
  return edge;
}

function assertEmpty(uplink: Uplink): void {
  const { chains: stored } = uplink.stats().outbox;
  const left = chains.filter((chain) => stored[chain].depth > 0);
  if (left.length > 0) throw new Error(`left in the outbox: ${left.map((chain) => `${stored[chain].depth} ${chain}`)}`);
}

/** Resolves when it holds; for what nobody tells. */
export function eventually<T>(holds: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(holds, { timeout: 15_000, interval: 5 });
}

/** Real time that passes `times` as fast for the gateway. */
export function fastClock(times: number): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now() * times,
    setTimeout: (callback, ms) => systemClock.setTimeout(callback, ms / times),
  };
}
