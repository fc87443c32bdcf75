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
    name: 'alarms_overdue',
    type: 'gauge',
    help: 'Alarms that are raised past their time limit',
    samples: ({ counters }) => one(counters.alarms.overdue),
  },
  {
    name: 'alarm_stream_sequence',
    type: 'gauge',
    help: 'Number of the newest message of the topic alarm-event; a consumer that is behind has missed some',
    samples: ({ streamSequence }) => one(streamSequence),
  },
  {
    name: 'alarm_raises_total',
    type: 'counter',
    help: 'Alarms raised since the start of the gateway',
    labels: ['type'],
    samples: ({ raises }) => each('type', Object.fromEntries(raises)),
  },
];
