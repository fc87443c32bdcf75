import { invalid } from './session.js';

/** Refuses with COMMAND_ARGS_INVALID what a sign with ASCII letters alone cannot show; control characters among it. */
export function checkAscii(text: string, field: string, longest: number): void {
  const foreign = [...text].find((sign) => !/^[\x20-\x7e]$/.test(sign));
  if (foreign !== undefined) {
    throw invalid(field, `the sign has no ${nameOf(foreign)}; allowed: the characters of ASCII from space to ~`);
  }
  if (text.length > longest) {
    throw invalid(field, `${text.length} characters are too long; allowed: up to ${longest}`);
  }
}

function nameOf(sign: string): string {
  const code = `U+${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(sign) ? `"${sign}" (${code})` : code;
}
