import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  parseTemplate,
  type Template,
  type TemplateMistake,
  templateName,
  templateNameRule,
} from '../../drivers/index.js';
import type { Problem } from '../config/problems.js';
import { type FileFailure, type ReadFile, readText, reasonOf } from '../config/read-text.js';
import { didYouMean, quote, sentence } from '../validation/mistake.js';
import { suggest } from '../validation/suggest.js';

const ending = '.ticket';
const maxBytes = 65_536;
const maxFiles = 200;

/** Gives the names in a folder. Rejects as node:fs does. */
export type ListFolder = (path: string) => Promise<readonly string[]>;
export const listFolder: ListFolder = (path) => readdir(path);

export interface FolderReaders {
  readonly readFile: ReadFile;
  readonly listFolder: ListFolder;
}

/** The templates of a folder, each file checked for itself. */
export interface TemplateFolder {
  /** Those without a mistake, by name. */
  readonly sound: ReadonlyMap<string, Template>;
  /** Names of the others. */
  readonly broken: ReadonlySet<string>;
  /** Every mistake, file by file, each in the order of its lines. */
  readonly problems: readonly Problem[];
}

/** Reads every NAME.ticket (UTF-8, at most 64 KiB) of a folder; hidden files are left alone. Never rejects. */
export async function readTemplateFolder(
  folder: string,
  { readFile, listFolder }: FolderReaders,
): Promise<TemplateFolder | { readonly failure: FileFailure }> {
  let names: readonly string[];
  try {
    names = await listFolder(folder);
  } catch (error) {
    return { failure: { found: reasonOf(error, 'folder'), allowed: 'a folder that can be read' } };
  }
  const files = names.filter((name) => name.endsWith(ending) && !name.startsWith('.')).sort();
  const sound = new Map<string, Template>();
  const broken = new Set<string>();
  const problems: Problem[] = [];
  for (const file of files.slice(0, maxFiles)) {
    const name = file.slice(0, -ending.length);
    const read = await readTemplate(join(folder, file), readFile);
    const faults = [...misnamed(join(folder, file), name), ...('problems' in read ? read.problems : [])];
    problems.push(...faults);
    if ('template' in read && faults.length === 0) sound.set(name, read.template);
    else broken.add(name);
  }
  if (files.length > maxFiles) {
    problems.push(problemIn(folder, { line: 1, found: `${files.length} templates`, allowed: `${maxFiles} at most` }));
  }
  return { sound, broken, problems };
}

/** One template file, or what is wrong in it. Never rejects. */
export async function readTemplate(
  file: string,
  readFile: ReadFile,
): Promise<{ readonly template: Template } | { readonly problems: readonly Problem[] }> {
  const read = await readText(file, maxBytes, readFile);
  if ('failure' in read) return { problems: [problemIn(file, { line: read.line, ...read.failure })] };
  const parsed = parseTemplate(read.text);
  if ('template' in parsed) return parsed;
  return {
    problems: parsed.mistakes.map(({ unknown, ...mistake }: TemplateMistake) =>
      problemIn(file, { ...mistake, ...didYouMean(unknown && suggest(unknown.word, unknown.known)) }),
    ),
  };
}

function misnamed(file: string, name: string): Problem[] {
  if (templateName.test(name)) return [];
  return [problemIn(file, { line: 1, found: `the name ${quote(name)}`, allowed: templateNameRule })];
}

function problemIn(file: string, { line, ...failure }: FileFailure & { readonly line: number }): Problem {
  const { found, allowed } = failure;
  return { file, line, path: '', found, allowed, message: sentence(found, failure) };
}
