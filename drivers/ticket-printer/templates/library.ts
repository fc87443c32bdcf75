import { builtinTemplates } from './builtin.js';
import type { Template } from './template.js';

/** The name of a file without its ending, and of a template in a print command. */
export const templateName = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,31}$/u;
export const templateNameRule = '1 to 32 letters, digits, "_" and "-", a letter or digit first';

/** The layouts a ticket can name. What is asked for twice may differ: files are reread while the gateway runs. */
export interface TicketTemplates {
  /** Undefined when there is none of that name. */
  find(name: string): Template | undefined;
  /** Every name that `find` knows, sorted. */
  names(): readonly string[];
}

/**
 * The branch's own templates, as they are at that moment, before those that are built in. A name that is none itself
 * stands for the one with the language behind it: `standard` for `standard-zh` or `standard-en`.
 */
export function ticketTemplates(own: () => ReadonlyMap<string, Template>, language: 'zh' | 'en'): TicketTemplates {
  const exact = (name: string) => own().get(name) ?? builtinTemplates.get(name);
  const ending = `-${language}`;
  return {
    find: (name) => exact(name) ?? exact(name + ending),
    names() {
      const names = [...own().keys(), ...builtinTemplates.keys()];
      const short = names.flatMap((name) => (name.endsWith(ending) ? [name.slice(0, -ending.length)] : []));
      return [...new Set([...names, ...short])].sort();
    },
  };
}
