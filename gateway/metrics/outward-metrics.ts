import type { UplinkHealth } from '../uplink/health.js';
import { chains } from '../uplink/outbox/outbox.js';
import type { WebhookFigures } from '../webhook/figures-schema.js';
import { each, type MetricDefinition, type MetricsView, one, type Sample } from './definition.js';

type Uplink = UplinkHealth;
type ChainFigures = Uplink['outbox']['chains']['critical'];

const uplinkFigure =
  (figure: (uplink: Uplink) => number | undefined) =>
  ({ counters }: MetricsView) =>
    one(counters.uplink && figure(counters.uplink));
const chainFigure =
  (figure: (chain: ChainFigures) => number | undefined) =>
  ({ counters: { uplink } }: MetricsView) =>
    uplink === undefined
      ? []
      : each('chain', Object.fromEntries(chains.map((chain) => [chain, figure(uplink.outbox.chains[chain])])));
const webhookFigure =
  (figure: (webhook: WebhookFigures) => number | undefined) =>
  ({ counters }: MetricsView) =>
    each(
      'webhook',
      Object.fromEntries(Object.entries(counters.webhooks ?? {}).map(([id, webhook]) => [id, figure(webhook)])),
    );

const uplinkMetrics: readonly MetricDefinition[] = [
  {
    name: 'uplink_connected',
    type: 'gauge',
    help: '1 while the gateway is connected to the centre; absent without an uplink',
    samples: uplinkFigure(({ connected }) => Number(connected)),
  },
  {
    name: 'uplink_connections_total',
    type: 'counter',
    help: 'Connections to the centre made since the start of the gateway',
    samples: uplinkFigure(({ connections }) => connections),
  },
  {
    name: 'uplink_round_trip_seconds',
    type: 'gauge',
    help: 'From a publish to its PUBACK of the centre, the last one',
    samples: uplinkFigure(({ roundTripMs }) => roundTripMs && roundTripMs / 1_000),
  },
  {
    name: 'uplink_puback_age_seconds',
    type: 'gauge',
    help: 'Time since the last PUBACK of the centre',
    samples: uplinkFigure(({ pubackAgoMs }) => pubackAgoMs && pubackAgoMs / 1_000),
  },
  {
    name: 'uplink_in_flight_messages',
    type: 'gauge',
    help: 'Messages sent to the centre and not acknowledged',
    samples: uplinkFigure(({ inFlight }) => inFlight),
  },
];

const outboxMetrics: readonly MetricDefinition[] = [
  {
    name: 'outbox_messages',
    type: 'gauge',
    help: 'Messages the centre has not acknowledged',
    labels: ['chain'],
    samples: chainFigure(({ depth }) => depth),
  },
  {
    name: 'outbox_bytes',
    type: 'gauge',
    help: 'Size of the files of the chain',
    labels: ['chain'],
    samples: chainFigure(({ bytes }) => bytes),
  },
  {
    name: 'outbox_oldest_age_seconds',
    type: 'gauge',
    help: 'Age of the oldest file with a message the centre has not acknowledged; absent when there is none',
    labels: ['chain'],
    samples: chainFigure(({ oldestAgeSeconds }) => oldestAgeSeconds),
  },
  {
    name: 'outbox_dropped_messages_total',
    type: 'counter',
    help: 'Messages dropped for lack of room or for their age since the outbox was made',
    labels: ['chain'],
    samples: chainFigure(({ evicted }) => evicted),
  },
  {
    name: 'outbox_limit_bytes',
    type: 'gauge',
    help: 'What the size of all chains may reach now',
    samples: uplinkFigure(({ outbox }) => outbox.limitBytes),
  },
  {
    name: 'outbox_refused_messages_total',
    type: 'counter',
    help: 'Messages the outbox did not take since the start of the gateway',
    samples: uplinkFigure(({ outbox }) => outbox.refused),
  },
  {
    name: 'outbox_dead_letters',
    type: 'gauge',
    help: 'Messages the centre will never take',
    samples: uplinkFigure(({ outbox }) => outbox.deadLetters),
  },
];

const webhookMetrics: readonly MetricDefinition[] = [
  {
    name: 'webhook_up',
    type: 'gauge',
    help: '1 while the last attempt, if there was one, reached the receiver and was not turned away',
    labels: ['webhook'],
    samples: webhookFigure(({ standing }) => Number(standing === 'well')),
  },
  {
    name: 'webhook_queue_messages',
    type: 'gauge',
    help: 'Messages that wait for the receiver',
    labels: ['webhook'],
    samples: webhookFigure(({ depth }) => depth),
  },
  {
    name: 'webhook_queue_bytes',
    type: 'gauge',
    help: 'Size of the messages that wait for the receiver',
    labels: ['webhook'],
    samples: webhookFigure(({ bytes }) => bytes),
  },
  {
    name: 'webhook_queue_oldest_age_seconds',
    type: 'gauge',
    help: 'How long the oldest message has waited; absent when none waits',
    labels: ['webhook'],
    samples: webhookFigure(({ oldestAgeSeconds }) => oldestAgeSeconds),
  },
  {
    name: 'webhook_messages_total',
    type: 'counter',
    help: 'Messages that left the queue since the start of the gateway: delivered, refused by the receiver, or dropped for lack of room or for their age',
    labels: ['webhook', 'result'],
    samples: ({ counters }) =>
      Object.entries(counters.webhooks ?? {}).flatMap(([webhook, { delivered, refused, dropped }]) =>
        each('result', { delivered, refused, dropped }).map(
          ([labels, value]): Sample => [{ webhook, ...labels }, value],
        ),
      ),
  },
  {
    name: 'webhook_failed_attempts_total',
    type: 'counter',
    help: 'Attempts since the start of the gateway after which the message was tried again',
    labels: ['webhook'],
    samples: webhookFigure(({ failed }) => failed),
  },
];

export const outwardMetrics: readonly MetricDefinition[] = [...uplinkMetrics, ...outboxMetrics, ...webhookMetrics];
