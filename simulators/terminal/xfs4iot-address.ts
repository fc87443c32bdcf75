/** Where a terminal listens: the first of these ports that is free (terminal-health.md 1.2). */
export const plainPorts: readonly number[] = [80, ...range(5846, 5856)];
export const tlsPorts: readonly number[] = [443, ...range(5846, 5856)];

const root = '/xfs4iot/v1.0';

/** What an upgrade asks for: the publisher, a service by name, or nothing a terminal has. */
export function placeOf(url: string | undefined): { readonly service: string | undefined } | undefined {
  const path = (url ?? '').split('?')[0] ?? '';
  const bare = path.endsWith('/') ? path.slice(0, -1) : path;
  if (bare === root) return { service: undefined };
  const name = bare.startsWith(`${root}/`) ? bare.slice(root.length + 1) : '';
  return /^\w+$/.test(name) ? { service: name } : undefined;
}

export function serviceUri(secure: boolean, host: string, name: string): string {
  return `${secure ? 'wss' : 'ws'}://${host}${root}/${name}`;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
