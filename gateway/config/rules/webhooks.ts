import { formatPath, type Mistake } from '../../validation/mistake.js';
import type { Outline, WebhookOutline } from '../outline.js';
import { parseWebhookUrl } from '../webhook-url.js';
import { isLoopback } from './loopback.js';
import { repeated } from './repeated.js';

export function webhookRules({ webhooks }: Outline): Mistake[] {
  return [
    ...idRule(webhooks),
    ...webhooks.flatMap(plaintextRule),
    ...webhooks.flatMap(tlsRule),
    ...webhooks.flatMap(topicRule),
  ];
}

function idRule(webhooks: readonly WebhookOutline[]): Mistake[] {
  const named = webhooks.flatMap(({ path, fields: { id } }) => (id === undefined ? [] : [{ key: id, path }]));
  return repeated(named).map(({ later, first }) => ({
    path: [...later.path, 'id'],
    allowed: 'a name that no other webhook has',
    hint: `${formatPath(first.path)} has it already`,
  }));
}

/** The signature keeps a message from being changed on its way, not from being read. */
function plaintextRule({ path, fields }: WebhookOutline): Mistake[] {
  const address = parseWebhookUrl(fields.url ?? '');
  // A mistake in allowPlaintext is one of its own.
  if (!address || address.secure || isLoopback(address.host) || fields.allowPlaintext !== false) return [];
  return [
    {
      path: [...path, 'url'],
      found: 'http:// to another machine, which everybody on the way could read',
      allowed: 'https://, or allowPlaintext: true where something else protects the way, e.g. a VPN',
    },
  ];
}

function tlsRule({ path, raw, fields }: WebhookOutline): Mistake[] {
  const address = parseWebhookUrl(fields.url ?? '');
  if (!address || address.secure || raw['tls'] === undefined) return [];
  return [{ path: [...path, 'tls'], found: 'tls beside http://', allowed: 'tls only with https://' }];
}

function topicRule({ path, fields: { about = [] } }: WebhookOutline): Mistake[] {
  return repeated(about.map((key, index) => ({ key, index }))).map(({ later }) => ({
    path: [...path, 'about', later.index],
    allowed: 'each topic once',
  }));
}
