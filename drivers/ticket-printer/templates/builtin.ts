import { parseTemplate } from './parse.js';
import type { Template } from './template.js';

const chinese = `# The standard queue ticket, in Chinese
[logo]
[bold, if branch] {branch}
[rule, if branch]
您的号码
[headline 6] {number}
[2x2] {service}
[feed]
[if waitingAhead] 前方等待 {waitingAhead} 人
[if expectedWaitMinutes = 0] 预计等待 不到1分钟
[if expectedWaitMinutes != 0] 预计等待 约{expectedWaitMinutes}分钟
[feed, if qr]
[qr, if qr] {qr}
[rule]
{date} {time}
`;

const english = `# The standard queue ticket, in English
[logo]
[bold, if branch] {branch}
[rule, if branch]
Your number
[headline 6] {number}
[2x2] {service}
[feed]
[if waitingAhead] Waiting ahead: {waitingAhead}
[if expectedWaitMinutes = 0] Expected wait: under 1 min
[if expectedWaitMinutes != 0] Expected wait: about {expectedWaitMinutes} min
[feed, if qr]
[qr, if qr] {qr}
[rule]
{date} {time}
`;

/** The templates that are always there, by name, as a technician would write them. */
export const builtinTexts: Readonly<Record<string, string>> = { 'standard-zh': chinese, 'standard-en': english };

export const builtinTemplates: ReadonlyMap<string, Template> = new Map(
  Object.entries(builtinTexts).map(([name, text]) => [name, parsed(name, text)]),
);

function parsed(name: string, text: string): Template {
  const read = parseTemplate(text);
  if ('template' in read) return read.template;
  throw new Error(`the built-in template ${name} is wrong: ${JSON.stringify(read.mistakes)}`);
}
