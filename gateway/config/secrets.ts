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
  { directory, readFile }: SecretOptions,
): Promise<{ readonly password: string } | { readonly failure: FileFailure }> {
  const file = resolve(directory, name);
  const read = await readText(file, maxPasswordBytes, readFile);
  const password = 'text' in read ? read.text.replace(/\r?\n$/, '') : '';
  const failure = 'failure' in read ? read.failure : passwordFailure(password);
  return failure ? { failure: { ...failure, found: `${failure.found} (${file})` } } : { password };
}

function passwordFailure(password: string): FileFailure | undefined {
  const allowed = 'a file with the password on its only line';
  if (password.trim() === '') return { found: 'an empty file', allowed };
  if (/[\r\n]/.test(password)) return { found: 'a file of several lines', allowed };
  return undefined;
}
