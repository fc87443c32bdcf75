import { ticketTemplates } from '../../../drivers/index.js';
import type { ReadOwnTemplates } from '../../templates/own.js';
import { didYouMean, type Mistake } from '../../validation/mistake.js';
import { suggest } from '../../validation/suggest.js';
import { asRecord, type Outline } from '../outline.js';

/** A printer whose usual template does not exist would refuse every ticket. */
export function templateRules({ gateway, devices }: Outline, { templates, broken }: ReadOwnTemplates): Mistake[] {
  const { names } = ticketTemplates(() => templates.byName, gateway.fields.language ?? 'zh');
  return devices.flatMap(({ path, driver, options }) => {
    const wanted = asRecord(options?.value)['template'];
    if (driver?.class !== 'ticket-printer' || typeof wanted !== 'string') return [];
    const known = names();
    if (known.includes(wanted) || broken.has(wanted)) return [];
    const help = didYouMean(suggest(wanted, known));
    return [{ path: [...path, 'options', 'template'], allowed: known.join(', '), ...help }];
  });
}
