import { z } from 'zod';
import {
  type AlarmCondition,
  type Clock,
  createBus,
  createHidOpener,
  createLinkOpener,
  formatsOf,
  type GatewayError,
  sleep,
  ticketTemplates,
} from '../drivers/index.js';
import { catalogue } from './alarms/catalogue.js';
import { type AlarmManager, createAlarmManager } from './alarms/manager.js';
import { alarmRecordSchema } from './alarms/record.js';
import { callRoutes } from './board-call/routes.js';
import { type LocalBroker, startBroker } from './broker/broker.js';
import { createGatewayTarget } from './commands/gateway-target.js';
import { createCommandJournal, journalEntrySchema } from './commands/journal.js';
import { createCommandService } from './commands/service.js';
import { createTurns } from './commands/turns.js';
import type { ResolvedConfig } from './config/schema.js';
import { createLinkProvider } from './devices/links.js';
import { createDeviceMemory } from './devices/memory.js';
import { createDeviceRegistry } from './devices/registry.js';
import { createClockSync } from './health/clock-sync.js';
import { startHealth } from './health/health.js';
import { openingHours } from './hours/opening-hours.js';
import type { Logger } from './logger.js';
import { createMessageBus, type MessageBus } from './messages/bus.js';
import { createBootId, createEnveloper } from './messages/envelope.js';
import { createHandover, keptMessageSchema } from './messages/handover.js';
import { createPublisher } from './messages/publisher.js';
import { retainedTopicSchema, trackRetainedTopics } from './messages/retained.js';
import { topicsOf } from './messages/topics.js';
import { openStore, type StoreReport } from './storage/store.js';
import { templateAlarm, templateCondition } from './templates/condition.js';
import type { OwnTemplates } from './templates/own.js';
import { watchTemplates } from './templates/watch.js';
import { uplinkHealth } from './uplink/health.js';
import { openUplink, type Uplink } from './uplink/uplink.js';
import { uplinkAlarmTypes } from './uplink/uplink-alarms.js';

/** How long a stopping gateway waits for commands that have begun, ms. */
const lastCommandsMs = 1_500;

export interface GatewayOptions {
  readonly config: ResolvedConfig;
  /** Digest of the configuration, for the `info` topic. */
  readonly digest: string;
  /** The branch's ticket templates; their folder is watched. Absent = only those that are built in. */
  readonly templates?: OwnTemplates;
  readonly stateDir: string;
  readonly version: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
}

export interface Gateway {
  readonly bus: MessageBus;
  readonly broker: LocalBroker;
  readonly alarms: AlarmManager;
  /** Ends everything in the reverse order of its start. */
  stop(): Promise<void>;
}

