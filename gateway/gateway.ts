import { z } from 'zod';
import { type Clock, contactAlarmOf, type GatewayError, sleep } from '../drivers/index.js';
import { alarmCommandSet } from './alarms/commands.js';
import { composeAlarms } from './alarms/compose.js';
import type { AlarmManager } from './alarms/manager.js';
import { composeAvailability } from './availability/compose.js';
import { boardCallSet } from './board-call/commands.js';
import { callRoutes } from './board-call/routes.js';
import { type LocalBroker, startBroker } from './broker/broker.js';
import { joinedTarget } from './commands/command-set.js';
import { createCommandJournal, journalEntrySchema } from './commands/journal.js';
import { createCommandService } from './commands/service.js';
import { createTurns } from './commands/turns.js';
import type { ResolvedConfig } from './config/schema.js';
import { hangsOn, networkSwitches } from './config/switches.js';
import { createAnswers } from './device-file/answers.js';
import { deviceFileSet } from './device-file/commands.js';
import { composeDeviceFiles, overheard } from './device-file/compose.js';
import { noticingResets } from './device-file/resets.js';
import { composeDevices } from './devices/compose.js';
import { dutyCommandSet } from './duty/commands.js';
import { composeDueAt, composeDuty } from './duty/compose.js';
import { openFoundation } from './foundation.js';
import { openHall } from './hall/open.js';
import { composeSelfWatch } from './health/compose.js';
import { createFigures, type Figures } from './health/figures.js';
import { startHealth } from './health/health.js';
import { ownAlarmTypes } from './health/own-alarm-types.js';
import { composeIntake } from './heartbeat/compose.js';
import { mqttHeartbeats } from './heartbeat/mqtt.js';
import type { HttpEndPoint } from './http/compose.js';
import { deviceLogger, type Logger } from './logger.js';
import type { MessageBus } from './messages/bus.js';
import type { PartCounters } from './metrics/definition.js';
import { openRoutines } from './routines/open.js';
import { templateCondition } from './templates/condition.js';
import type { OwnTemplates } from './templates/own.js';
import { watchTemplates } from './templates/watch.js';
import { uplinkHealth } from './uplink/health.js';
import { openUplink, type Uplink } from './uplink/uplink.js';
import type { Webhooks } from './webhook/compose.js';

/** How long a stopping gateway waits for commands that have begun, ms. */
const lastCommandsMs = 1_500;

export interface GatewayOptions {
  readonly config: ResolvedConfig;
  /** Directory of the configuration, where relative names of files start; default the working directory. */
  readonly directory?: string;
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
  const startedAt = new Date(clock.now()).toISOString();
  const certificate = config.uplink?.tls?.cert;

  const foundation = await openFoundation({
    site: { branchId: config.branch.id, gatewayId: config.gateway.id },
    stateDir,
    clock,
    random,
    logger,
    hasUplink: config.uplink !== undefined,
    webhooks: config.webhooks,
    onStorageCondition: (condition) => alarms.condition('gateway', condition),
  });
  const { topics, clockSynced, store, bus, envelop, handover, webhookQueues, publisher, retained } = foundation;
  const alarms: AlarmManager = composeAlarms(foundation, {
    language: config.gateway.language,
    overrides: config.alarms,
    pollNow: (deviceId) => devices.pollNow(deviceId),
    dueAt: composeDueAt(config),
  });
  const selfWatch = composeSelfWatch({
    foundation,
    condition: (condition) => alarms.condition('gateway', condition),
    wrongLogins: config.broker.wrongLogins,
  });
  const duty = composeDuty({ foundation, config, alarms });
  const own =
    options.templates &&
    (await watchTemplates({ own: options.templates, clock, logger: deviceLogger(logger, 'gateway') }));
  const deviceFiles = composeDeviceFiles({ foundation, config, stateDir, alarms });
  const pollNow = (deviceId: string) => devices.pollNow(deviceId);
  const intake = composeIntake(config, clock, { pollNow, onWrongToken: selfWatch.wrongLogin });
  const turns = createTurns({ clock, clockSynced });
  const routes = callRoutes(config);
  const hall = await openHall({
    ...{ foundation, config, routes, turns, alarms },
    target: (deviceId) => deviceTarget(deviceId),
    states: () => devices.view(),
  });
  const { devices, links, ports } = composeDevices({
    foundation,
    config,
    directory: options.directory ?? '.',
    alarms: overheard(alarms, deviceFiles),
    ownTemplates: () => own?.current(),
    beatsOf: intake.beatsOf,
    ...(hall ? { keypadOf: hall.keypadOf } : {}),
    onAxes: (deviceId, axes) => {
      deviceFiles.axesChanged(deviceId, axes);
      if (axes.operating === 'online') hall?.isBack(deviceId);
    },
    onService: (deviceId, service) => deviceFiles.serviceChanged(deviceId, service),
  });
  const deviceTarget = (deviceId: string) => {
    const target = devices.target(deviceId);
    const noticed = target && noticingResets(deviceId, target, deviceFiles);
    return hall && noticed ? hall.hearing(deviceId, noticed) : noticed;
  };

