import type { CatalogueEntry } from './catalogue.js';

/** When an alarm that is raised at `at` is to be cleared, both ms since 1970. */
export type DueAt = (entry: Pick<CatalogueEntry, 'owner' | 'eventType' | 'severity'>, at: number) => number;