/**
 * The composition root: makes the parts, hands them to each other and starts them. Rejects with a GatewayError when
 * the state directory or the broker's port cannot be had; no device, uplink or client is needed to start.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { config, clock, random, logger, stateDir } = options;
  const site = { branchId: config.branch.id, gatewayId: config.gateway.id };
  const topics = topicsOf(site);
  const bootId = createBootId(clock, random);
  const clockSynced = createClockSync(clock);
  const startedAt = new Date(clock.now()).toISOString();
  const certificate = config.uplink?.tls?.cert;
  const onError = (error: unknown) => logger.error({ err: error }, 'internal error');

  const store = await openStore({
    directory: stateDir,
    clock,
    onReport: (report) => {
      logger.warn({ storage: report }, `storage: ${report.kind}`);
      const condition = storageCondition(report);
      // Reports of the opening itself come before there are alarms; none of them is a failed write.
      if (condition) alarms.condition('gateway', condition);
    },
  });
  const bus = createMessageBus(onError);
  const envelop = createEnveloper({ site, bootId, clock, clockSynced });
  const handover = createHandover({
    table: store.table('handover', keptMessageSchema),
    commit: (changes) => store.commit(changes),
    enabled: config.uplink !== undefined,
    clock,
    onError,
  });
  const publisher = createPublisher({ bus, topics, envelop, handover });
  const retained = trackRetainedTopics({
    bus,
    table: store.table('retained-topics', retainedTopicSchema),
    bootId,
    onError,
  });

  const alarms: AlarmManager = createAlarmManager({
    catalogue,
    table: store.table('alarms', alarmRecordSchema),
    clock,
    language: config.gateway.language,
    site,
    bootId,
    sink: {
      stage: (change, record) => {
        const staged = publisher.stage.alarmEvent(change, record);
        return {
          changes: staged.changes,
          say: () => {
            staged.say();
            logger.info({ alarm: record['alarm-type-id'], resource: record.resource, change }, record['alarm-text']);
          },
        };
      },
      retained: (key, record) => publisher.alarm(key, record),
    },
    onStorageError: onError,
    logger: driverLogger(logger, 'gateway'),
  });

  const openByteLink = createLinkOpener({ clock });
  const links = createLinkProvider({
    buses: config.buses,
    openByteLink,
    openHidLink: createHidOpener({ clock }),
    createLine: ({ id, link, interFrameGapMs, discardEcho }) =>
      createBus({
        name: id,
        open: (signal, format) => openByteLink({ ...link, ...format }, signal),
        formats: formatsOf(link),
        clock,
        random,
        logger: driverLogger(logger, id),
        interFrameGapMs,
        discardEcho,
      }),
  });
  const own =
    options.templates &&
    (await watchTemplates({ own: options.templates, clock, logger: driverLogger(logger, 'gateway') }));
  const templates = ticketTemplates(() => own?.current() ?? new Map(), config.gateway.language);
  const { timezone } = config.branch;
  const hours = config.branch.hours && openingHours(config.branch.hours, timezone);
  const values = store.table('device-memory', z.unknown());
  const records = store.table('device-records', z.unknown());
  const devices = createDeviceRegistry(
    config.devices.map((device) => ({
      device,
      links,
      clock,
      random,
      logger: driverLogger(logger, device.id),
      publisher,
      alarms,
      memory: createDeviceMemory(device.id, values, records),
      commit: (changes) => store.commit(changes),
      language: config.gateway.language,
      timezone,
      templates,
      hours,
    })),
  );

  const turns = createTurns({ clock, clockSynced });
  const onCommandError = (error: GatewayError, commandId: string) => logger.error({ err: error, commandId }, 'command');
  const gatewayTarget = createGatewayTarget({
    alarms,
    boardCall: { routes: callRoutes(config), target: devices.target, turns, onError: onCommandError },
  });
  const commands = createCommandService({
    target: (deviceId) => (deviceId === 'gateway' ? gatewayTarget : devices.target(deviceId)),
    deviceIds: () => ['gateway', ...devices.ids],
    journal: createCommandJournal(store.table('commands', journalEntrySchema)),
    publisher,
    commit: (changes) => store.commit(changes),
    clock,
    root: topics.root,
    clockSynced,
    turns,
    onError: onCommandError,
    onAnonymous: ({ message }, { deviceId, name, clientId, origin }, count) =>
      logger.warn({ deviceId, command: name, clientId, origin, reason: message, count }, 'a command without an id'),
  });

  const offline = () => ({ status: 'offline', version: options.version, startedAt });
  let uplink: Uplink | undefined;
  let broker: LocalBroker;
  try {
    uplink =
      config.uplink &&
      (await openUplink({
        settings: config.uplink,
        stateDir,
        topics,
        bus,
        envelop,
        handover,
        centralTopics: store.table('central-topics', z.strictObject({})),
        alarms,
        clock,
        clockSynced,
        random,
        logger,
        offline,
        onCommand: (command) => commands.receive(command),
      }));
    broker = await startBroker({
      ...config.broker,
      accounts: config.broker.accounts,
      topics,
      bus,
      clock,
      onCommand: (command) => commands.receive(command),
      forward: uplink?.forward,
      onRefused: (reason, clientId) => logger.warn({ clientId, reason }, 'broker refused'),
      onDropped: (reason, clientId) => logger.info({ clientId, reason }, 'broker dropped a client'),
    });
  } catch (error) {
    own?.stop();
    await uplink?.stop();
    await store.close();
    throw error;
  }

  publisher.presence({ status: 'online', version: options.version, startedAt });
  publisher.info({
    branch: { id: config.branch.id, name: config.branch.name, timezone: config.branch.timezone },
    gateway: { id: config.gateway.id, version: options.version, language: config.gateway.language },
    configDigest: options.digest,
    devices: config.devices.map(({ id, driver }) => ({ id, class: driver.class, driver: driver.name })),
    startedAt,
  });
  await alarms.start([
    ...config.devices.map(({ id, driver }) => ({
      deviceId: id,
      declarations: driver.alarms,
      contactAlarm: driver.contact.alarm,
    })),
    {
      deviceId: 'gateway',
      declarations: [
        'storage-nearly-full',
        'storage-write-failed',
        ...(own ? [templateAlarm] : []),
        ...(uplink ? uplinkAlarmTypes : []),
        ...(certificate === undefined ? [] : ['certificate-or-credential-expiring']),
      ].map((type) => ({ type })),
    },
  ]);
  own?.onProblems((problems) => alarms.condition('gateway', templateCondition(problems)));
  devices.start();
  commands.recover();
  const health = startHealth({
    clock,
    intervalMs: config.gateway.healthIntervalSeconds * 1_000,
    stateDir,
    alarms,
    publish: (data) => publisher.health(data),
    counters: () => ({
      broker: broker.stats(),
      commands: commands.stats(),
      alarms: alarms.counts(),
      ...(uplink ? { uplink: uplinkHealth(uplink.stats(), clock.now()) } : {}),
    }),
    clockSynced,
    certificate,
  });
  await health.first;
  // Every retained topic of this configuration has been produced by now: what is left is nobody's.
  for (const topic of retained.leftovers()) publisher.forget(topic);
  uplink?.start();

  return {
    bus,
    broker,
    alarms,
    async stop() {
      own?.stop();
      health.stop();
      commands.halt();
      // A ticket that is coming out may come out: cut off now, nobody could tell.
      const waited = new AbortController();
      await Promise.race([commands.idle(), sleep(clock, lastCommandsMs, waited.signal)]);
      waited.abort();
      await devices.stop();
      await commands.idle();
      await links.close();
      await alarms.stop();
      publisher.presence(offline());
      await uplink?.stop();
      await broker.close();
      retained.stop();
      await store.close();
    },
  };
}

/** What a report of the store means for the alarm `storage-write-failed`; undefined when nothing. */
function storageCondition(report: StoreReport): AlarmCondition | undefined {
  const type = 'storage-write-failed';
  if (report.kind === 'write-failed') return { type, active: true, detail: report.error.message };
  return report.kind === 'write-restored' ? { type, active: false } : undefined;
}

function driverLogger(logger: Logger, deviceId: string) {
  const child = logger.child({ deviceId });
  return {
    debug: (message: string, details: Record<string, unknown> = {}) => child.debug(details, message),
    info: (message: string, details: Record<string, unknown> = {}) => child.info(details, message),
    warn: (message: string, details: Record<string, unknown> = {}) => child.warn(details, message),
  };
}
