import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, GatewayError, Timer } from '../../drivers/index.js';
import { compileFilters } from '../broker/topic-filter.js';
import type { IncomingCommand } from '../commands/incoming.js';
import type { AlarmPort } from '../devices/device.js';
import type { Logger } from '../logger.js';
import type { Message, MessageBus } from '../messages/bus.js';
import type { Envelope } from '../messages/envelope.js';
import type { Handover } from '../messages/handover.js';
import type { Topics } from '../messages/topics.js';
import { commandFilters, commandOf } from './downlink.js';
import { Drain } from './drain/drain.js';
import { Feed } from './feed.js';
import { openOutbox } from './outbox/open.js';
import type { Chain, Gap, OutboxMessage, OutboxStats } from './outbox/outbox.js';
import { type CentralTopics, PresentLane } from './present.js';
import type { Connection, SessionSettings, SessionStats } from './session/connection.js';
import { createSession } from './session/session.js';
import { createUplinkAlarms } from './uplink-alarms.js';

/** How often the outbox's filling is looked at, ms. */
const watchMs = 5_000;
/** How long a stopping gateway waits for the centre to take its last words, ms. */
const lastWordsMs = 1_000;

export interface UplinkSettings extends SessionSettings {
  /** Most messages in flight. */
  readonly maxInFlight: number;
  /** Which publishes of local clients go to the centre. */
  readonly forward: readonly { readonly filter: string; readonly chain: Chain }[];
  readonly outbox: {
    readonly maxBytes: number;
    readonly reservedBytes: number;
    readonly maxAgeMs: number;
    readonly diskFloorBytes: number;
    readonly lingerMs: { readonly event: number; readonly telemetry: number };
  };
}

export interface UplinkOptions {
  readonly settings: UplinkSettings;
  readonly stateDir: string;
  readonly topics: Topics;
  readonly bus: MessageBus;
  readonly envelop: (data: unknown) => Envelope;
  readonly handover: Handover;
  readonly centralTopics: CentralTopics;
  readonly alarms: AlarmPort;
  readonly clock: Clock;
  readonly clockSynced: () => boolean;
  readonly random: () => number;
  readonly logger: Logger;
  /** `data` of the presence that the centre publishes when we vanish. */
  readonly offline: () => Record<string, unknown>;
  readonly onCommand: (command: IncomingCommand) => Promise<void>;
}

/** A publish of a local client. */
export interface LocalPublish {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
}

export interface UplinkStats extends SessionStats {
  readonly inFlight: number;
  readonly window: number;
  readonly roundTripMs?: number | undefined;
  /** Messages that would come twice if the gateway were killed now, at most. */
  readonly duplicateRiskMessages: number;
  readonly outbox: OutboxStats;
}

export interface Uplink {
  /** Resolves when the publish is durable; undefined when it does not belong to the centre. Errors: Outbox.append. */
  forward(publish: LocalPublish): Promise<void> | undefined;
  /** Begins to connect; everything retained has been said on the bus by now. */
  start(): void;
  stats(): UplinkStats;
  /** Gives the centre a moment to take what there is; the rest stays in the outbox. */
  stop(): Promise<void>;
}

