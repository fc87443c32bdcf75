import type { DeviceView, MetricDefinition, Sample } from './definition.js';

const operatingStates = ['unknown', 'connecting', 'online', 'degraded', 'offline'] as const;
const adminStates = ['enabled', 'disabled', 'maintenance'] as const;

const labels = ['device', 'class', 'driver'] as const;
const labelsOf = ({ device, class: ofClass, driver }: DeviceView) => ({ device, class: ofClass, driver });
/** A state set: one series per state, 1 for the one that is, so that a change ends no series. */
const stateSet =
  (states: readonly string[], stateOf: (device: DeviceView) => string) =>
  (device: DeviceView): Sample[] =>
    states.map((state) => [{ ...labelsOf(device), state }, Number(stateOf(device) === state)]);

export const deviceMetrics: readonly MetricDefinition[] = [
  {
    name: 'device_operating',
    type: 'gauge',
    help: '1 for the operating state the device is in, 0 for the others',
    labels: [...labels, 'state'],
    samples: ({ devices }) => devices.flatMap(stateSet(operatingStates, ({ operating }) => operating)),
  },
  {
    name: 'device_admin',
    type: 'gauge',
    help: '1 for the administrative state the device is in, 0 for the others',
    labels: [...labels, 'state'],
    samples: ({ devices }) => devices.flatMap(stateSet(adminStates, ({ admin }) => admin)),
  },
  {
    name: 'device_contact_losses_total',
    type: 'counter',
    help: 'Times the device went out of contact since the start of the gateway',
    labels,
    samples: ({ devices }) => devices.map((device) => [labelsOf(device), device.contactLosses]),
  },
];
