import { dirname } from 'node:path';
import type { AnyDriver } from '../../drivers/index.js';
import { type ListFolder, listFolder as listDisk } from '../templates/folder.js';
import { type OwnTemplates, readOwnTemplates } from '../templates/own.js';
import type { Mistake } from '../validation/mistake.js';
import { schemaMistakes } from '../validation/schema-mistakes.js';
import { configDigest } from './digest.js';
import { readHttpToken, resolveHttp } from './http.js';
import { optionFileMistakes } from './option-files.js';
import { type Outline, outlineOf } from './outline.js';
import { type Problem, toProblems } from './problems.js';
import { type ReadFile, readFileLimited, readText } from './read-text.js';
import { alarmRules } from './rules/alarms.js';
import { branchRules } from './rules/branch.js';
import { brokerRules } from './rules/broker.js';
import { callRules } from './rules/calls.js';
import { characterRules } from './rules/characters.js';
import { dependsRules } from './rules/depends.js';
import { driverRules } from './rules/drivers.js';
import { dutyRules } from './rules/duty.js';
import { formatRules } from './rules/formats.js';
import { hallRules } from './rules/hall.js';
import { heartbeatRules } from './rules/heartbeats.js';
import { httpRules } from './rules/http.js';
import { idRules } from './rules/ids.js';
import { linkRules } from './rules/links.js';
import { listeningRules } from './rules/listening.js';
import { partRules } from './rules/parts.js';
import { routineRules } from './rules/routines.js';
import { templateRules } from './rules/templates.js';
import { uplinkRules } from './rules/uplink.js';
import { webhookRules } from './rules/webhooks.js';
import { type Account, configSchema, type ResolvedConfig } from './schema.js';
import { readAccounts } from './secrets.js';
import { noPlaces, parseSource } from './source.js';
import { asSwitch } from './switches.js';
import { resolveUplink } from './uplink.js';
import { readUplinkSecrets, type UplinkSecrets } from './uplink-secrets.js';
import { readWebhookSecrets, resolveWebhook, type WebhookSecrets } from './webhooks.js';

export { formatProblem, type Problem } from './problems.js';

const maxFileBytes = 1_048_576;

export interface LoadOptions {
  readonly drivers: readonly AnyDriver[];
  /** Reads the configuration and the files it names; default: from disk. */
  readonly readFile?: ReadFile;
  /** Lists the folder of ticket templates; default: from disk. */
  readonly listFolder?: ListFolder;
  /**
   * ms since 1970 at which certificates must be valid. Left out, their dates are not looked at: a gateway whose
   * certificate has ended, or whose clock is not set yet, still serves its branch and says so by an alarm.
   */
  readonly now?: number;
}

export interface LoadedConfig {
  readonly ok: true;
  readonly config: ResolvedConfig;
  /** The branch's ticket templates, checked. */
  readonly templates: OwnTemplates;
  /** Where relative names start. */
  readonly directory: string;
  /** 12 hex digits, see configDigest. */
  readonly digest: string;
  /** The file as it was read, to be kept as the last good one. */
  readonly text: string;
}

export interface RefusedConfig {
  readonly ok: false;
  /** Every mistake, in the order of the file, those in ticket templates behind them; at least one. */
  readonly problems: readonly Problem[];
}

/** Reads and checks a configuration file (YAML, UTF-8, at most 1 MiB). Never rejects. */
export async function loadConfig(
  file: string,
  { drivers, readFile = readFileLimited, listFolder = listDisk, now }: LoadOptions,
): Promise<LoadedConfig | RefusedConfig> {
  const read = await readText(file, maxFileBytes, readFile);
  if ('failure' in read) {
    const mistake = { path: [], ...read.failure };
    return { ok: false, problems: toProblems(file, [mistake], { ...noPlaces, lineAt: () => read.line }) };
  }
  const source = parseSource(read.text);
  if (source.value === undefined) return refuse(source.mistakes);

  const outline = outlineOf(source.value, drivers);
  const directory = dirname(file);
  const accounts = await readAccounts(outline.users, { directory, readFile });
  const uplink = await readUplinkSecrets(outline.uplink, { directory, readFile, now });
  const webhooks = await readWebhookSecrets(outline.webhooks, { directory, readFile, now });
  const http = await readHttpToken(outline.http, { directory, readFile });
  const own = await readOwnTemplates(outline.gateway, { directory, readFile, listFolder });
  const mistakes = [
    ...source.mistakes,
    ...schemaMistakes(configSchema, source.value),
    ...branchRules(outline),
    ...brokerRules(outline),
    ...uplinkRules(outline),
    ...idRules(outline),
    ...linkRules(outline),
    ...listeningRules(outline),
    ...driverRules(outline, drivers),
    ...callRules(outline),
    ...dependsRules(outline),
    ...partRules(outline),
    ...alarmRules(outline),
    ...dutyRules(outline),
    ...formatRules(outline),
    ...characterRules(outline),
    ...webhookRules(outline),
    ...httpRules(outline),
    ...heartbeatRules(outline),
    ...hallRules(outline),
    ...routineRules(outline),
    ...accounts.mistakes,
    ...uplink.mistakes,
    ...webhooks.mistakes,
    ...http.mistakes,
    ...(await optionFileMistakes(outline.devices, { directory, readFile, now })),
    ...own.mistakes,
    ...templateRules(outline, own),
  ];
  if (mistakes.length > 0 || own.problems.length > 0) return refuse(mistakes, own.problems);
  const config = resolveConfig(source.value, outline, {
    accounts: accounts.accounts,
    uplink: uplink.secrets,
    webhooks: webhooks.secrets,
    httpToken: http.token,
  });
  const digest = configDigest(config);
  return { ok: true, config, templates: own.templates, directory, digest, text: read.text };

  function refuse(found: readonly Mistake[], elsewhere: readonly Problem[] = []): RefusedConfig {
    return { ok: false, problems: [...toProblems(file, found, source.places), ...elsewhere] };
  }
}

interface Secrets {
  readonly accounts: readonly Account[];
  readonly uplink: UplinkSecrets;
  /** In the order of the file. */
  readonly webhooks: readonly WebhookSecrets[];
  readonly httpToken: string | undefined;
}

/** Puts drivers, their options and the secrets in the places of their names; the rules have found them all. */
function resolveConfig(value: unknown, outline: Outline, secrets: Secrets): ResolvedConfig {
  const { broker, uplink, devices, webhooks, http, ...rest } = configSchema.parse(value);
  const site = { branchId: rest.branch.id, gatewayId: rest.gateway.id };
  const { users: _names, ...listener } = broker;
  return {
    ...rest,
    broker: { ...listener, accounts: secrets.accounts },
    ...(uplink === undefined ? {} : { uplink: resolveUplink(uplink, secrets.uplink, site) }),
    ...(webhooks && webhooks.length > 0
      ? { webhooks: webhooks.map((webhook, index) => resolveWebhook(webhook, secrets.webhooks[index] ?? {})) }
      : {}),
    ...(http === undefined ? {} : { http: resolveHttp(http, secrets.httpToken) }),
    devices: devices.flatMap(({ bus, options: _raw, driver: _name, ...device }, index) => {
      const { driver, options } = outline.devices[index] ?? {};
      if (!driver || !options) return [];
      const own = device.switch ? asSwitch(driver) : driver;
      return [{ ...device, driver: own, busId: bus, options: options.value }];
    }),
  };
}
