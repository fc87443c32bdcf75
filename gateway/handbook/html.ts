import type { Handbook, HandbookAlarm, HandbookDevice } from './content.js';
import { whoText } from './markdown.js';
import { type HandbookTexts, handbookTexts } from './texts.js';

/** The handbook as one HTML file without anything to load, set for A4 paper: a device starts on a page of its own. */
export function handbookHtml(handbook: Handbook): string {
  const texts = handbookTexts[handbook.language];
  const { branch, gatewayId, date, digest, devices, own, duty } = handbook;
  const title = `${branch.name} ${texts.title}`;
  const body = [
    `<header><h1>${plain(title)}</h1>`,
    `<p class="made">${plain(`${branch.id} · ${texts.gateway} ${gatewayId} · ${texts.made} ${date} · ${digest}`)}</p></header>`,
    `<section><h2>${texts.howTo}</h2>${ordered(texts.howToSteps)}</section>`,
    `<section><h2>${texts.devices}</h2>${table(
      [texts.device, '', texts.connection],
      devices.map(({ id, class: name, connection }) => [`<a href="#${id}">${id}</a>`, plain(name), plain(connection)]),
    )}</section>`,
    ...(duty ? [`<section><h2>${texts.people}</h2>${dutyTable(duty, texts)}</section>`] : []),
    ...devices.map((device) => deviceSection(device, texts)),
    `<section class="page"><h2>${texts.own}</h2><p>${texts.ownWhere}</p>${own.map((alarm) => alarmArticle(alarm, texts)).join('')}</section>`,
    `<section class="page"><h2>${texts.notes}</h2>${table(
      texts.noteColumns,
      Array.from({ length: 18 }, () => texts.noteColumns.map(() => '')),
      'notes',
    )}</section>`,
  ];
  const lang = handbook.language === 'zh' ? 'zh-CN' : 'en';
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${plain(title)}</title>
<style>${style}</style></head>
<body>
${body.join('\n')}
</body></html>
`;
}

function deviceSection(device: HandbookDevice, texts: HandbookTexts): string {
  const { id, class: name, title, connection, enabled, well, first, test, alarms } = device;
  return [
    `<section class="page" id="${id}"><h2>${id} <small>${plain(name)}</small></h2>`,
    `<p>${plain(title)}<br>${texts.connection}: ${plain(connection)}${enabled ? '' : `<br><strong>${texts.disabled}</strong>`}</p>`,
    `<p><strong>${texts.well}</strong>: ${plain(well)}</p>`,
    `<p><strong>${texts.first}</strong></p>${ordered(first)}`,
    test ? `<p><strong>${texts.test}</strong>: <code>${plain(test.line)}</code> — ${plain(test.does)}</p>` : '',
    `<h3>${texts.alarms}</h3>`,
    alarms.length === 0 ? `<p>${texts.noAlarms}</p>` : alarms.map((alarm) => alarmArticle(alarm, texts)).join(''),
    '</section>',
  ].join('\n');
}

function alarmArticle(alarm: HandbookAlarm, texts: HandbookTexts): string {
  return `
<article class="${alarm.severity}">
<h4><span class="code">${alarm.code}</span> ${plain(alarm.text)} <small>${texts.severities[alarm.severity]}</small></h4>
<p><strong>${texts.meaning}</strong>: ${plain(alarm.meaning)} <small>${plain(alarm.impact)}</small></p>
<p><strong>${texts.who}</strong>: ${plain(whoText(alarm, texts))}</p>
<p><strong>${texts.remedy}</strong></p>${ordered(alarm.remedy)}
</article>`;
}

function dutyTable({ manager, chores }: NonNullable<Handbook['duty']>, texts: HandbookTexts): string {
  const rows = chores.map(({ name, a, b = '' }) => [name, a, b]);
  const last = manager === undefined ? [] : [[texts.manager, manager, '']];
  return table(
    [texts.chore, texts.personA, texts.personB],
    [...rows, ...last].map((row) => row.map(plain)),
  );
}

function ordered(steps: readonly string[]): string {
  return `<ol>${steps.map((step) => `<li>${plain(step)}</li>`).join('')}</ol>`;
}

/** @param rows HTML, escaped already */
function table(head: readonly string[], rows: readonly (readonly string[])[], className = ''): string {
  const cells = (row: readonly string[], tag: string) => row.map((cell) => `<${tag}>${cell}</${tag}>`).join('');
  const attribute = className === '' ? '' : ` class="${className}"`;
  return `<table${attribute}><thead><tr>${cells(head.map(plain), 'th')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${cells(row, 'td')}</tr>`)
    .join('')}</tbody></table>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function plain(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const style = `
@page { size: A4; margin: 16mm 14mm 18mm; @bottom-center { content: counter(page) ' / ' counter(pages); font-size: 8pt } }
body { font: 10.5pt/1.5 'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif; color: #111; max-width: 190mm; margin: 0 auto; padding: 8mm }
h1 { font-size: 20pt; margin: 0 } h2 { font-size: 15pt; border-bottom: 2px solid #111; margin: 1.4em 0 .5em } h3 { font-size: 12pt; margin: 1em 0 .4em }
h4 { font-size: 11pt; margin: 0 0 .2em } p, ol { margin: .25em 0 } small { font-weight: normal; color: #555 } .made { color: #555 }
article { border: 1px solid #bbb; border-left-width: 6px; padding: 2mm 4mm; margin: 2.5mm 0; break-inside: avoid }
article.critical { border-left-color: #b00020 } article.major { border-left-color: #d9730d } article.minor { border-left-color: #c9a800 } article.warning { border-left-color: #3b73b9 }
.code { font-family: ui-monospace, monospace; background: #111; color: #fff; padding: 0 .4em; border-radius: 2px }
table { border-collapse: collapse; width: 100% } th, td { border: 1px solid #999; padding: 1.2mm 2mm; text-align: left; vertical-align: top } .notes td { height: 9mm }
code { background: #eee; padding: 0 .3em; overflow-wrap: anywhere }
@media print { body { padding: 0; max-width: none } .page { break-before: page } a { color: inherit; text-decoration: none } article, .code { print-color-adjust: exact; -webkit-print-color-adjust: exact } }
`;
