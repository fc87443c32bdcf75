import { resolve } from 'node:path';
import type { Mistake } from '../validation/mistake.js';
import type { UserOutline } from './outline.js';
import { type FileFailure, type ReadFile, readText } from './read-text.js';
import type { Account } from './schema.js';

const maxPasswordBytes = 1_024;

export interface SecretOptions {
  /** Where relative names start: the directory of the configuration. */
  readonly directory: string;
  readonly readFile: ReadFile;
}

/** Reads the users' passwords. No mistake ever quotes what a file holds. */
export async function readAccounts(
  users: readonly UserOutline[],
  { directory, readFile }: SecretOptions,
): Promise<{ accounts: Account[]; mistakes: Mistake[] }> {
  const accounts: Account[] = [];
  const mistakes: Mistake[] = [];
  for (const { path, fields } of users) {
    const { name, passwordFile } = fields;
    if (passwordFile === undefined) continue;
    const read = await readPassword(passwordFile, { directory, readFile });
    if ('failure' in read) mistakes.push({ path: [...path, 'passwordFile'], ...read.failure });
    else if (name !== undefined) accounts.push({ name, password: read.password });
  }
  return { accounts, mistakes };
}

/** One line of UTF-8, at most 1024 bytes, the line break at the end left off. What is wrong names the file. */
export async function readPassword(
  name: string,
  options: SecretOptions,
): Promise<{ readonly password: string } | { readonly failure: FileFailure }> {
  const read = await readSecret(name, { ...options, what: 'password' });
  return 'failure' in read ? read : { password: read.secret };
}

export interface OneSecret extends SecretOptions {
  /** What the file holds, in one word. */
  readonly what: 'password' | 'secret' | 'token';
  /** Default 1. */
  readonly leastBytes?: number;
  readonly faultOf?: (secret: string) => FileFailure | undefined;
}

/** As readPassword, with more that is wanted of it. */
export async function readSecret(
  name: string,
  { directory, readFile, what, leastBytes = 1, faultOf = () => undefined }: OneSecret,
): Promise<{ readonly secret: string } | { readonly failure: FileFailure }> {
  const file = resolve(directory, name);
  const read = await readText(file, maxPasswordBytes, readFile);
  const secret = 'text' in read ? read.text.replace(/\r?\n$/, '') : '';
  const failure = 'failure' in read ? read.failure : (secretFault(secret, what, leastBytes) ?? faultOf(secret));
  return failure ? { failure: { ...failure, found: `${failure.found} (${file})` } } : { secret };
}

function secretFault(secret: string, what: string, leastBytes: number): FileFailure | undefined {
  const allowed = `a file with the ${what} on its only line`;
  if (secret.trim() === '') return { found: 'an empty file', allowed };
  if (/[\r\n]/.test(secret)) return { found: 'a file of several lines', allowed };
  if (Buffer.byteLength(secret) >= leastBytes) return undefined;
  const hint = 'openssl rand -hex 32 makes a good one';
  return { found: `a ${what} under ${leastBytes} bytes`, allowed: `${leastBytes} bytes or more`, hint };
}
