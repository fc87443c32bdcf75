import { readFileSync } from 'node:fs';
import { connectAsync, type MqttClient } from 'mqtt';
import type { z } from 'zod';
import { envelopeSchema } from '../messages/envelope.js';
import { type Topics, topicsOf } from '../messages/topics.js';
import { CliExit, exitCode } from './exit.js';

/** Options of every command that talks to a running gateway. */
export interface BrokerOptions {
  readonly broker: string;
  readonly user?: string;
  readonly passwordFile?: string;
  /** `branchId/gatewayId`, needed where a broker carries more than one gateway. */
  readonly gateway?: string;
}

export interface Connection {
  readonly client: MqttClient;
  readonly topics: Topics;
  close(): Promise<void>;
}

/** Time without another retained message after which the answer counts as complete, ms. */
const quietMs = 250;
const connectTimeoutMs = 5_000;

/** Connects and finds the gateway by its retained presence; ends with code 3 when there is none. */
export async function connect(options: BrokerOptions): Promise<Connection> {
  const client = await openClient(options);
  try {
    const root = await findGateway(client, options);
    const [, branchId = '', gatewayId = ''] = root.split('/');
    return { client, topics: topicsOf({ branchId, gatewayId }), close: () => client.endAsync(true) };
  } catch (error) {
    await client.endAsync(true);
    throw error;
  }
}

async function openClient({ broker, user, passwordFile }: BrokerOptions): Promise<MqttClient> {
  const password = passwordFile === undefined ? undefined : readSecret(passwordFile);
  try {
    return await connectAsync(broker, {
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: connectTimeoutMs,
      ...(user === undefined ? {} : { username: user }),
      ...(password === undefined ? {} : { password }),
    });
  } catch (error) {
    const reason =
      error instanceof Error && error.message !== '' ? error.message : String((error as { code?: string }).code);
    throw new CliExit(exitCode.unreachable, `no broker at ${broker}: ${reason}`);
  }
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new CliExit(exitCode.usage, `--password-file ${file}: ${(error as Error).message}`);
  }
}

async function findGateway(client: MqttClient, { broker, gateway }: BrokerOptions): Promise<string> {
  const filter = `branch/${gateway ?? '+/+'}/presence`;
  const found = [...(await collect(client, [filter])).keys()].map((topic) => topic.slice(0, -'/presence'.length));
  const [only, ...others] = found;
  if (only === undefined) throw new CliExit(exitCode.unreachable, `no gateway answers at ${broker} (${filter})`);
  if (others.length > 0) {
    const names = found.map((root) => root.slice('branch/'.length)).join(', ');
    throw new CliExit(exitCode.usage, `several gateways at ${broker}; add --gateway with one of: ${names}`);
  }
  return only;
}

const wireSchema = envelopeSchema.partial().loose();
export type WireMessage = z.infer<typeof wireSchema>;

/** The message of the gateway in a payload, or undefined for an empty one or somebody else's. */
export function parseMessage(payload: Uint8Array): WireMessage | undefined {
  try {
    return wireSchema.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
  } catch {
    return undefined;
  }
}

/**
 * The retained messages under the filters, by topic. Complete as soon as `enough` says so, else when none has come for
 * a quarter of a second.
 */
export async function collect(
  client: MqttClient,
  filters: string[],
  enough: (found: ReadonlyMap<string, WireMessage>) => boolean = () => false,
): Promise<Map<string, WireMessage>> {
  const found = new Map<string, WireMessage>();
  await new Promise<void>((resolve, reject) => {
    let timer: NodeJS.Timeout;
    const finish = () => {
      clearTimeout(timer);
      client.off('message', onMessage);
      resolve();
    };
    const onMessage = (topic: string, payload: Uint8Array) => {
      const message = parseMessage(payload);
      if (message) found.set(topic, message);
      if (enough(found)) return finish();
      clearTimeout(timer);
      timer = setTimeout(finish, quietMs);
    };
    client.on('message', onMessage);
    timer = setTimeout(finish, connectTimeoutMs);
    client.subscribeAsync(filters).then(() => {
      clearTimeout(timer);
      timer = setTimeout(finish, quietMs);
    }, reject);
  });
  await client.unsubscribeAsync(filters);
  return found;
}
