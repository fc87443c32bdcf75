import { LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { Mistake } from '../validation/mistake.js';
import { isTooDeep } from './depth.js';
import { duplicateKeys, placesOf } from './locate.js';
import type { Places } from './problems.js';

/** A file's text as data. `value` is absent when the text is not one YAML document. */
export interface Source {
  readonly value?: unknown;
  readonly mistakes: readonly Mistake[];
  readonly places: Places;
}

/** Bounds the copies that aliases may make of one anchor, so that a small file cannot become a huge one. */
const maxAliases = 1_000;

/** Places of a text without structure: everything is on line 1. */
export const noPlaces: Places = {
  locate: () => ({ line: 1, offset: 0 }),
  lineAt: () => 1,
  found: () => 'nothing',
};

/** Reads YAML 1.2 with anchors and merge keys. Never throws. */
export function parseSource(text: string): Source {
  if (isTooDeep(text)) {
    return {
      places: noPlaces,
      mistakes: [{ path: [], found: 'YAML nested too deeply', allowed: '100 levels at most' }],
    };
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    merge: true,
    prettyErrors: false,
    // Found by duplicateKeys in linear time and with their path.
    uniqueKeys: false,
    logLevel: 'error',
  });
  const places = placesOf(document, lineCounter);
  const fail = (mistake: Mistake): Source => ({ places, mistakes: [mistake] });

  // What follows the first error is mostly its echo.
  const error = document.errors[0] ?? document.warnings[0];
  if (error) return fail(syntaxMistake(error, text));
  if (document.contents === null) {
    return fail({
      path: [],
      found: 'an empty file',
      allowed: 'a YAML mapping with version, branch, gateway and devices',
    });
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { value, places, mistakes: duplicateKeys(document).map(duplicateMistake) };
  } catch (cause) {
    return fail({
      path: [],
      found: `aliases that cannot be followed (${cause instanceof Error ? cause.message : String(cause)})`,
      allowed: `aliases of anchors defined above, ${maxAliases} uses at most`,
    });
  }
}

function syntaxMistake({ code, message, pos }: YAMLError, text: string): Mistake {
  // What is missing at the end is missed on the last line that has text.
  const offset = Math.min(pos[0], text.trimEnd().length);
  const what = code === 'MULTIPLE_DOCS' ? 'a second document after ---' : message;
  return { path: [], offset, found: `text that is not YAML: ${what}`, allowed: 'one YAML document' };
}

function duplicateMistake({ path, offset }: { path: Mistake['path']; offset: number }): Mistake {
  return { path, offset, found: `the key "${path.at(-1)}" a second time`, allowed: 'each key once' };
}