  const routines = await openRoutines({
    ...{ foundation, config, hall, turns, alarms, pollNow },
    target: deviceTarget,
    states: () => devices.view(),
  });
  const availability = composeAvailability({
    ...{ foundation, config, files: deviceFiles, alarms },
    stateOf: (deviceId) => devices.view()[deviceId] ?? {},
  });
  const onCommandError = (error: GatewayError, commandId: string) => logger.error({ err: error, commandId }, 'command');
  const gatewayTarget = joinedTarget([
    alarmCommandSet(alarms),
    deviceFileSet(createAnswers(deviceFiles, config.gateway.language, () => clock.now())),
    availability.commands,
    dutyCommandSet((question) => duty.status(question)),
    boardCallSet({ routes, target: deviceTarget, turns, onError: onCommandError }),
    ...(hall ? [hall.commands] : []),
    ...(routines ? [routines.commands] : []),
  ]);
  const commands = createCommandService({
    target: (deviceId) => (deviceId === 'gateway' ? gatewayTarget : deviceTarget(deviceId)),
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
  let http: HttpEndPoint | undefined;
  let figures: Figures<PartCounters> | undefined;
  let webhooks: Webhooks | undefined;
  const abandon = async () => {
    own?.stop();
    await uplink?.stop();
    await deviceFiles.stop();
    await selfWatch.end();
    await store.close();
  };
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
      onHeartbeat: intake.hasDevices ? mqttHeartbeats(intake) : undefined,
      onRefused: (reason, clientId) => logger.warn({ clientId, reason }, 'broker refused'),
      onWrongLogin: (login) => selfWatch.wrongLogin(login),
      onDropped: (reason, clientId) => logger.info({ clientId, reason }, 'broker dropped a client'),
    });
  } catch (error) {
    await abandon();
    throw error;
  }
  if (config.http) {
    // Loaded by those who want it only, as the webhooks below.
    const { startHttp } = await import('./http/compose.js');
    http = await startHttp({
      ...{ settings: config.http, foundation, config, version: options.version, alarms, devices, intake },
      figures: () => figures,
      brokerListens: () => broker.isListening(),
    }).catch(async (error) => {
      await broker.close();
      await abandon();
      throw error;
    });
  }

  publisher.presence({ status: 'online', version: options.version, startedAt });
  publisher.info({
    branch: { id: config.branch.id, name: config.branch.name, timezone: config.branch.timezone },
    gateway: { id: config.gateway.id, version: options.version, language: config.gateway.language },
    configDigest: options.digest,
    devices: config.devices.map(({ id, driver }) => ({ id, class: driver.class, driver: driver.name })),
    startedAt,
  });
  const switches = networkSwitches(config);
  const ownDeclarations = ownAlarmTypes({
    hasTemplates: own !== undefined,
    hasUplink: uplink !== undefined,
    hasCertificate: certificate !== undefined,
    hasWebhooks: config.webhooks !== undefined,
    hasSwitches: switches.length > 0,
    hasHall: hall !== undefined,
    hasRoutines: routines !== undefined,
  }).map((type) => ({ type }));
  const alarming = config.devices.map((device) => ({
    deviceId: device.id,
    declarations: device.driver.alarms,
    contactAlarm: contactAlarmOf(device.driver, device.options),
    ...hangsOn(device),
    disabled: device.admin === 'disabled',
  }));
  await alarms.start([...alarming, { deviceId: 'gateway', declarations: ownDeclarations }], switches);
  selfWatch.start();
  ports.settle(alarms.list());
  duty.start();
  own?.onProblems((problems) => alarms.condition('gateway', templateCondition(problems)));
  devices.start();
  hall?.start();
  routines?.start();
  availability.start();
  commands.recover();
  if (config.webhooks) {
    const { startWebhooks } = await import('./webhook/compose.js');
    webhooks = startWebhooks({ foundation, webhooks: config.webhooks, alarms });
  }
  figures = createFigures({
    clock,
    stateDir,
    clockSynced,
    counters: () => ({
      broker: broker.stats(),
      commands: commands.stats(),
      alarms: alarms.counts(),
      ...(uplink ? { uplink: uplinkHealth(uplink.stats(), clock.now()) } : {}),
      ...(webhooks ? { webhooks: webhooks.stats() } : {}),
    }),
  });
  const health = startHealth({
    clock,
    intervalMs: config.gateway.healthIntervalSeconds * 1_000,
    figures,
    alarms,
    publish: (data) => publisher.health(data),
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
      figures?.stop();
      commands.halt();
      // A ticket that is coming out may come out: cut off now, nobody could tell.
      const waited = new AbortController();
      await Promise.race([commands.idle(), sleep(clock, lastCommandsMs, waited.signal)]);
      waited.abort();
      await routines?.stop();
      await hall?.stop();
      await devices.stop();
      await commands.idle();
      await links.close();
      await alarms.stop();
      await availability.stop();
      await deviceFiles.stop();
      await duty.stop();
      publisher.presence(offline());
      await webhooks?.stop();
      await uplink?.stop();
      await http?.close();
      await broker.close();
      retained.stop();
      await webhookQueues.stop();
      await selfWatch.end();
      await store.close();
    },
  };
}
