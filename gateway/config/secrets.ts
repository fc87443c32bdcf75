import { resolve } from 'node:path';
import type { Mistake } from '../validation/mistake.js';
import type { UserOutline } from './outline.js';
import { type ReadFile, readText } from './read-text.js';
import type { Account } from './schema.js';

const maxPasswordBytes = 1_024;

export interface SecretOptions {
  /** Where relative names start: the directory of the configuration. */
  readonly directory: string;
  readonly readFile: ReadFile;
}

/**
 * Reads the users' passwords: one line of UTF-8, at most 1024 bytes, the line break at the end left off. No mistake
 * ever quotes what a file holds.
 */
export async function readAccounts(
  users: readonly UserOutline[],
  { directory, readFile }: SecretOptions,
): Promise<{ accounts: Account[]; mistakes: Mistake[] }> {
  const accounts: Account[] = [];
  const mistakes: Mistake[] = [];
  for (const { path, fields } of users) {
    const { name, passwordFile } = fields;
    if (passwordFile === undefined) continue;
    const file = resolve(directory, passwordFile);
    const read = await readText(file, maxPasswordBytes, readFile);
    const password = 'text' in read ? read.text.replace(/\r?\n$/, '') : '';
    const failure = 'failure' in read ? read.failure : passwordFailure(password);
    if (failure) mistakes.push({ path: [...path, 'passwordFile'], ...failure, found: `${failure.found} (${file})` });
    else if (name !== undefined) accounts.push({ name, password });
  }
  return { accounts, mistakes };
}

function passwordFailure(password: string): { found: string; allowed: string } | undefined {
  const allowed = 'a file with the password on its only line';
  if (password.trim() === '') return { found: 'an empty file', allowed };
  if (/[\r\n]/.test(password)) return { found: 'a file of several lines', allowed };
  return undefined;
}
