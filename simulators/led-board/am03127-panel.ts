import type { Clock } from '../simulator.js';
import { createPanelClock, type PanelClock } from './am03127-clock.js';
import type { PageLine, Schedule, SignOrder } from './am03127-order.js';

/** A sign's inside: what it keeps and how orders change it. */
export interface Panel {
  readonly clock: PanelClock;
  /** Percent. */
  readonly brightness: () => number;
  /** False when the values make no sense, such as 31 February; then nothing has changed. */
  perform(order: SignOrder): boolean;
  /** Letters of the pages that take turns now: those of the first schedule that runs, else the default page. */
  running(): string;
  /** Lines by their number, 1 to 8. */
  page(letter: string): ReadonlyMap<number, PageLine>;
  /** Letters of the pages that hold something, and of the schedules. */
  pages(): readonly string[];
  schedules(): readonly string[];
  /** Everything as it came from the factory. */
  wipe(): void;
}

const factoryPage = 'A';
const brightest = 100;
const timePattern = /^\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d$/;

export function createPanel(clock: Clock): Panel {
  const panelClock = createPanelClock(clock);
  const pages = new Map<string, Map<number, PageLine>>();
  const schedules = new Map<string, Schedule>();
  let defaultPage = factoryPage;
  let percent = brightest;

  const deleteAll = () => {
    pages.clear();
    schedules.clear();
  };
  const deleteLine = (letter: string, line: number) => {
    const page = pages.get(letter);
    page?.delete(line);
    if (page?.size === 0) pages.delete(letter);
  };
  const perform = (order: SignOrder): boolean => {
    switch (order.kind) {
      case 'page':
        pages.set(order.page, new Map(pages.get(order.page)).set(order.line, order.content));
        return true;
      case 'schedule': {
        const { start, end } = order.schedule;
        if (!timePattern.test(start) || !timePattern.test(end)) return false;
        schedules.set(order.name, order.schedule);
        return true;
      }
      case 'clock':
        return panelClock.set(order.digits);
      case 'delete-line':
        deleteLine(order.page, order.line);
        return true;
      case 'delete-schedule':
        schedules.delete(order.name);
        return true;
      case 'delete-all':
        deleteAll();
        return true;
      case 'default-page':
        defaultPage = order.page;
        return true;
      case 'brightness':
        percent = order.percent;
        return true;
    }
  };
  return {
    clock: panelClock,
    brightness: () => percent,
    perform,
    running() {
      const minute = panelClock.minute();
      const runs = ({ start, end }: Schedule) => start <= minute && minute <= end;
      const names = [...schedules.keys()].sort();
      const first = names.map((name) => schedules.get(name)).find((schedule) => schedule && runs(schedule));
      return first?.pages ?? defaultPage;
    },
    page: (letter) => pages.get(letter) ?? new Map(),
    pages: () => [...pages.keys()].sort(),
    schedules: () => [...schedules.keys()].sort(),
    wipe() {
      deleteAll();
      defaultPage = factoryPage;
      percent = brightest;
      panelClock.reset();
    },
  };
}
