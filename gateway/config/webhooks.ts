import { resolve } from 'node:path';
import type { Severity } from '../alarms/record.js';
import type { Mistake } from '../validation/mistake.js';
import type { WebhookOutline } from './outline.js';
import { readBytes } from './read-text.js';
import { readSecret, type SecretOptions } from './secrets.js';
import { authorityFault } from './tls-faults.js';
import type { ParsedWebhook, WebhookTopic } from './webhooks-schema.js';

/** A webhook ready for use. The secret is never logged, published or part of the digest. */
export interface ResolvedWebhook {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly about: readonly WebhookTopic[];
  readonly minimumSeverity: Severity;
  /** ms */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** ms */
  readonly maxAgeMs: number;
  /** PEM text of the authorities; absent = those of the system. */
  readonly ca?: string | undefined;
}

/** What the files that one of `webhooks` names hold. */
export interface WebhookSecrets {
  readonly secret?: string | undefined;
  readonly ca?: string | undefined;
}

export interface WebhookSecretOptions extends SecretOptions {
  /** ms since 1970 at which certificates must be valid; undefined = their dates are not looked at. */
  readonly now: number | undefined;
}

/** The authorities of a whole system are some 250 KB. */
const maxPemBytes = 1_048_576;
const leastSecretBytes = 16;
const bytesPerMegabyte = 1_048_576;
const msPerHour = 3_600_000;

/** Reads the secret and the authorities of every webhook. No mistake ever quotes what a file holds. */
export async function readWebhookSecrets(
  webhooks: readonly WebhookOutline[],
  options: WebhookSecretOptions,
): Promise<{ readonly secrets: readonly WebhookSecrets[]; readonly mistakes: readonly Mistake[] }> {
  const secrets: WebhookSecrets[] = [];
  const mistakes: Mistake[] = [];
  for (const { path, fields, tls } of webhooks) {
    const read: { secret?: string; ca?: string } = {};
    if (fields.secretFile !== undefined) {
      const found = await readSecret(fields.secretFile, { ...options, what: 'secret', leastBytes: leastSecretBytes });
      if ('failure' in found) mistakes.push({ path: [...path, 'secretFile'], ...found.failure });
      else read.secret = found.secret;
    }
    if (tls.fields.caFile !== undefined) {
      const found = await readAuthority(tls.fields.caFile, options);
      if ('failure' in found) mistakes.push({ path: [...tls.path, 'caFile'], ...found.failure });
      else read.ca = found.ca;
    }
    secrets.push(read);
  }
  return { secrets, mistakes };
}

async function readAuthority(name: string, { directory, readFile, now }: WebhookSecretOptions) {
  const place = resolve(directory, name);
  const content = await readBytes(place, maxPemBytes, readFile);
  const pem = 'bytes' in content ? new TextDecoder().decode(content.bytes) : '';
  const failure = 'failure' in content ? content.failure : authorityFault(pem, now);
  return failure ? { failure: { ...failure, found: `${failure.found} (${place})` } } : { ca: pem };
}

/** Bytes and ms for megabytes, hours and seconds, file contents for file names. */
export function resolveWebhook(
  { secretFile: _file, allowPlaintext: _allowed, tls: _tls, ...webhook }: ParsedWebhook,
  { secret = '', ca }: WebhookSecrets,
): ResolvedWebhook {
  const { id, url, about, minimumSeverity, timeoutSeconds, maxMegabytes, maxAgeHours } = webhook;
  return {
    ...{ id, url, secret, about, minimumSeverity },
    timeoutMs: timeoutSeconds * 1_000,
    maxBytes: maxMegabytes * bytesPerMegabyte,
    maxAgeMs: maxAgeHours * msPerHour,
    ...(ca === undefined ? {} : { ca }),
  };
}
