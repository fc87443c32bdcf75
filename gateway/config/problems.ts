import { formatPath, type Mistake, type Path, sentence, withoutEchoes } from '../validation/mistake.js';

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
  return withoutEchoes(mistakes)
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
        message: sentence(found, mistake),
      };
    });
}
