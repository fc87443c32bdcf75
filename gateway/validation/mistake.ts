/** Steps from the root of a value to a part of it, e.g. `['devices', 2, 'driver']`. */
export type Path = readonly (string | number)[];

/** A mistake as a check sees it: it knows the path, not where that stands in a file. */
export interface Mistake {
  readonly path: Path;
  /** What was found; what stands at `path` when left out. */
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

/** The mistakes without those that a misspelled key explains. */
export function withoutEchoes(mistakes: readonly Mistake[]): Mistake[] {
  const meant = mistakes.flatMap((mistake) => (mistake.meant ? [mistake.meant] : []));
  return mistakes.filter(({ missing, path }) => !(missing && meant.some((start) => isWithin(path, start))));
}

function isWithin(path: Path, start: Path): boolean {
  return start.every((step, index) => step === path[index]);
}

/** `devices[2].options.address` */
export function formatPath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${quote(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** `text` in quotes on one line, cut to 60 characters. */
export function quote(text: string): string {
  const characters = [...text.slice(0, 200)];
  return JSON.stringify(characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : characters.join(''));
}

/** Found, allowed and what helps, in one sentence or two. */
export function sentence(found: string, { allowed, hint }: Pick<Mistake, 'allowed' | 'hint'>): string {
  return [`found ${found}, allowed: ${allowed}`, hint].filter(Boolean).join('. ');
}

export function didYouMean(suggestion: string | undefined): { hint?: string } {
  return suggestion === undefined ? {} : { hint: `Did you mean "${suggestion}"?` };
}
