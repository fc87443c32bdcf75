import { describe, expect, it } from 'vitest';
import type { MetricsView } from '../../../gateway/metrics/definition.js';
import { createExposition, metricDefinitions, metricPrefix } from '../../../gateway/metrics/exposition.js';
import type { UplinkHealth } from '../../../gateway/uplink/health.js';
import { figureOf, parsePrometheusText } from './prometheus-text.js';

const chain = { depth: 3, bytes: 4_096, evicted: 1 };
const uplink: UplinkHealth = {
  connected: true,
  connections: 2,
  inFlight: 4,
  window: 100,
  pubackAgoMs: 0,
  roundTripMs: 12.5,
  duplicateRiskMessages: 0,
  outbox: {
    bytes: 12_288,
    limitBytes: 1_000_000,
    refused: 5,
    deadLetters: 6,
    chains: { critical: { ...chain, oldestAgeSeconds: 61 }, event: chain, telemetry: chain },
  },
};

const view: MetricsView = {
  version: '0.1.0',
  bootId: 'boot-1',
  clockSynced: true,
  uptimeSeconds: 12.5,
  cpuSeconds: 1.25,
  residentBytes: 70_000_000,
  report: {
    uptimeSeconds: 10,
    cpuPercent: 1.5,
    residentBytes: 1,
    disk: { freeBytes: 5, totalBytes: 10 },
    eventLoopLagMs: { mean: 0.5, p99: 20, max: 150 },
    clockSynced: true,
  },
  counters: {
    broker: { clients: 3, refused: 1, dropped: 2 },
    commands: { anonymous: 1, accepted: 7, rejected: 2 },
    alarms: { raised: { critical: 1, major: 2, minor: 0, warning: 4 }, unacknowledged: 5, overdue: 2 },
    uplink,
    webhooks: {
      oncall: {
        standing: 'unreachable',
        depth: 9,
        bytes: 9_000,
        oldestAgeSeconds: 30,
        delivered: 1,
        failed: 2,
        refused: 3,
        dropped: 4,
      },
    },
  },
  devices: [
    {
      device: 'printer-1',
      class: 'ticket-printer',
      driver: 'escpos',
      admin: 'enabled',
      operating: 'online',
      contactLosses: 2,
    },
    {
      device: 'kiosk-1',
      class: 'terminal',
      driver: 'probe',
      admin: 'maintenance',
      operating: 'offline',
      contactLosses: 0,
    },
  ],
  streamSequence: 77,
  raises: new Map([['printer-paper-out', 3]]),
  messages: new Map([['critical', 8]]),
};

const scrapeOf = async (of: MetricsView) => parsePrometheusText(await createExposition(() => of).text());

describe('/metrics', () => {
  it('is text that Prometheus reads, with every metric once', async () => {
    const { types, helps } = await scrapeOf(view);
    expect([...types.keys()]).toEqual(metricDefinitions.map(({ name }) => `${metricPrefix}${name}`));
    for (const { name, type } of metricDefinitions) {
      expect(types.get(`${metricPrefix}${name}`)).toBe(type);
      expect(helps.get(`${metricPrefix}${name}`)?.length).toBeGreaterThan(10);
      // Counters, and only they, end in _total; base units only.
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(name).not.toMatch(/milli|_ms\b|percent|mega|kilo/);
    }
  });

  it.each<[string, Record<string, string>, number | undefined]>([
    ['build_info', { version: '0.1.0', node: process.versions.node }, 1],
    ['boot_info', { boot_id: 'boot-1' }, 1],
    ['uptime_seconds', {}, 12.5],
    ['cpu_seconds_total', {}, 1.25],
    ['event_loop_lag_seconds', { statistic: 'p99' }, 0.02],
    ['event_loop_lag_seconds', { statistic: 'max' }, 0.15],
    ['disk_free_bytes', {}, 5],
    ['commands_total', { result: 'accepted' }, 7],
    ['broker_clients', {}, 3],
    ['messages_total', { kind: 'critical' }, 8],
    ['device_operating', { device: 'printer-1', class: 'ticket-printer', driver: 'escpos', state: 'online' }, 1],
    ['device_operating', { device: 'printer-1', state: 'offline' }, 0],
    ['device_operating', { device: 'kiosk-1', state: 'offline' }, 1],
    ['device_admin', { device: 'kiosk-1', state: 'maintenance' }, 1],
    ['device_contact_losses_total', { device: 'printer-1' }, 2],
    ['alarms_raised', { severity: 'critical' }, 1],
    ['alarms_unacknowledged', {}, 5],
    ['alarms_overdue', {}, 2],
    ['alarm_stream_sequence', {}, 77],
    ['alarm_raises_total', { type: 'printer-paper-out' }, 3],
    ['uplink_connected', {}, 1],
    ['uplink_round_trip_seconds', {}, 0.0125],
    ['uplink_puback_age_seconds', {}, 0],
    ['outbox_messages', { chain: 'event' }, 3],
    ['outbox_oldest_age_seconds', { chain: 'critical' }, 61],
    ['outbox_oldest_age_seconds', { chain: 'event' }, undefined],
    ['outbox_dropped_messages_total', { chain: 'telemetry' }, 1],
    ['webhook_up', { webhook: 'oncall' }, 0],
    ['webhook_queue_messages', { webhook: 'oncall' }, 9],
    ['webhook_messages_total', { webhook: 'oncall', result: 'dropped' }, 4],
    ['webhook_failed_attempts_total', { webhook: 'oncall' }, 2],
  ])('%s %j is %s', async (name, labels, value) => {
    expect(figureOf(await scrapeOf(view), `${metricPrefix}${name}`, labels)).toBe(value);
  });

  it('says nothing where nothing is known: not 0', async () => {
    const { uplink: _u, webhooks: _w, ...counters } = view.counters;
    const alone = await scrapeOf({ ...view, counters, report: undefined, devices: [], raises: new Map() });
    const names = new Set(alone.samples.map(({ name }) => name.slice(metricPrefix.length)));
    expect([...names].filter((name) => /uplink|outbox|webhook|device_|lag|disk|raises/.test(name))).toEqual([]);
    expect(names.size).toBeGreaterThan(8);
  });

  it('a second scrape has the figures of its own moment, and no series of what is gone', async () => {
    let now = view;
    const exposition = createExposition(() => now);
    await exposition.text();
    now = { ...view, cpuSeconds: 2, devices: view.devices.slice(1) };
    const scrape = parsePrometheusText(await exposition.text());
    expect(figureOf(scrape, 'branch_gateway_cpu_seconds_total')).toBe(2);
    expect(figureOf(scrape, 'branch_gateway_device_operating', { device: 'printer-1' })).toBeUndefined();
    expect(figureOf(scrape, 'branch_gateway_alarm_raises_total')).toBe(3);
  });

  it('a label may hold anything', async () => {
    const scrape = await scrapeOf({ ...view, version: 'a"b\\c\nd' });
    expect(figureOf(scrape, 'branch_gateway_build_info', { version: 'a"b\\c\nd' })).toBe(1);
  });

  it('40 devices are some 350 series, and a scrape costs a few ms', async () => {
    const devices = Array.from({ length: 40 }, (_, index) => ({ ...view.devices[0]!, device: `d-${index}` }));
    const exposition = createExposition(() => ({ ...view, devices }));
    await exposition.text();
    const startedAt = performance.now();
    const scrape = parsePrometheusText(await exposition.text());
    expect(scrape.samples.length).toBeLessThan(450);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
