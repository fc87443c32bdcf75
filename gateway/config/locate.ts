import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml';
import { type Path, quote } from '../validation/mistake.js';
import type { Places } from './problems.js';

interface Place {
  readonly node: unknown;
  /** Position of the key, or of the item of a list; characters. */
  readonly offset: number;
}

/** Finds the places of values in a parsed file, through anchors and merged mappings. */
export function placesOf(document: Document, lines: LineCounter): Places {
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const follow = (path: Path): { place: Place; complete: boolean } => {
    let place: Place = { node: document.contents, offset: 0 };
    for (const step of path) {
      const next = child(document, resolve(document, place.node), step);
      if (!next) return { place, complete: false };
      place = next;
    }
    return { place, complete: true };
  };
  return {
    lineAt,
    locate(path) {
      const { offset } = follow(path).place;
      return { line: lineAt(offset), offset };
    },
    found(path) {
      const { place, complete } = follow(path);
      return complete ? describe(resolve(document, place.node)) : 'nothing';
    },
  };
}

/** Keys that occur twice in one mapping: the later place of each. */
export function duplicateKeys(document: Document): { path: Path; offset: number }[] {
  const found: { path: Path; offset: number }[] = [];
  const visit = (node: unknown, path: Path): void => {
    if (isSeq(node)) for (const [index, item] of node.items.entries()) visit(item, [...path, index]);
    if (!isMap(node)) return;
    const seen = new Set<string>();
    for (const pair of node.items) {
      const here = [...path, keyOf(pair)];
      if (seen.has(keyOf(pair))) found.push({ path: here, offset: offsetOf(pair.key) });
      seen.add(keyOf(pair));
      visit(pair.value, here);
    }
  };
  visit(document.contents, []);
  return found;
}

function child(document: Document, node: unknown, step: string | number): Place | undefined {
  if (isSeq(node) && typeof step === 'number' && step in node.items) {
    return { node: node.items[step], offset: offsetOf(node.items[step]) };
  }
  if (!isMap(node)) return undefined;
  // The last of two equal keys is the one that counts, as in the parsed value.
  const pair = node.items.findLast((candidate) => keyOf(candidate) === String(step));
  if (pair) return { node: pair.value, offset: offsetOf(pair.key) };
  for (const merge of node.items.filter((candidate) => keyOf(candidate) === '<<')) {
    const merged = resolve(document, merge.value);
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const found = child(document, resolve(document, source), step);
      if (found) return found;
    }
  }
  return undefined;
}

function resolve(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : String(pair.key);
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

function describe(node: unknown): string {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return `a list of ${node.items.length}`;
  if (!isScalar(node) || node.value === null) return 'an empty value';
  if (typeof node.value !== 'string') return (node.source ?? String(node.value)).slice(0, 60);
  // A password in an address does not belong on a screen or in an alarm.
  return quote(node.value.replace(/\/\/\S*@/, '//…@'));
}
