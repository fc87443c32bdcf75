import { causeNumbers } from '../cause.js';
import { isSecurity } from '../quiet.js';
import { eventTypes, owners, serviceImpacts, severities } from '../record.js';
import type { CatalogueEntry, Texts } from './entry.js';

const secondsPerDay = 86_400;

/** What is wrong in one entry by itself. */
export function entryGaps(entry: CatalogueEntry): string[] {
  const { code, type, text, meaning, remedy } = entry;
  return [
    ...(/^[A-Z]{3}-\d{3}$/.test(code) ? [] : ['the code is not like PRN-101']),
    ...(/^[a-z]+(-[a-z]+)*$/.test(type) ? [] : ['the alarm type is not kebab-case']),
    ...unknownWords(entry),
    ...severityGaps(entry),
    ...delayGaps(entry),
    ...textGaps('text', text),
    ...textGaps('meaning', meaning),
    ...textGaps('remedy', remedy),
  ].map((gap) => `${code} ${type}: ${gap}`);
}

/** The compiler sees to it for entries that are written here; what comes from elsewhere it has not seen. */
function unknownWords({ probableCause, otherCauses = {}, eventType, owner, serviceImpact }: CatalogueEntry): string[] {
  const causes = [probableCause, ...Object.values(otherCauses)].filter((cause) => !Object.hasOwn(causeNumbers, cause));
  return [
    ...causes.map((cause) => `no probable cause ${cause}`),
    ...(eventTypes.includes(eventType) ? [] : [`no event type ${eventType}`]),
    ...(owners.includes(owner) ? [] : [`no owner ${owner}`]),
    ...(serviceImpacts.includes(serviceImpact) ? [] : [`no service impact ${serviceImpact}`]),
  ];
}

function severityGaps({ severity, severities: levels = [severity] }: CatalogueEntry): string[] {
  const inOrder = severities.filter((level) => levels.includes(level));
  if (levels.some((level) => !severities.includes(level)) || !severities.includes(severity)) return ['no severity'];
  return [
    ...(levels.includes(severity) ? [] : [`its severities leave out ${severity}`]),
    ...(inOrder.join() === levels.join() ? [] : ['its severities are not each once, the mildest first']),
  ];
}

function delayGaps(entry: CatalogueEntry): string[] {
  const { onDelaySeconds, offDelaySeconds, momentary } = entry;
  const sound = [onDelaySeconds, offDelaySeconds].every((seconds) => seconds >= 0 && seconds <= secondsPerDay);
  return [
    ...(sound ? [] : [`a delay is not 0 to ${secondsPerDay} s`]),
    ...(isSecurity(entry) && onDelaySeconds !== 0 ? ['a security alarm is delayed'] : []),
    ...(momentary && onDelaySeconds !== 0 ? ['the on-delay would lose it: it only happens'] : []),
    ...(momentary && offDelaySeconds === 0 ? ['without an off-delay nobody would see it: it only happens'] : []),
  ];
}

function textGaps(what: string, texts: Texts | undefined): string[] {
  const { zh = '', en = '' } = texts ?? {};
  return [
    ...(/\p{Script=Han}/u.test(zh) ? [] : [`no Chinese ${what}`]),
    ...(/[A-Za-z]{2}/.test(en) && !/\p{Script=Han}/u.test(en) ? [] : [`no English ${what}`]),
    ...(/\n/.test(zh + en) ? [`the ${what} is more than one line`] : []),
  ];
}
