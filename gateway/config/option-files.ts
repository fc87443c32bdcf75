import { resolve } from 'node:path';
import { GatewayError, type OptionFile } from '../../drivers/index.js';
import type { Mistake } from '../validation/mistake.js';
import { tokenWanted } from './http.js';
import type { DeviceOutline } from './outline.js';
import { readText } from './read-text.js';
import { readSecret, type SecretOptions } from './secrets.js';
import { authorityFault, keyFault } from './tls-faults.js';

/** The authorities of a whole system are some 250 KB. */
const maxPemBytes = 1_048_576;

type Read = { readonly text: string } | { readonly mistake: Omit<Mistake, 'path'> };

/** What is wrong with the files that the options of devices name. No mistake ever quotes what a file holds. */
export async function optionFileMistakes(
  devices: readonly DeviceOutline[],
  options: SecretOptions & { readonly now: number | undefined },
): Promise<Mistake[]> {
  const mistakes: Mistake[] = [];
  for (const { path, driver, options: parsed } of devices) {
    for (const file of (parsed && driver?.files?.(parsed.value)) ?? []) {
      const read = await readOptionFile(file, options);
      if ('mistake' in read) mistakes.push({ path: [...path, 'options', ...file.field], ...read.mistake });
    }
  }
  return mistakes;
}

/** Reads such a file for a session; rejects with CONFIG_UNREADABLE. Read anew each time: a secret may be changed. */
export async function openOptionFile(file: OptionFile, options: SecretOptions): Promise<string> {
  const read = await readOptionFile(file, { ...options, now: undefined });
  if ('text' in read) return read.text;
  const { found, allowed } = read.mistake;
  throw new GatewayError('CONFIG_UNREADABLE', `${file.field.join('.')}: found ${found}, allowed: ${allowed}`, {
    field: file.field.join('.'),
  });
}

async function readOptionFile(
  { name, kind }: OptionFile,
  { directory, readFile, now }: SecretOptions & { readonly now: number | undefined },
): Promise<Read> {
  if (kind === 'secret' || kind === 'token') {
    const wanted = kind === 'token' ? tokenWanted : { what: 'secret' as const };
    const read = await readSecret(name, { directory, readFile, ...wanted });
    return 'failure' in read ? { mistake: read.failure } : { text: read.secret };
  }
  const place = resolve(directory, name);
  const read = await readText(place, maxPemBytes, readFile);
  const pem = 'text' in read ? read.text : '';
  const fault = 'failure' in read ? read.failure : kind === 'key' ? keyFault(pem, undefined) : authorityFault(pem, now);
  return fault ? { mistake: { ...fault, found: `${fault.found} (${place})` } } : { text: pem };
}
