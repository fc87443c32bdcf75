import { Lexer } from 'yaml';

const maxNesting = 100;
const maxIndentColumns = 200;

/**
 * True when the text nests deeper than any configuration does. Asked before parsing, because the parser recurses and a
 * damaged file could end the whole process.
 */
export function isTooDeep(text: string): boolean {
  // A block collection starts at a column of its own, so its depth is bounded by the columns of `- - key`.
  for (const [indent] of text.matchAll(/^(?:[-?:]?[ \t])*/gm)) {
    if (indent.length > maxIndentColumns) return true;
  }
  let open = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') open += 1;
    else if (token === ']' || token === '}') open -= 1;
    if (open > maxNesting) return true;
  }
  return false;
}
