import { type AddressRule, type Endpoint, serviceEndpoint } from './address.js';
import type { XfsConnection } from './connection.js';
import { isObject, type Json, textAt } from './json.js';

/** Services that are followed of one terminal; a real one has about a dozen. */
export const mostServices = 64;
/** Entries of a publisher's list that are looked at. */
const mostEntries = 2_000;
/** ms; whoever upgrades on a publisher's port and is none is not waited for longer. */
const firstAnswerMs = 3_000;

export interface Published {
  readonly vendor: string | undefined;
  readonly services: readonly Endpoint[];
  /** Why services are left out, for people; at most a few. */
  readonly refused: readonly string[];
}

/** Asks a publisher for its services; those an event names before the completion count as well. Rejects when it is none. */
export async function getServices(
  connection: XfsConnection,
  rule: AddressRule,
  wanted: readonly string[] | undefined,
  commandTimeoutMs: number,
): Promise<Published> {
  const payloads: Json[] = [];
  const completed = await connection.askFirst('ServicePublisher.GetServices', {
    timeoutMs: Math.min(commandTimeoutMs, firstAnswerMs),
    onEvent: (name, payload) => {
      if (name === 'ServicePublisher.ServiceDetailEvent' && payloads.length < mostServices) payloads.push(payload);
    },
  });
  payloads.push(completed);
  const uris = new Set(payloads.flatMap(urisIn));
  const endpoints = new Map<string, Endpoint>();
  const refused: string[] = [];
  for (const uri of uris) {
    const endpoint = serviceEndpoint(uri, rule);
    if ('refused' in endpoint) refused.push(endpoint.refused);
    else if (wanted === undefined || wanted.includes(endpoint.name)) endpoints.set(endpoint.url, endpoint);
  }
  const services = [...endpoints.values()];
  if (services.length > mostServices) refused.push(`${services.length} services, ${mostServices} are followed`);
  return {
    vendor: textAt(completed, 'vendorName', 80),
    services: services.slice(0, mostServices),
    refused: refused.slice(0, 5),
  };
}

/** `services` may be null: there are none yet. */
function urisIn(payload: Json): string[] {
  const { services } = payload;
  if (!Array.isArray(services)) return [];
  return services.slice(0, mostEntries).flatMap((each) => {
    const uri = isObject(each) ? each['serviceURI'] : undefined;
    return typeof uri === 'string' ? [uri] : [];
  });
}
