import { resolve } from 'node:path';
import type { Template } from '../../drivers/index.js';
import type { Outline } from '../config/outline.js';
import type { Problem } from '../config/problems.js';
import type { Mistake } from '../validation/mistake.js';
import { type FolderReaders, readTemplateFolder } from './folder.js';

/** The branch's own templates as they were when the configuration was read. */
export interface OwnTemplates {
  /** Whether there or not. */
  readonly folder: string;
  readonly byName: ReadonlyMap<string, Template>;
}

export interface ReadOwnTemplates {
  readonly templates: OwnTemplates;
  /** Names of templates with mistakes in them: they are there all the same. */
  readonly broken: ReadonlySet<string>;
  /** In the configuration. */
  readonly mistakes: readonly Mistake[];
  /** In the templates. */
  readonly problems: readonly Problem[];
}

const usualFolder = 'templates';

/** Reads the folder that `gateway.templates` names; the usual one beside the configuration need not be there. */
export async function readOwnTemplates(
  { path, fields }: Outline['gateway'],
  { directory, ...readers }: FolderReaders & { readonly directory: string },
): Promise<ReadOwnTemplates> {
  const folder = resolve(directory, fields.templates ?? usualFolder);
  const read = await readTemplateFolder(folder, readers);
  if ('problems' in read) {
    const { sound, broken, problems } = read;
    return { templates: { folder, byName: sound }, broken, mistakes: [], problems };
  }
  const missed = fields.templates === undefined && read.failure.found === 'no such folder';
  const mistake = { path: [...path, 'templates'], ...read.failure, found: `${read.failure.found} (${folder})` };
  return {
    templates: { folder, byName: new Map() },
    broken: new Set(),
    mistakes: missed ? [] : [mistake],
    problems: [],
  };
}
