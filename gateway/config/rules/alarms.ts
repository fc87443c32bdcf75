import { worse } from '../../alarms/catalogue/effective.js';
import type { CatalogueEntry } from '../../alarms/catalogue/entry.js';
import { type Catalogue, catalogue as delivered } from '../../alarms/catalogue.js';
import { isSecurity } from '../../alarms/quiet.js';
import { severities } from '../../alarms/record.js';
import { didYouMean, type Mistake } from '../../validation/mistake.js';
import { suggest } from '../../validation/suggest.js';
import type { AlarmOutline, Outline } from '../outline.js';

/**
 * A type that no device here raises is no mistake: one file may serve many branches, and a board that is taken away
 * must not make it wrong. `check` says so.
 */
export function alarmRules({ alarms }: Outline, catalogue: Catalogue = delivered): Mistake[] {
  return alarms.flatMap((alarm) => {
    const entry = catalogue.get(alarm.type);
    return entry ? settingRules(alarm, entry) : [unknownType(alarm, catalogue)];
  });
}

function unknownType({ path, type }: AlarmOutline, catalogue: Catalogue): Mistake {
  const entries = [...catalogue.values()];
  const meant = entries.find(({ code }) => code === type.toUpperCase())?.type;
  return {
    path,
    found: `alarm type "${type}"`,
    allowed: 'an alarm type of the catalogue, listed by branch-gateway schema alarms',
    ...didYouMean(meant ?? suggest(type, [...catalogue.keys()])),
  };
}

/** What concerns security is never delayed, nor is it made less of (DOMAIN.md, "Who is in the hall"). */
function settingRules({ path, fields, raw }: AlarmOutline, entry: CatalogueEntry): Mistake[] {
  const { onDelaySeconds = 0, severity } = fields;
  const security = isSecurity(entry);
  const mistakes: Mistake[] = [];
  if (onDelaySeconds > 0 && (security || entry.momentary)) {
    const why = security
      ? 'what concerns security is told at once'
      : 'it happens in an instant and a delay would lose it';
    mistakes.push({ path: [...path, 'onDelaySeconds'], allowed: `0: ${why}` });
  }
  if (entry.momentary && fields.offDelaySeconds === 0) {
    const allowed = 'more than 0: it happens in an instant, and the off-delay is how long people see it';
    mistakes.push({ path: [...path, 'offDelaySeconds'], allowed });
  }
  if (security && severity && worse(severity, entry.severity) !== severity) {
    const allowed = severities.slice(severities.indexOf(entry.severity)).join(', ');
    mistakes.push({ path: [...path, 'severity'], allowed, hint: 'A security alarm can only be made more of' });
  }
  if (security && raw['owner'] !== undefined && fields.owner !== undefined) {
    mistakes.push({ path: [...path, 'owner'], allowed: 'none: a security alarm stays with security' });
  }
  return mistakes;
}
