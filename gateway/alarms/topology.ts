/**
 * What hangs on what, as data: the parents of each node by its name. A node is a device, `uplink`, or a mains alarm
 * (terminal-health.md 4.3, 6.3 rule 9: uplink ⊃ switch ⊃ terminal, mains ⊃ devices).
 */
export type Topology = ReadonlyMap<string, readonly string[]>;

/** `unknown`: nobody has asked it since the start, or it is disabled. */
export type Presence = 'present' | 'lost' | 'unknown';

/** The node of the connection to the centre. */
export const uplinkNode = 'uplink';

/**
 * The lowest lost ancestors of a node, nearest path first, each once: what explains that it is lost itself. A lost
 * ancestor that has one of its own is explained by that. A path ends at a parent that is present: what lies beyond
 * cannot be the reason. Through one that nobody knows of the path goes on. Empty when nothing explains it.
 */
export function rootCauses(topology: Topology, node: string, presenceOf: (node: string) => Presence): string[] {
  const known = new Map<string, readonly string[]>();
  const causesOf = (child: string): readonly string[] => {
    const before = known.get(child);
    if (before) return before;
    known.set(child, []);
    const found = (topology.get(child) ?? []).flatMap((parent) => {
      const presence = presenceOf(parent);
      if (presence === 'present' || parent === node) return [];
      const beyond = causesOf(parent);
      return beyond.length > 0 || presence === 'unknown' ? beyond : [parent];
    });
    // Each once already here: the paths through a site of diamonds are countless.
    const causes = [...new Set(found)];
    known.set(child, causes);
    return causes;
  };
  return [...causesOf(node)];
}

/** Everything above a node, nearest first, each once and never the node itself. */
export function ancestorsOf(topology: Topology, node: string): string[] {
  const found = new Set<string>();
  let layer: readonly string[] = [node];
  while (layer.length > 0) {
    layer = layer.flatMap((child) => topology.get(child) ?? []).filter((parent) => !found.has(parent));
    for (const parent of layer) found.add(parent);
  }
  found.delete(node);
  return [...found];
}

/** A chain of nodes that ends where it began, without its repetition at the end; undefined where there is none. */
export function cycleThrough(topology: Topology, start: string): string[] | undefined {
  const seen = new Set<string>();
  const search = (node: string, path: readonly string[]): string[] | undefined => {
    seen.add(node);
    for (const parent of topology.get(node) ?? []) {
      if (parent === start) return [...path];
      // Whoever was looked at and is not on the way back does not lead there.
      const found = seen.has(parent) ? undefined : search(parent, [...path, parent]);
      if (found) return found;
    }
    return undefined;
  };
  return search(start, [start]);
}
