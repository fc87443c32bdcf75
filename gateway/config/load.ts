import { dirname } from 'node:path';
import type { AnyDriver } from '../../drivers/index.js';
import type { Mistake } from '../validation/mistake.js';
import { schemaMistakes } from '../validation/schema-mistakes.js';
import { configDigest } from './digest.js';
import { type Outline, outlineOf } from './outline.js';
import { type Problem, toProblems } from './problems.js';
import { type ReadFile, readFileLimited, readText } from './read-text.js';
import { branchRules } from './rules/branch.js';
import { brokerRules } from './rules/broker.js';
import { driverRules } from './rules/drivers.js';
import { idRules } from './rules/ids.js';
import { linkRules } from './rules/links.js';
import { type Account, configSchema, type ResolvedConfig } from './schema.js';
import { readAccounts } from './secrets.js';
import { noPlaces, parseSource } from './source.js';

export { formatProblem, type Problem } from './problems.js';

const maxFileBytes = 1_048_576;

export interface LoadOptions {
  readonly drivers: readonly AnyDriver[];
  /** Reads the configuration and the password files; default: from disk. */
  readonly readFile?: ReadFile;
}

export interface LoadedConfig {
  readonly ok: true;
  readonly config: ResolvedConfig;
  /** 12 hex digits, see configDigest. */
  readonly digest: string;
  /** The file as it was read, to be kept as the last good one. */
  readonly text: string;
}

export interface RefusedConfig {
  readonly ok: false;
  /** Every mistake, in the order of the file; at least one. */
  readonly problems: readonly Problem[];
}

/** Reads and checks a configuration file (YAML, UTF-8, at most 1 MiB). Never rejects. */
export async function loadConfig(
  file: string,
  { drivers, readFile = readFileLimited }: LoadOptions,
): Promise<LoadedConfig | RefusedConfig> {
  const read = await readText(file, maxFileBytes, readFile);
  if ('failure' in read) {
    const mistake = { path: [], ...read.failure };
    return { ok: false, problems: toProblems(file, [mistake], { ...noPlaces, lineAt: () => read.line }) };
  }
  const source = parseSource(read.text);
  if (source.value === undefined) return refuse(source.mistakes);

  const outline = outlineOf(source.value, drivers);
  const secrets = await readAccounts(outline.users, { directory: dirname(file), readFile });
  const mistakes = [
    ...source.mistakes,
    ...schemaMistakes(configSchema, source.value),
    ...branchRules(outline),
    ...brokerRules(outline),
    ...idRules(outline),
    ...linkRules(outline),
    ...driverRules(outline, drivers),
    ...secrets.mistakes,
  ];
  if (mistakes.length > 0) return refuse(mistakes);
  const config = resolveConfig(source.value, outline, secrets.accounts);
  return { ok: true, config, digest: configDigest(config), text: read.text };

  function refuse(found: readonly Mistake[]): RefusedConfig {
    return { ok: false, problems: toProblems(file, found, source.places) };
  }
}

/** Puts drivers, their options and the passwords in the places of their names; the rules have found them all. */
function resolveConfig(value: unknown, outline: Outline, accounts: readonly Account[]): ResolvedConfig {
  const { broker, devices, ...rest } = configSchema.parse(value);
  const { users: _names, ...listener } = broker;
  return {
    ...rest,
    broker: { ...listener, accounts },
    devices: devices.flatMap(({ bus, options: _raw, driver: _name, ...device }, index) => {
      const { driver, options } = outline.devices[index] ?? {};
      return driver && options ? [{ ...device, driver, busId: bus, options: options.value }] : [];
    }),
  };
}
