import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtinTexts, parseTemplate } from '../../../drivers/index.js';
import { formatProblem } from '../../../gateway/config/problems.js';
import { readTemplate } from '../../../gateway/templates/folder.js';

const page = readFileSync(join(import.meta.dirname, '../../../docs/templates.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);
const [, builtin = '', wrong = ''] = blocks('ticket');

const marksOf = (template: string) =>
  [...template.matchAll(/^\[([^\]]+)\]/gm)].flatMap(([, marks = '']) =>
    marks.split(',').map((mark) => mark.trim().split(' ')[0] ?? ''),
  );

describe('docs/templates.md', () => {
  it('shows the built-in template as it is', () => {
    expect(builtin).toBe(builtinTexts['standard-zh']);
  });

  it('shows the mistakes that are found in the wrong one', async () => {
    const read = await readTemplate('templates/wrong.ticket', async () => Buffer.from(wrong));
    expect('problems' in read && read.problems.map(formatProblem)).toEqual(blocks('text')[0]?.trimEnd().split('\n'));
  });

  it('has only examples in its table that are right, one for every mark at least', () => {
    const [, table = ''] = /\| mark \|([\s\S]*?)\n\n/.exec(page) ?? [];
    const examples = table
      .split('\n')
      .flatMap((row) => [...(row.split(/(?<!\\)\|/)[1]?.matchAll(/`([^`]+)`/g) ?? [])])
      .map(([, example = '']) => example.replaceAll('\\|', '|'));
    expect(examples.length).toBeGreaterThan(20);
    for (const example of examples) expect(parseTemplate(example), example).toHaveProperty('template');
    const parsed = parseTemplate('[nonsense] x');
    const known = 'mistakes' in parsed ? (parsed.mistakes[0]?.unknown?.known ?? []) : [];
    const shown = new Set(marksOf(examples.join('\n')));
    expect(known.filter((mark) => !shown.has(mark))).toEqual(['center', 'fields']);
  });
});
