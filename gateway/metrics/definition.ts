import type { AlarmCounts } from '../alarms/manager.js';
import type { Operating } from '../devices/contact.js';
import type { Admin } from '../devices/device-state.js';
import type { ProcessFigures } from '../health/figures.js';
import type { UplinkHealth } from '../uplink/health.js';
import type { WebhookFigures } from '../webhook/figures-schema.js';

/** Counters of the gateway's parts, as the `health` topic has them. */
export interface PartCounters {
  readonly broker: { readonly clients: number; readonly refused: number; readonly dropped: number };
  readonly commands: { readonly anonymous: number; readonly accepted: number; readonly rejected: number };
  readonly alarms: AlarmCounts & { readonly overdue?: number };
  /** Absent when the gateway stands alone. */
  readonly uplink?: UplinkHealth;
  /** By webhook id; absent when there is none. */
  readonly webhooks?: Readonly<Record<string, WebhookFigures>>;
}

export interface DeviceView {
  readonly device: string;
  readonly class: string;
  readonly driver: string;
  readonly admin: Admin;
  readonly operating: Operating;
  /** Times it went from contact to none, since the start of the gateway. */
  readonly contactLosses: number;
}

/** Everything that metrics are made of, at one moment. */
export interface MetricsView {
  readonly version: string;
  readonly bootId: string;
  readonly clockSynced: boolean;
  readonly uptimeSeconds: number;
  /** User and system time since the start of the process, s. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** Of the last health report. */
  readonly report: ProcessFigures | undefined;
  readonly counters: PartCounters;
  readonly devices: readonly DeviceView[];
  /** Raises since the start of the gateway by alarm type. */
  readonly raises: ReadonlyMap<string, number>;
  /** Of the newest message of the stream of alarm changes. */
  readonly streamSequence: number | undefined;
  /** Messages on the bus since the start of the gateway by kind. */
  readonly messages: ReadonlyMap<string, number>;
}

export type Labels = Readonly<Record<string, string>>;
export type Sample = readonly [labels: Labels, value: number];

/** One metric as data. */
export interface MetricDefinition {
  /** Without the prefix `branch_gateway_`. Base units: seconds, bytes; a counter ends in `_total`. */
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly labels?: readonly string[];
  /** No sample where nothing is known. */
  readonly samples: (view: MetricsView) => readonly Sample[];
}

/** A single figure without labels; none when it is not known. */
export function one(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [[{}, value]];
}

/** One sample per entry, its key as the label. */
export function each<Key extends string>(
  label: string,
  figures: Readonly<Record<Key, number | undefined>>,
): readonly Sample[] {
  return Object.entries<number | undefined>(figures).flatMap(([key, value]): Sample[] =>
    value === undefined ? [] : [[{ [label]: key }, value]],
  );
}
