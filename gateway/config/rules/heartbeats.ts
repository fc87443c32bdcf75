import type { HeartbeatAccess } from '../../../drivers/index.js';
import { didYouMean, type Mistake } from '../../validation/mistake.js';
import { suggest } from '../../validation/suggest.js';
import type { DeviceOutline, Outline } from '../outline.js';
import { isLoopback } from './loopback.js';

interface Reporting {
  readonly device: DeviceOutline;
  readonly access: HeartbeatAccess;
}

/** Who may report for a terminal: somebody can, and on the branch's LAN nobody can for another. */
export function heartbeatRules(outline: Outline): Mistake[] {
  const reporting = outline.devices.flatMap((device): Reporting[] => {
    const { driver, options } = device;
    return driver?.heartbeats && options ? [{ device, access: driver.heartbeats(options.value) }] : [];
  });
  return reporting.flatMap((one) => [
    ...userRule(one, outline),
    ...tokenRule(one, outline),
    ...someoneRule(one, outline),
  ]);
}

function userRule({ device, access }: Reporting, { users }: Outline): Mistake[] {
  const names = users.flatMap(({ fields: { name } }) => name ?? []);
  return access.users.flatMap((user, index) =>
    names.length === 0 || names.includes(user)
      ? []
      : [
          {
            path: [...device.path, 'options', 'users', index],
            allowed: `a user of broker.users: ${names.join(', ')}`,
            ...didYouMean(suggest(user, names)),
          },
        ],
  );
}

/** A terminal that says by `users` that it comes over MQTT is closed over HTTP where everybody reaches the end point. */
function tokenRule({ device, access }: Reporting, { http }: Outline): Mistake[] {
  const host = http?.fields.host;
  if (host === undefined || isLoopback(host) || access.tokenFile || access.users.length > 0) return [];
  return [
    {
      path: [...device.path, 'options', 'tokenFile'],
      missing: true,
      allowed: `a file with a bearer token, as http.host is "${host}"; or users, for a terminal that reports over MQTT only`,
    },
  ];
}

function someoneRule({ device, access }: Reporting, { http, users }: Outline): Mistake[] {
  const mayOverMqtt =
    users.length === 0 || access.users.length > 0 || users.some(({ raw }) => raw['name'] === device.fields.id);
  if (http || mayOverMqtt) return [];
  return [
    {
      path: [...device.path, 'options', 'users'],
      found: 'nobody who may report for it',
      allowed: `a user of broker.users named ${device.fields.id ?? 'like the device'}, others of them as users, or an http end point`,
    },
  ];
}
