import type { Mistake } from '../../validation/mistake.js';
import type { Outline } from '../outline.js';
import { isLoopback } from './loopback.js';

export function httpRules({ http, broker }: Outline): Mistake[] {
  if (!http) return [];
  return [...exposureRule(http), ...portRule(http, broker)];
}

type Http = NonNullable<Outline['http']>;

/** Beyond this machine only with a token: the figures say when a branch's devices and doors are down. */
function exposureRule({ path, raw, fields: { host } }: Http): Mistake[] {
  if (host === undefined || isLoopback(host) || raw['tokenFile'] !== undefined) return [];
  return [
    {
      path: [...path, 'host'],
      found: `"${host}" without http.tokenFile`,
      allowed: 'a loopback address (127.0.0.1, ::1, localhost), or any address together with http.tokenFile',
    },
  ];
}

function portRule({ path, fields: { port } }: Http, { fields: broker }: Outline['broker']): Mistake[] {
  const taken = (['port', 'websocketPort'] as const).find((name) => port !== undefined && broker[name] === port);
  if (!taken) return [];
  return [{ path: [...path, 'port'], allowed: 'a port of its own', hint: `broker.${taken} uses it already` }];
}
