import type { DeviceView, PartMeans, PartView } from '../../drivers/terminal/part-means.js';

/** A device as another one sees it: a terminal that is well unless told otherwise. */
export function viewOf(id: string, changes: Partial<PartView> = {}): PartView {
  return {
    id,
    class: 'terminal',
    driver: 'probe',
    admin: 'enabled',
    operating: 'online',
    since: '2026-11-23T01:00:00.000Z',
    state: {},
    shared: false,
    ...changes,
  };
}

/** Parts that a test holds in its hands, for a session that is made of them. */
export function partsOf(initial: readonly PartView[]) {
  let views = initial;
  let self: DeviceView = viewOf('device-1');
  const watchers = new Set<() => void>();
  const tell = () => {
    for (const told of watchers) told();
  };
  const commands = new Map<string, () => Promise<Record<string, unknown>>>();
  const woken = { times: 0 };
  const means: PartMeans['parts'] = {
    views: () => views,
    self: () => self,
    watch(onChange) {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
    wake: () => {
      woken.times += 1;
    },
    has: (deviceId, command) => commands.has(`${deviceId}/${command}`),
    command: (deviceId, name) =>
      commands.get(`${deviceId}/${name}`)?.() ?? Promise.reject(new Error(`${deviceId} has no ${name}`)),
  };
  return {
    means,
    woken,
    watching: () => watchers.size,
    /** A part changes, and who watches is told at once. */
    change(id: string, changes: Partial<PartView>) {
      views = views.map((view) => (view.id === id ? { ...view, ...changes } : view));
      tell();
    },
    changeSelf(changes: Partial<DeviceView>) {
      self = { ...self, ...changes };
      tell();
    },
    onCommand(id: string, name: string, answer: () => Promise<Record<string, unknown>>) {
      commands.set(`${id}/${name}`, answer);
    },
  };
}
