/** One sample of a scrape. */
export interface ScrapedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Scrape {
  readonly types: ReadonlyMap<string, string>;
  readonly helps: ReadonlyMap<string, string>;
  readonly samples: readonly ScrapedSample[];
}

const namePattern = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const labelPattern = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const samplePattern = new RegExp(`^(${namePattern})(?:\\{(${labelPattern}(?:,${labelPattern})*)\\})? (\\S+)$`);

/**
 * Reads the text format 0.0.4 as strictly as its description allows: HELP, then TYPE, then the samples of each metric
 * together, nothing twice. Throws with the line that is wrong.
 */
export function parsePrometheusText(text: string): Scrape {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const types = new Map<string, string>();
  const helps = new Map<string, string>();
  const samples: ScrapedSample[] = [];
  const series = new Set<string>();
  let current = '';
  for (const line of text.split('\n')) {
    const fail = (why: string) => {
      throw new Error(`${why}: ${line}`);
    };
    if (line === '') continue;
    const [, kind, name = '', rest = ''] = new RegExp(`^# (HELP|TYPE) (${namePattern}) (.+)$`).exec(line) ?? [];
    if (line.startsWith('#')) {
      if (kind === 'HELP') {
        if (helps.has(name)) fail('HELP twice');
        helps.set(name, rest);
        current = name;
      } else if (kind === 'TYPE') {
        if (types.has(name)) fail('TYPE twice');
        if (name !== current) fail('TYPE away from its HELP');
        if (rest !== 'gauge' && rest !== 'counter') fail('unknown type');
        types.set(name, rest);
      } else fail('a comment that is none');
      continue;
    }
    const [, of = '', written = '', number = ''] = samplePattern.exec(line) ?? [];
    if (of === '') fail('no sample');
    if (of !== current || !types.has(of)) fail('a sample away from its metric');
    const labels = Object.fromEntries(
      [...written.matchAll(/([a-zA-Z0-9_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', value = '']) => [
        label,
        value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
      ]),
    );
    const value = Number(number);
    if (Number.isNaN(value)) fail('no number');
    if (types.get(of) === 'counter' && value < 0) fail('a negative counter');
    const key = `${of}${written}`;
    if (series.has(key)) fail('a series twice');
    series.add(key);
    samples.push({ name: of, labels, value });
  }
  for (const name of helps.keys()) if (!types.has(name)) throw new Error(`no TYPE of ${name}`);
  return { types, helps, samples };
}

/** The value of a series; undefined when it is not there. Labels that are not named may be anything. */
export function figureOf({ samples }: Scrape, name: string, labels: Record<string, string> = {}): number | undefined {
  return samples.find(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )?.value;
}
