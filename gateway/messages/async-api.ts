import { z } from 'zod';
import { type AnyDriver, beatSchema, type ClassContract } from '../../drivers/index.js';
import { alarmEventSchema } from '../alarms/alarm-event.js';
import { alarmRecordSchema } from '../alarms/record.js';
import { alarmSummarySchema } from '../alarms/summary.js';
import { availabilitySchema } from '../availability/report.js';
import { auditSchema } from '../commands/audit.js';
import { gatewayCommands } from '../commands/gateway-commands.js';
import { replySchema } from '../commands/reply.js';
import { requestSchema } from '../commands/request.js';
import { notificationSchema } from '../duty/notification-schema.js';
import { hallTopicSchema } from '../hall/hall-schema.js';
import { healthSchema } from '../health/health-schema.js';
import { gapSchema } from '../uplink/gap-schema.js';
import { envelopeSchema } from './envelope.js';

type Json = Record<string, unknown>;

/** What a topic carries; `{name}` parts of the address are its parameters. */
interface Channel {
  /** null = topics that the configuration names. */
  readonly address: string | null;
  readonly description: string;
  readonly retained: boolean;
  readonly from: 'gateway' | 'client';
  readonly payload: Json | true;
  /** MQTT 5 user properties. */
  readonly headers?: Json;
}

const root = 'branch/{branchId}/{gatewayId}';

/** The AsyncAPI 3.0 document of the whole topic tree, made from the same zod schemas that check the messages. */
export function messagesAsyncApi(drivers: readonly AnyDriver[]): Json {
  const contracts = [...new Map(drivers.map(({ contract }) => [contract.class, contract])).values()];
  const channels = [
    ...ownChannels(),
    heartbeat,
    forwarded,
    ...contracts.flatMap(classChannels),
    ...commandChannels(contracts),
  ];
  const named = channels.map((channel) => [nameOf(channel.address), channel] as const);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Branch gateway',
      version: '1',
      description:
        'Topics of one gateway, the same on the local and the central broker; a message of the central broker that went through the outbox says its place there, and repeats it when it comes twice',
    },
    channels: Object.fromEntries(named.map(([name, channel]) => [name, describeChannel(name, channel)])),
    operations: Object.fromEntries(
      named.map(([name, { from }]) => [
        name,
        { action: from === 'gateway' ? 'send' : 'receive', channel: { $ref: `#/channels/${name}` } },
      ]),
    ),
  };
}

function ownChannels(): Channel[] {
  const object = { type: 'object' };
  const gateway = (address: string, description: string, retained: boolean, data: Json): Channel => ({
    address: `${root}/${address}`,
    description,
    retained,
    from: 'gateway',
    payload: enveloped(data),
  });
  return [
    gateway('presence', 'Whether the gateway is there; last will', true, object),
    gateway('info', 'Branch, version, devices and digest of the configuration', true, object),
    gateway('health', 'Figures of the gateway itself', true, jsonSchema(healthSchema)),
    gateway('audit', 'Who commanded what, and how it ended', false, jsonSchema(auditSchema)),
    gateway(
      'gap',
      'Messages of the outbox that will never arrive; only on the central broker',
      false,
      jsonSchema(gapSchema),
    ),
    gateway('device/{deviceId}/info', 'Identity and capabilities of a device', true, object),
    gateway(
      'alarm/{deviceId}/{alarmType}',
      'The record while raised or unacknowledged, then emptied',
      true,
      jsonSchema(alarmRecordSchema),
    ),
    gateway(
      'alarm/{deviceId}/{alarmType}/{qualifier}',
      'The same, where an alarm has instances',
      true,
      jsonSchema(alarmRecordSchema),
    ),
    gateway(
      'alarm-event',
      'What people are told of alarms, numbered without a gap over restarts',
      false,
      jsonSchema(alarmEventSchema),
    ),
    gateway(
      'alarm-summary',
      'How many alarms there are, at most once per second',
      true,
      jsonSchema(alarmSummarySchema),
    ),
    gateway(
      'hall',
      'Who waits, for how long, which counters are open; at most once per second. Only where the configuration has a hall',
      true,
      jsonSchema(hallTopicSchema),
    ),
    gateway('notification', 'Somebody on duty, or central, is told of an alarm', false, jsonSchema(notificationSchema)),
    gateway('reply/{commandId}', 'Replies to a command; the last one is final', false, jsonSchema(replySchema)),
  ];
}

