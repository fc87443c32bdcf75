import { formatPath, type Mistake } from '../../validation/mistake.js';
import type { Outline } from '../outline.js';
import { isLoopback } from './loopback.js';
import { repeated } from './repeated.js';

export function brokerRules(outline: Outline): Mistake[] {
  return [...exposureRule(outline), ...portRule(outline), ...userRule(outline)];
}

/** Beyond this machine only with users: an open broker on a branch's LAN prints tickets for anybody. */
function exposureRule({ broker, users }: Outline): Mistake[] {
  const { host } = broker.fields;
  if (host === undefined || isLoopback(host) || users.length > 0) return [];
  return [
    {
      path: ['broker', 'host'],
      found: `"${host}" without broker.users`,
      allowed: 'a loopback address (127.0.0.1, ::1, localhost), or any address together with broker.users',
    },
  ];
}

function portRule({ broker: { fields } }: Outline): Mistake[] {
  if (fields.port === undefined || fields.port !== fields.websocketPort) return [];
  const hint = 'broker.port uses it already';
  return [{ path: ['broker', 'websocketPort'], allowed: 'a port of its own', hint }];
}

function userRule({ users }: Outline): Mistake[] {
  const named = users.flatMap(({ path, fields: { name } }) => (name === undefined ? [] : [{ key: name, path }]));
  return repeated(named).map(({ later, first }) => ({
    path: [...later.path, 'name'],
    allowed: 'a name that no other user has',
    hint: `${formatPath(first.path)} has it already`,
  }));
}
