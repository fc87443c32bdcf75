import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import {
  argumentOf,
  type Bitmap,
  builtinTemplates,
  type ProfileName,
  printArgsSchema,
  profileNames,
  profiles,
  readLogo,
  renderTemplate,
  type Template,
  ticketData,
  ticketTemplates,
} from '../../drivers/index.js';
import { formatProblem, type Problem } from '../config/problems.js';
import { readFileLimited, readText } from '../config/read-text.js';
import type { ResolvedConfig } from '../config/schema.js';
import { listFolder, readTemplate, readTemplateFolder } from '../templates/folder.js';
import { paperSvg } from '../templates/paper/paper-svg.js';
import { didYouMean, sentence } from '../validation/mistake.js';
import { check } from '../validation/refusal.js';
import { suggest } from '../validation/suggest.js';
import { configOrExit } from './config.js';
import { CliExit, exitCode } from './exit.js';

interface PreviewOptions {
  readonly data: string;
  readonly config?: string;
  readonly printer?: string;
  readonly templates?: string;
  readonly profile?: string;
  readonly language?: 'zh' | 'en';
  readonly out?: string;
}

const maxDataBytes = 65_536;

const dataSchema = printArgsSchema.extend({
  branch: z.string().max(80).optional().describe('name of the branch as printed, 0 to 80 characters'),
  printedAt: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d$/, 'date and time, e.g. "2026-11-23 09:00"')
    .optional()
    .describe('when the ticket is printed'),
});

/** `branch-gateway preview TEMPLATE`: draws a ticket as it looks on paper. */
export async function preview(wanted: string, options: PreviewOptions): Promise<void> {
  if (options.config !== undefined && options.templates !== undefined) {
    throw usage('--templates beside --config: allowed: one of them');
  }
  if (options.printer !== undefined && options.config === undefined) {
    throw usage('--printer without --config: allowed: a ticket printer of a configuration');
  }
  const branch = options.config === undefined ? undefined : await configOrExit(options.config);
  const printer = branch && printerOrExit(branch.config, options.printer);
  const profile = profileOf(options.profile ?? printer?.profile);
  const language = options.language ?? branch?.config.gateway.language ?? 'zh';
  const own = branch?.templates.byName ?? (await ownTemplates([wanted, `${wanted}-${language}`], options.templates));
  const template = isPath(wanted) ? await fileOrExit(wanted) : namedOrExit(wanted, own, language);

  const { branch: title, printedAt, ...args } = await dataOrExit(options.data);
  const occasion = {
    branch: title ?? printer?.title ?? '',
    printedAt: printedAt ?? timeNow(branch?.config.branch.timezone),
  };
  const rendered = renderTemplate(template, ticketData(args, occasion), profiles[profile]);
  if ('faults' in rendered) {
    const lines = rendered.faults.map(({ line, missing, ...fault }) => {
      const path = missing === undefined ? '' : ` ${argumentOf(missing)}`;
      return `${options.data}${path}: ${sentence(fault.found, fault)} (line ${line} of ${wanted})`;
    });
    throw usage(lines.join('\n'));
  }
  const logo = logoOf(printer?.logo);
  // Of a printer that is not known, only a template of one's own is known to have a logo.
  const hasLogo = logo !== undefined || (!branch && ![...builtinTemplates.values()].includes(template));
  const elements = rendered.elements.filter(({ kind }) => kind !== 'logo' || hasLogo);
  const svg = paperSvg(elements, profiles[profile], logo);
  if (options.out === undefined) process.stdout.write(svg);
  else await writeOrExit(options.out, svg);
}

const usage = (message: string) => new CliExit(exitCode.usage, message);
const isPath = (wanted: string) => /[/\\]|\.ticket$/.test(wanted);

function profileOf(name = 'generic-80'): ProfileName {
  const found = profileNames.find((known) => known === name);
  if (found) return found;
  const help = didYouMean(suggest(name, profileNames));
  throw usage(`--profile: ${sentence(`"${name}"`, { allowed: profileNames.join(', '), ...help })}`);
}

/** What a printer's options say of its tickets. */
const printerSchema = z.object({ profile: z.string(), title: z.string(), logo: z.string() }).partial();

/** The named ticket printer, else the first; undefined where the branch has none and none is named. */
function printerOrExit({ devices }: ResolvedConfig, wanted: string | undefined) {
  const printers = devices.filter(({ driver }) => driver.class === 'ticket-printer');
  const printer = wanted === undefined ? printers[0] : printers.find(({ id }) => id === wanted);
  if (printer) return printerSchema.parse(printer.options);
  if (wanted === undefined) return undefined;
  const ids = printers.map(({ id }) => id);
  const allowed = ids.length > 0 ? ids.join(', ') : 'none: the configuration has no ticket printer';
  throw usage(`--printer: ${sentence(`"${wanted}"`, { allowed, ...didYouMean(suggest(wanted, ids)) })}`);
}

function logoOf(url: string | undefined): Bitmap | undefined {
  const read = url === undefined ? undefined : readLogo(url);
  return read && 'bitmap' in read ? read.bitmap : undefined;
}

/** Those of a folder; a mistake in another than the wanted one is not looked at. */
async function ownTemplates(
  wanted: readonly string[],
  folder: string | undefined,
): Promise<ReadonlyMap<string, Template>> {
  if (folder === undefined) return new Map();
  const read = await readTemplateFolder(folder, { readFile: readFileLimited, listFolder });
  if ('failure' in read) throw usage(`--templates ${folder}: ${sentence(read.failure.found, read.failure)}`);
  const broken = wanted.find((name) => read.broken.has(name));
  if (broken !== undefined) await fileOrExit(resolve(folder, `${broken}.ticket`));
  return read.sound;
}

async function fileOrExit(file: string): Promise<Template> {
  const read = await readTemplate(file, readFileLimited);
  if ('template' in read) return read.template;
  throw problemsExit(read.problems);
}

function problemsExit(problems: readonly Problem[]): CliExit {
  return usage(problems.map(formatProblem).join('\n'));
}

function namedOrExit(wanted: string, own: ReadonlyMap<string, Template>, language: 'zh' | 'en'): Template {
  const templates = ticketTemplates(() => own, language);
  const template = templates.find(wanted);
  if (template) return template;
  const names = templates.names();
  const allowed = `${names.join(', ')}, or the path of a .ticket file`;
  throw usage(`TEMPLATE: ${sentence(`"${wanted}"`, { allowed, ...didYouMean(suggest(wanted, names)) })}`);
}

async function dataOrExit(file: string): Promise<z.infer<typeof dataSchema>> {
  const read = await readText(file, maxDataBytes, readFileLimited);
  if ('failure' in read) throw usage(`${file}: ${sentence(read.failure.found, read.failure)}`);
  const checked = check(dataSchema, jsonOrExit(file, read.text));
  if (checked.ok) return checked.value;
  throw usage(`${file}: ${checked.refusal.message}`);
}

function jsonOrExit(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const found = `text that is not JSON: ${(error as Error).message}`;
    throw usage(`${file}: ${sentence(found, { allowed: 'the arguments of a print command as a JSON object' })}`);
  }
}

/** `YYYY-MM-DD HH:MM`, as Swedes write it. */
function timeNow(timeZone: string | undefined): string {
  return new Date().toLocaleString('sv-SE', timeZone === undefined ? {} : { timeZone }).slice(0, 16);
}

async function writeOrExit(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: Error) => {
    throw new CliExit(exitCode.failed, `--out ${file}: ${error.message}`);
  });
}
