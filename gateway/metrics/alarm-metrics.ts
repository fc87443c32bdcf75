import { each, type MetricDefinition, one } from './definition.js';

export const alarmMetrics: readonly MetricDefinition[] = [
  {
    name: 'alarms_raised',
    type: 'gauge',
    help: 'Alarms that are raised now',
    labels: ['severity'],
    samples: ({ counters }) => each('severity', counters.alarms.raised),
  },
  {
    name: 'alarms_unacknowledged',
    type: 'gauge',
    help: 'Alarms, raised or cleared, that nobody has acknowledged',
    samples: ({ counters }) => one(counters.alarms.unacknowledged),
  },
  {
    name: 'alarm_raises_total',
    type: 'counter',
    help: 'Alarms raised since the start of the gateway',
    labels: ['type'],
    samples: ({ raises }) => each('type', Object.fromEntries(raises)),
  },
];
