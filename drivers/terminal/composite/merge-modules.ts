import type { TerminalModule } from '../contract.js';
import type { Contact, Saying, Source } from './source.js';

/** What one source says of a module that others speak of too. */
interface Voice extends Saying {
  readonly source: string;
  readonly contact: Contact;
}

const worstFirst = ['fail', 'warn', 'ok', 'unknown'] as const;
const surestFirst = ['sure', 'doubtful', 'none'] as const;

/**
 * The modules of a terminal as all its sources together know them. Of each the worst status that can be believed stands,
 * with everybody who says so; of two that say the same the one in surer contact comes first. Who says otherwise is shown
 * beside it (`others`). What only sources say that nobody hears any more is unknown, whatever it was.
 */
export function mergeModules(sources: readonly Source[]): Record<string, TerminalModule> {
  const names = new Set(sources.flatMap(({ modules }) => [...modules.keys()]));
  return Object.fromEntries([...names].sort().map((name) => [name, mergeOne(voicesOf(name, sources))]));
}

function voicesOf(name: string, sources: readonly Source[]): Voice[] {
  return sources.flatMap(({ id, contact, silence, modules }): Voice[] => {
    const said = modules.get(name);
    if (!said) return [];
    if (contact !== 'none') return [{ source: id, contact, ...said }];
    const before =
      said.status === 'unknown' ? '' : `; before: ${[said.status, said.detail].filter(Boolean).join(', ')}`;
    return [{ source: id, contact, status: 'unknown', detail: `${id} ${silence}${before}` }];
  });
}

function mergeOne(voices: readonly Voice[]): TerminalModule {
  const ordered = [...voices].sort(
    (a, b) =>
      worstFirst.indexOf(a.status) - worstFirst.indexOf(b.status) ||
      surestFirst.indexOf(a.contact) - surestFirst.indexOf(b.contact),
  );
  const status = ordered[0]?.status ?? 'unknown';
  const agreeing = ordered.filter((voice) => voice.status === status);
  const others = ordered.filter((voice) => voice.status !== status);
  const detail = [...new Set(agreeing.flatMap((voice) => voice.detail ?? []))].join('; ');
  return {
    status,
    ...(detail === '' ? {} : { detail }),
    source: agreeing.map(({ source }) => source).join(', '),
    ...(others.length === 0 ? {} : { others: others.map(({ contact: _, ...voice }) => voice) }),
  };
}
