import type { Shelf } from './shelf.js';

interface ShelfTexts {
  readonly shelved: (shelf: Shelf) => string;
  readonly ended: (shelf: Pick<Shelf, 'name'>) => string;
  readonly removed: (shelf: Pick<Shelf, 'name'>, note: string | undefined) => string;
}

/** What the record of an alarm says of a shelf; RFC 8632 wants its name there. */
export const shelfTexts: Readonly<Record<'zh' | 'en', ShelfTexts>> = {
  zh: {
    shelved: ({ reason, name }) => `${reason}（搁置：${name}）`,
    ended: ({ name }) => `搁置“${name}”到期`,
    removed: ({ name }, note) => [`搁置“${name}”已取消`, note].filter(Boolean).join('：'),
  },
  en: {
    shelved: ({ reason, name }) => `${reason} (shelf: ${name})`,
    ended: ({ name }) => `shelf "${name}" has ended`,
    removed: ({ name }, note) => [`shelf "${name}" was taken away`, note].filter(Boolean).join(': '),
  },
};
