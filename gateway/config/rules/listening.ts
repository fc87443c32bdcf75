import type { Mistake } from '../../validation/mistake.js';
import { type Outline, soundLinks } from '../outline.js';

/** A port at which a device calls is not one that this gateway opens for others. */
export function listeningRules(outline: Outline): Mistake[] {
  const { broker, http } = outline;
  const taken = new Map<number | undefined, string>([
    [http?.fields.port, 'http.port'],
    [broker.fields.websocketPort, 'broker.websocketPort'],
    [broker.fields.port, 'broker.port'],
  ]);
  return soundLinks(outline).flatMap(({ path, link }): Mistake[] => {
    const owner = link.type === 'tcp-listen' ? taken.get(link.port) : undefined;
    if (owner === undefined) return [];
    return [{ path: [...path, 'port'], allowed: 'a port of its own', hint: `${owner} uses it already` }];
  });
}
