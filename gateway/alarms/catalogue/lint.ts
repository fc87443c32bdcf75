import type { AnyDriver } from '../../../drivers/index.js';
import type { CatalogueEntry, Texts } from '../catalogue.js';

/** What a driver definition says about alarms. */
type AlarmingDriver = Pick<AnyDriver, 'class' | 'name' | 'alarms' | 'contact'>;

/**
 * What is missing or contradictory in the catalogue, one sentence each; empty when all is well. An alarm without a
 * remedy in both languages, or one a driver can raise and the catalogue does not know, must not ship
 * (terminal-health.md 6.3 rule 14, 9.5 test 12).
 */
export function catalogueGaps(entries: readonly CatalogueEntry[], drivers: readonly AlarmingDriver[]): string[] {
  const types = entries.map(({ type }) => type);
  return [
    ...duplicates(types).map((type) => `alarm type ${type} has more than one entry`),
    ...duplicates(entries.map(({ code }) => code)).map((code) => `code ${code} is used more than once`),
    ...entries.flatMap(entryGaps),
    ...drivers.flatMap((driver) => {
      const declared = driver.alarms.map(({ type }) => type);
      return [...new Set([...declared, driver.contact.alarm])]
        .filter((type) => !types.includes(type))
        .map((type) => `driver ${driver.class}/${driver.name} can raise ${type}, which has no entry`);
    }),
  ];
}

function entryGaps(entry: CatalogueEntry): string[] {
  const { code, type, text, remedy, onDelaySeconds, offDelaySeconds } = entry;
  const gaps: string[] = [];
  if (!/^[A-Z]{3}-\d{3}$/.test(code)) gaps.push('the code is not like PRN-101');
  if (!/^[a-z]+(-[a-z]+)*$/.test(type)) gaps.push('the alarm type is not kebab-case');
  if (!(onDelaySeconds >= 0 && offDelaySeconds >= 0)) gaps.push('a delay is negative');
  gaps.push(...missing('text', text), ...missing('remedy', remedy));
  return gaps.map((gap) => `${code} ${type}: ${gap}`);
}

function missing(what: string, { zh, en }: Texts): string[] {
  const gaps: string[] = [];
  if (!/\p{Script=Han}/u.test(zh)) gaps.push(`no Chinese ${what}`);
  if (!/[A-Za-z]{2}/.test(en) || /\p{Script=Han}/u.test(en)) gaps.push(`no English ${what}`);
  return gaps;
}

function duplicates(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
