import { each, type MetricDefinition, one } from './definition.js';

const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1_000);

export const gatewayMetrics: readonly MetricDefinition[] = [
  {
    name: 'build_info',
    type: 'gauge',
    help: 'Always 1; the version of the gateway and of Node.js',
    labels: ['version', 'node'],
    samples: ({ version }) => [[{ version, node: process.versions.node }, 1]],
  },
  {
    name: 'boot_info',
    type: 'gauge',
    help: 'Always 1; the boot id, which changes at every start',
    labels: ['boot_id'],
    samples: ({ bootId }) => [[{ boot_id: bootId }, 1]],
  },
  {
    name: 'uptime_seconds',
    type: 'gauge',
    help: 'Time since the start of the gateway',
    samples: ({ uptimeSeconds }) => one(uptimeSeconds),
  },
  {
    name: 'clock_synced',
    type: 'gauge',
    help: '1 while the system says that its clock is set by a time server',
    samples: ({ clockSynced }) => one(Number(clockSynced)),
  },
  {
    name: 'cpu_seconds_total',
    type: 'counter',
    help: 'Processor time used since the start of the process',
    samples: ({ cpuSeconds }) => one(cpuSeconds),
  },
  {
    name: 'resident_memory_bytes',
    type: 'gauge',
    help: 'Resident memory of the process',
    samples: ({ residentBytes }) => one(residentBytes),
  },
  {
    name: 'event_loop_lag_seconds',
    type: 'gauge',
    help: 'Delay of the event loop between the last two health reports',
    labels: ['statistic'],
    samples: ({ report }) =>
      report === undefined
        ? []
        : each('statistic', {
            mean: seconds(report.eventLoopLagMs.mean),
            p99: seconds(report.eventLoopLagMs.p99),
            max: seconds(report.eventLoopLagMs.max),
          }),
  },
  {
    name: 'disk_free_bytes',
    type: 'gauge',
    help: 'Free space under the state directory',
    samples: ({ report }) => one(report?.disk?.freeBytes),
  },
  {
    name: 'disk_size_bytes',
    type: 'gauge',
    help: 'Size of the file system of the state directory',
    samples: ({ report }) => one(report?.disk?.totalBytes),
  },
  {
    name: 'commands_total',
    type: 'counter',
    help: 'Commands since the start of the gateway; anonymous ones had no id and got no answer',
    labels: ['result'],
    samples: ({ counters: { commands } }) =>
      each('result', { accepted: commands.accepted, rejected: commands.rejected, anonymous: commands.anonymous }),
  },
  {
    name: 'broker_clients',
    type: 'gauge',
    help: 'Clients connected to the local broker',
    samples: ({ counters }) => one(counters.broker.clients),
  },
  {
    name: 'broker_refusals_total',
    type: 'counter',
    help: 'What the local broker refused its clients since the start of the gateway',
    samples: ({ counters }) => one(counters.broker.refused),
  },
  {
    name: 'broker_dropped_clients_total',
    type: 'counter',
    help: 'Clients the local broker cut off since the start of the gateway',
    samples: ({ counters }) => one(counters.broker.dropped),
  },
  {
    name: 'messages_total',
    type: 'counter',
    help: 'Messages the gateway published since its start',
    labels: ['kind'],
    samples: ({ messages }) => each('kind', Object.fromEntries(messages)),
  },
];
