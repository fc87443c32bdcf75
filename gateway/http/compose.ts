import type { AlarmManager } from '../alarms/manager.js';
import type { ResolvedHttp } from '../config/http-schema.js';
import type { ResolvedConfig } from '../config/schema.js';
import type { Operating } from '../devices/contact.js';
import type { Admin } from '../devices/device-state.js';
import type { DeviceRegistry } from '../devices/registry.js';
import type { Foundation } from '../foundation.js';
import type { Figures } from '../health/figures.js';
import { heartbeatPosts } from '../heartbeat/http.js';
import type { Intake } from '../heartbeat/intake.js';
import type { PartCounters } from '../metrics/definition.js';
import { createExposition } from '../metrics/exposition.js';
import { startTally } from '../metrics/tally.js';
import { healthAnswer } from './health-check.js';
import { startHttpServer } from './server.js';

export interface HttpOptions {
  readonly settings: ResolvedHttp;
  readonly foundation: Foundation;
  readonly config: Pick<ResolvedConfig, 'devices'>;
  readonly version: string;
  readonly alarms: Pick<AlarmManager, 'observe'>;
  readonly devices: Pick<DeviceRegistry, 'view'>;
  /** undefined until the gateway has started. */
  readonly figures: () => Figures<PartCounters> | undefined;
  readonly brokerListens: () => boolean;
  /** Where heartbeats come in. */
  readonly intake: Intake;
}

export interface HttpEndPoint {
  readonly port: number;
  close(): Promise<void>;
}

/** Figures and health over HTTP. Rejects with HTTP_LISTEN_FAILED. */
export async function startHttp(options: HttpOptions): Promise<HttpEndPoint> {
  const { settings, foundation, config, version, alarms, devices, figures, brokerListens, intake } = options;
  const { bus, topics, bootId, clockSynced, storageWorks, onError } = foundation;
  const tally = startTally({ bus, topics, alarms, deviceIds: config.devices.map(({ id }) => id) });

  const deviceViews = () => {
    const states = devices.view();
    return config.devices.map(({ id, driver }) => ({
      device: id,
      class: driver.class,
      driver: driver.name,
      // Both axes are in every state.
      admin: states[id]?.['admin'] as Admin,
      operating: states[id]?.['operating'] as Operating,
      contactLosses: tally.contactLosses.get(id) ?? 0,
    }));
  };
  const exposition = createExposition(() => {
    const from = running();
    const { user, system } = process.cpuUsage();
    return {
      version,
      bootId,
      clockSynced: clockSynced(),
      uptimeSeconds: from.uptimeSeconds(),
      cpuSeconds: (user + system) / 1e6,
      residentBytes: process.memoryUsage.rss(),
      report: from.last(),
      counters: from.counters(),
      devices: deviceViews(),
      raises: tally.raises,
      streamSequence: tally.streamSequence(),
      messages: tally.messages,
    };
  });
  const running = () => {
    const from = figures();
    if (!from) throw new Error('not started');
    return from;
  };
  const health = () =>
    healthAnswer({
      running: figures() !== undefined,
      storageWorks: storageWorks(),
      brokerListens: brokerListens(),
      eventLoopLagMs: figures()?.last()?.eventLoopLagMs,
    });
  const metrics = async () =>
    figures() ? { status: 200, contentType: exposition.contentType, body: await exposition.text() } : health();

  const server = await startHttpServer({
    ...settings,
    routes: { '/metrics': { open: false, answer: metrics }, '/healthz': { open: true, answer: health } },
    ...(intake.hasDevices ? { posts: heartbeatPosts(intake), maxConnections: 32 + 2 * intake.size } : {}),
    onError,
  }).catch((error) => {
    tally.stop();
    throw error;
  });
  return {
    port: server.port,
    async close() {
      tally.stop();
      await server.close();
    },
  };
}
