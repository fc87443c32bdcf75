import { topicsOf } from '../../messages/topics.js';
import { formatPath, type Mistake, type Path } from '../../validation/mistake.js';
import type { Outline, UplinkOutline } from '../outline.js';
import { forwardSchema } from '../uplink-schema.js';
import { parseUplinkUrl } from '../uplink-url.js';
import { isLoopback } from './loopback.js';
import { repeated } from './repeated.js';

export function uplinkRules(outline: Outline): Mistake[] {
  const { uplink } = outline;
  if (!uplink) return [];
  return [
    ...ownBrokerRule(outline, uplink),
    ...userRule(uplink),
    ...plaintextRule(uplink),
    ...tlsRule(uplink),
    ...certificateRule(uplink),
    ...filterRules(uplink, ownRoot(outline)),
  ];
}

/** The local broker refuses everybody on the gateway's own topics: such an uplink would never be up. */
function ownBrokerRule({ broker }: Outline, { path, fields }: UplinkOutline): Mistake[] {
  const address = parseUplinkUrl(fields.url ?? '');
  const { host = '', port } = broker.fields;
  if (!address || address.port !== port) return [];
  const listensOnLoopback = isLoopback(host) || host === '0.0.0.0' || host === '::';
  if (address.host !== host && !(isLoopback(address.host) && listensOnLoopback)) return [];
  return [
    {
      path: [...path, 'url'],
      found: `"${fields.url}", which is the local broker of this gateway`,
      allowed: 'the address of the central broker',
      hint: 'A gateway that stands alone has no uplink',
    },
  ];
}

/** MQTT 3.1.1 section 3.1.2.9: no password without a user name. */
function userRule({ path, raw }: UplinkOutline): Mistake[] {
  if (raw['passwordFile'] === undefined || raw['username'] !== undefined) return [];
  const found = 'a passwordFile without a username';
  return [{ path: [...path, 'username'], missing: true, found, allowed: 'a username beside it' }];
}

/** A password in clear on its way through foreign networks belongs to everybody. */
function plaintextRule({ path, raw, fields }: UplinkOutline): Mistake[] {
  const address = parseUplinkUrl(fields.url ?? '');
  if (!address || address.secure || isLoopback(address.host) || raw['passwordFile'] === undefined) return [];
  // A mistake in allowPlaintext is one of its own.
  if (fields.allowPlaintext !== false) return [];
  return [
    {
      path: [...path, 'url'],
      found: `"${fields.url}" with a password, which everybody on the way could read`,
      allowed: 'mqtts:// (TLS), or uplink.allowPlaintext: true where something else protects the way, e.g. a VPN',
    },
  ];
}

function tlsRule({ path, raw, fields }: UplinkOutline): Mistake[] {
  const address = parseUplinkUrl(fields.url ?? '');
  if (!address || address.secure || raw['tls'] === undefined) return [];
  return [{ path: [...path, 'tls'], found: `tls beside "${fields.url}"`, allowed: 'tls only with mqtts://' }];
}

function certificateRule({ tls: { path, raw } }: UplinkOutline): Mistake[] {
  const pair = ['certFile', 'keyFile'];
  const [there, ...others] = pair.filter((name) => raw[name] !== undefined);
  const missing = pair.find((name) => name !== there);
  if (there === undefined || others.length > 0 || missing === undefined) return [];
  const found = `${there} without ${missing}`;
  return [{ path: [...path, missing], missing: true, found, allowed: 'both, or neither' }];
}

function filterRules({ path, raw }: UplinkOutline, root: string | undefined): Mistake[] {
  const written: unknown[] = Array.isArray(raw['forward']) ? raw['forward'] : [];
  const filters = written.flatMap((item, index) => {
    const parsed = forwardSchema.safeParse(item);
    if (!parsed.success) return [];
    const here: Path = [...path, 'forward', index];
    return [{ key: parsed.data.filter, path: here, filterPath: typeof item === 'string' ? here : [...here, 'filter'] }];
  });
  return [
    ...filters
      .filter(({ key }) => root !== undefined && (key === root || key.startsWith(`${root}/`)))
      .map(({ filterPath }) => ({
        path: filterPath,
        allowed: `a topic filter outside ${root}/, which is the gateway's own and reaches the centre by itself`,
      })),
    ...repeated(filters).map(({ first, later }) => ({
      path: later.filterPath,
      allowed: 'each topic filter once',
      hint: `${formatPath(first.path)} has it already`,
    })),
  ];
}

/** Undefined while one of the ids is a mistake. */
function ownRoot({ branch, gateway }: Outline): string | undefined {
  const [branchId, gatewayId] = [branch.fields.id, gateway.fields.id];
  return branchId === undefined || gatewayId === undefined ? undefined : topicsOf({ branchId, gatewayId }).root;
}
