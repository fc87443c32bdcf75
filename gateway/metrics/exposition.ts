import Counter from 'prom-client/lib/counter.js';
import Gauge from 'prom-client/lib/gauge.js';
import Registry from 'prom-client/lib/registry.js';
import { alarmMetrics } from './alarm-metrics.js';
import type { MetricDefinition, MetricsView } from './definition.js';
import { deviceMetrics } from './device-metrics.js';
import { gatewayMetrics } from './gateway-metrics.js';
import { outwardMetrics } from './outward-metrics.js';

export const metricPrefix = 'branch_gateway_';

export const metricDefinitions: readonly MetricDefinition[] = [
  ...gatewayMetrics,
  ...deviceMetrics,
  ...alarmMetrics,
  ...outwardMetrics,
];

export interface Exposition {
  readonly contentType: string;
  /** The text format of Prometheus, version 0.0.4. */
  text(): Promise<string>;
}

/** Renders the metrics in a registry of their own, from one view per scrape. */
export function createExposition(view: () => MetricsView): Exposition {
  const registry = new Registry();
  let seen: MetricsView | undefined;
  const current = () => {
    seen ??= view();
    return seen;
  };
  for (const { name, type, help, labels = [], samples } of metricDefinitions) {
    const config = { name: `${metricPrefix}${name}`, help, labelNames: [...labels], registers: [registry] };
    if (type === 'gauge') {
      new Gauge({
        ...config,
        collect() {
          this.reset();
          // An empty gauge of prom-client says 0 where nothing is known.
          this.remove({});
          for (const [of, value] of samples(current())) this.set(of, value);
        },
      });
    } else {
      new Counter({
        ...config,
        collect() {
          this.reset();
          this.remove({});
          for (const [of, value] of samples(current())) this.inc(of, value);
        },
      });
    }
  }
  return {
    contentType: registry.contentType,
    async text() {
      seen = undefined;
      return registry.metrics();
    },
  };
}
