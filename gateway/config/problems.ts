/** Steps from the root of the file to a value, e.g. `['devices', 2, 'driver']`. */
export type Path = readonly (string | number)[];

/** A mistake as a check sees it: it knows the path, not the line. */
export interface Mistake {
  readonly path: Path;
  /** What was found; what stands in the file at `path` when left out. */
  readonly found?: string;
  readonly allowed: string;
  /** A sentence that helps, e.g. `Did you mean "onbon"?`. */
  readonly hint?: string;
  /** The key that was probably meant by an unknown one: that it, or what belongs in it, is missing says nothing new. */
  readonly meant?: Path;
  /** True when the mistake is that `path` is not there. */
  readonly missing?: true;
  /** Position in characters, where the mistake has no path of its own or stands elsewhere. */
  readonly offset?: number;
}

/** A mistake in a configuration file, for people. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** E.g. `devices[2].options.address`; empty for the file as a whole. */
  readonly path: string;
  readonly found: string;
  readonly allowed: string;
  /** Found, allowed and what helps, in one sentence or two. */
  readonly message: string;
}

/** One line: `config/x.yaml:12 devices[2].driver: found "onbom", allowed: escpos, onbon. Did you mean "onbon"?`. */
export function formatProblem({ file, line, path, message }: Problem): string {
  return path === '' ? `${file}:${line}: ${message}` : `${file}:${line} ${path}: ${message}`;
}

export function formatPath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${quote(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** Where things stand in the file. */
export interface Places {
  /** The line (from 1) and position (characters) of what `path` names, or of its nearest parent that exists. */
  locate(path: Path): { readonly line: number; readonly offset: number };
  lineAt(offset: number): number;
  /** What stands there, short. */
  found(path: Path): string;
}

/** Every mistake once, with its line, in the order of the file. */
export function toProblems(file: string, mistakes: readonly Mistake[], places: Places): Problem[] {
  const meant = mistakes.flatMap((mistake) => (mistake.meant ? [mistake.meant] : []));
  return mistakes
    .filter(({ missing, path }) => !(missing && meant.some((start) => isWithin(path, start))))
    .map((mistake) => ({ mistake, offset: mistake.offset ?? places.locate(mistake.path).offset }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ mistake, offset }) => {
      const found = mistake.found ?? places.found(mistake.path);
      return {
        file,
        line: places.lineAt(offset),
        path: formatPath(mistake.path),
        found,
        allowed: mistake.allowed,
        message: [`found ${found}, allowed: ${mistake.allowed}`, mistake.hint].filter(Boolean).join('. '),
      };
    });
}

function isWithin(path: Path, start: Path): boolean {
  return start.every((step, index) => step === path[index]);
}

/** `text` in quotes on one line, cut to 60 characters. */
export function quote(text: string): string {
  const characters = [...text.slice(0, 200)];
  return JSON.stringify(characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : characters.join(''));
}

export function didYouMean(suggestion: string | undefined): { hint?: string } {
  return suggestion === undefined ? {} : { hint: `Did you mean "${suggestion}"?` };
}