/** What a terminal's own agent publishes; the same goes over HTTP as `POST /heartbeat/{deviceId}`. */
const heartbeat: Channel = {
  address: `${root}/heartbeat/{deviceId}`,
  description:
    'What a terminal with driver heartbeat reports of itself, at most 16 KiB; handed on to nobody. Only on the local broker',
  retained: false,
  from: 'client',
  payload: jsonSchema(beatSchema),
};

/** What local clients publish and `uplink.forward` names: topic and payload are theirs. */
const forwarded: Channel = {
  address: null,
  description:
    'Publishes of local clients that the configuration carries to the central broker, with their topic, payload and retain flag; MQTT 5 user properties say where each stands in the outbox',
  retained: false,
  from: 'gateway',
  payload: true,
  headers: {
    type: 'object',
    properties: {
      outbox: jsonSchema(envelopeSchema.shape.outbox),
      historical: { const: 'true', description: 'Present on replayed backlog' },
    },
    required: ['outbox'],
  },
};

function classChannels(contract: ClassContract): Channel[] {
  const at = (what: string) => `${root}/device/{${contract.class}}/${what}`;
  const axes = z.object({
    admin: z.enum(['enabled', 'disabled', 'maintenance']),
    operating: z.enum(['unknown', 'connecting', 'online', 'degraded', 'offline']),
    since: z.iso.datetime(),
    reason: z.string().optional().describe('Why it is not online'),
    maintenance: z
      .object({ until: z.iso.datetime(), reason: z.string() })
      .optional()
      .describe('The maintenance window, while it lasts'),
  });
  const state = jsonSchema(axes.extend(contract.state.partial().shape));
  const events = Object.entries(contract.events).map(([event, schema]) => {
    const { properties = {}, ...rest } = jsonSchema(schema) as { properties?: Json };
    return { ...rest, properties: { event: { const: event }, ...properties } };
  });
  const channel = (what: string, description: string, retained: boolean, data: Json): Channel => ({
    address: at(what),
    description: `${description} of a ${contract.class}`,
    retained,
    from: 'gateway',
    payload: enveloped(data),
  });
  // Beside what its driver measures, the gateway tells what a terminal did on a day.
  const measurements = [
    ...(contract.measurement ? [jsonSchema(contract.measurement)] : []),
    ...(contract.class === 'terminal' ? [jsonSchema(availabilitySchema)] : []),
  ];
  return [
    channel('state', 'Both axes and the state', true, state),
    ...(events.length > 0 ? [channel('event', 'Events', false, { oneOf: events })] : []),
    ...(measurements.length > 0 ? [channel('measurement', 'Measurements', false, anyOf(measurements))] : []),
  ];
}

function commandChannels(contracts: readonly ClassContract[]): Channel[] {
  const targets = [
    ...contracts.map((contract) => [`{${contract.class}}`, contract.commands] as const),
    ['gateway', gatewayCommands] as const,
  ];
  return targets.flatMap(([device, commands]) =>
    Object.entries(commands).map(([name, { description, args }]) => {
      const { properties = {}, ...rest } = jsonSchema(requestSchema) as { properties?: Json };
      return {
        address: `${root}/command/${device}/${name}`,
        description,
        retained: false,
        from: 'client' as const,
        payload: { ...rest, properties: { ...properties, args: jsonSchema(args) } },
      };
    }),
  );
}

function anyOf(schemas: readonly Json[]): Json {
  const [only] = schemas;
  return only && schemas.length === 1 ? only : { anyOf: schemas };
}

function enveloped(data: Json): Json {
  const { properties = {}, ...rest } = jsonSchema(envelopeSchema) as { properties?: Json };
  return { ...rest, properties: { ...properties, data } };
}

function jsonSchema(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return json;
}

function describeChannel(name: string, { address, description, retained, payload, headers }: Channel): Json {
  const parameters = [...(address ?? '').matchAll(/\{([^}]+)\}/g)].map(([, parameter]) => [parameter, {}] as const);
  return {
    address,
    description,
    parameters: Object.fromEntries(parameters),
    messages: { [name]: { ...(headers ? { headers } : { contentType: 'application/json' }), payload } },
    bindings: { mqtt: { qos: 1, retain: retained } },
  };
}

function nameOf(address: string | null): string {
  if (address === null) return 'forwarded';
  return address
    .slice(root.length + 1)
    .replace(/[{}]/g, '')
    .replaceAll('/', '.');
}
