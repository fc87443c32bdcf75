import type { Entry } from './entry.js';
import { kindWords, type Language, serviceWords } from './words.js';

/** An entry in one line for people: what happened, to which alarm or part, by whom. */
export function entryText({ kind, data }: Pick<Entry, 'kind' | 'data'>, language: Language): string {
  const kindWord = kindWords[language][kind] ?? kind;
  const told = saying[kind]?.(data, language) ?? said(data);
  return told === '' ? kindWord : `${kindWord}${language === 'zh' ? '：' : ': '}${told}`;
}

type Data = Entry['data'];

/** Alarms, notes and everything else that says it by itself. */
function said(data: Data): string {
  const { code, text, severity, detail, part, note, reason, operator } = data;
  const about = [code, text].filter(Boolean).join(' ');
  const severityText = severity === undefined ? '' : `(${severity})`;
  const more = [detail, note, reason, part === undefined ? undefined : `[${part}]`].filter(Boolean).join('; ');
  const by = operator === undefined ? '' : `— ${operator}`;
  return [about, severityText, more, by].filter(Boolean).join(' ');
}

const saying: Readonly<Record<string, (data: Data, language: Language) => string>> = {
  'gateway-start': () => '',
  'maintenance-on': ({ source, reason }) => [source === 'maintenance' ? '' : source, reason].filter(Boolean).join(' '),
  'maintenance-off': ({ source }) => (source === 'maintenance' ? '' : String(source)),
  offline: ({ reason }) => String(reason ?? ''),
  service: ({ service }, language) => serviceWords[language][String(service)] ?? String(service),
  shortened: ({ month, entries, kept }, language) =>
    language === 'zh'
      ? `${month} 共 ${entries} 条，保留 ${kept} 条`
      : `${month}, ${entries} entries, ${kept} of them kept`,
  gap: ({ entries, alarm, reason }) => [entries, alarm, reason].filter(Boolean).join(' '),
  reset: (data) => ('command' in data ? `${data['command']} — ${data['clientId']}` : said(data)),
};
