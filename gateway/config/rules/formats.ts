import { formatsOf, formatText } from '../../../drivers/index.js';
import type { Mistake } from '../../validation/mistake.js';
import { asRecord, type Outline, soundLinks } from '../outline.js';

/** Rules on what a serial line is set to. */
export function formatRules(outline: Outline): Mistake[] {
  return [...sharedOnlyRule(outline), ...onceRule(outline)];
}

/** The bus tries the formats: a driver that has the port for itself has none. */
function sharedOnlyRule({ devices }: Outline): Mistake[] {
  return devices.flatMap(({ path, raw, driver }): Mistake[] => {
    if (!driver || driver.linkKind === 'bus' || asRecord(raw['link'])['alternatives'] === undefined) return [];
    const allowed = `one format: driver ${driver.name} cannot try others`;
    return [{ path: [...path, 'link', 'alternatives'], allowed }];
  });
}

function onceRule(outline: Outline): Mistake[] {
  return soundLinks(outline).flatMap(({ path, link }) => {
    const formats = formatsOf(link).map(formatText);
    return formats.flatMap((format, index): Mistake[] => {
      if (formats.indexOf(format) === index) return [];
      const allowed = "a format that is neither the link's own nor listed before";
      return [{ path: [...path, 'alternatives', index - 1], found: format, allowed }];
    });
  });
}