/** Opens the outbox and listens to the bus. Rejects as openOutbox does; no centre is needed. */
export async function openUplink(options: UplinkOptions): Promise<Uplink> {
  const { settings, stateDir, topics, bus, envelop, handover, clock, random, logger } = options;
  const alarms = createUplinkAlarms(options.alarms);
  let drain: Drain | undefined;
  let connection: Connection | undefined;
  let timer: Timer | undefined;

  const outbox = await openOutbox({
    directory: join(stateDir, 'outbox'),
    clock,
    random,
    ...settings.outbox,
    clockSynced: options.clockSynced,
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(stateDir);
      return bavail * bsize;
    },
    gapMessage: (gap) => ({ topic: topics.gap, payload: Buffer.from(JSON.stringify(envelop(gapData(gap)))) }),
    onReadable: () => drain?.wake(),
    onReport: (report) => {
      logger.warn({ outbox: report }, `outbox: ${report.kind}`);
      alarms.outbox(report);
    },
  });

  const feed = new Feed({
    outbox,
    clock,
    onDropped: ({ topic }, error) => logger.error({ topic, err: error }, 'a message for the centre was given up'),
  });
  const present = new PresentLane({
    topics,
    centralTopics: options.centralTopics,
    onError: (error) => logger.error({ err: error }, 'uplink'),
    onReady: () => drain?.wake(),
    onRefused: (refusal) => alarms.refused('present', refusal),
  });

  const keep = (message: Message, chain: Chain) => {
    const record = recordOf(message, chain);
    const id = message.envelope?.id;
    if (record) feed.add(record, () => id !== undefined && handover.settle(id));
  };
  const pass = (message: Message): boolean => {
    const record = recordOf(message, 'telemetry');
    if (!record || feed.waiting('telemetry') + outbox.stats().chains.telemetry.depth > 0) return false;
    const { topic, payload } = record;
    return present.pass({ message: { topic, payload, retain: false }, lost: () => feed.add(record) });
  };
  const stopListening = bus.subscribe((message) => {
    if (message.localOnly) return;
    if (message.kind === 'state') present.state(message);
    else if (message.kind === 'telemetry') {
      if (!pass(message)) keep(message, 'telemetry');
    } else keep(message, message.kind);
  });
  // What an earlier start made durable and had no time to hand over.
  for (const message of handover.leftovers()) keep(message, message.kind === 'event' ? 'event' : 'critical');

  const session = createSession({
    settings,
    clock,
    random,
    will: () => ({
      topic: topics.presence,
      payload: Buffer.from(JSON.stringify(envelop(options.offline()))),
      retain: true,
    }),
    subscriptions: commandFilters(topics),
    onUp(up) {
      connection = up;
      logger.info({ protocolVersion: up.protocolVersion, sessionPresent: up.sessionPresent }, 'uplink is up');
      alarms.up();
      present.connected();
      drain = new Drain({
        connection: up,
        outbox,
        present,
        maxInFlight: settings.maxInFlight,
        clock,
        random,
        // A reply on the topic its requester asked for: who may command must not be able to hold up alarms with it.
        isCopy: ({ topic, envelope }) => envelope && !topic.startsWith(`${topics.root}/`),
        onRefused: (refusal) => alarms.refused('outbox', refusal),
        onDeadLetter: alarms.deadLetter,
        onError: (error: GatewayError) => logger.error({ err: error }, 'outbox'),
      });
    },
    onDown(down) {
      if (connection) logger.warn({ err: down.error }, 'uplink is down');
      else logger.debug({ err: down.error }, 'uplink');
      connection = undefined;
      drain?.end();
      drain = undefined;
      present.disconnected();
      alarms.down(down);
    },
    onMessage: async (message) => {
      const command = commandOf(topics, message);
      if (command) await options.onCommand(command);
    },
  });

  const watch = () => {
    alarms.filling(outbox.stats());
    timer = clock.setTimeout(watch, watchMs);
  };
  const chainOf = compileFilters(settings.forward);

  return {
    forward({ topic, payload, retain }) {
      const chain = chainOf(topic);
      if (chain === undefined) return undefined;
      return outbox.append({ chain, topic, payload, retain, envelope: false }).then(() => undefined);
    },

    start() {
      watch();
      session.start();
    },

    stats() {
      const stored = outbox.stats();
      const { inFlight = 0, window = 0, roundTripMs } = drain?.stats() ?? {};
      return {
        ...session.stats(),
        inFlight,
        window,
        roundTripMs,
        duplicateRiskMessages: inFlight + stored.unsavedChanges,
        outbox: stored,
      };
    },

    async stop() {
      timer?.cancel();
      stopListening();
      await feed.stop();
      drain?.pump();
      await session.stop(lastWordsMs, () => {
        drain?.end();
        // The will says the same as our last words, where the centre leaves us no room for them.
        return present.isSaid;
      });
      present.disconnected();
      await feed.stop();
      await handover.stop();
      await outbox.close();
    },
  };
}

/** undefined for what has no content: only states are ever emptied. */
function recordOf({ topic, envelope, correlation }: Message, chain: Chain): OutboxMessage | undefined {
  if (envelope === undefined) return undefined;
  return { chain, topic, payload: Buffer.from(JSON.stringify(envelope)), envelope: true, correlation };
}

function gapData({ from, to, ...gap }: Gap): Record<string, unknown> {
  return { ...gap, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
