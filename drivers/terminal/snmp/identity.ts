import type { Identity } from '../../driver.js';
import { printer, system, ups } from './oids.js';
import type { SnmpRole } from './options.js';
import type { SnmpReader } from './reader.js';
import { textOf, type Value } from './value.js';

/** Who answers: of a printer and a UPS what they say of themselves, of a computer what its agent says. */
export async function readIdentity(reader: SnmpReader, roles: ReadonlySet<SnmpRole>): Promise<Identity> {
  const values = await reader.get([system.descr, system.name, ups.manufacturer, ups.model, ups.software]);
  const text = (oid: string) => textOf(values.get(oid));
  const general = roles.has('printer') ? await firstOf(reader) : {};
  const model = textOf(general.name) ?? joined(text(ups.manufacturer), text(ups.model)) ?? text(system.descr);
  const serialNumber = textOf(general.serial);
  const firmware = text(ups.software);
  return {
    ...(model !== undefined && { model }),
    ...(firmware !== undefined && { firmware }),
    ...(serialNumber !== undefined && { serialNumber }),
    capabilities: [...roles],
  };
}

async function firstOf(reader: SnmpReader): Promise<{ readonly name?: Value; readonly serial?: Value }> {
  const rows = await reader.table(printer.general);
  return [...rows.values()][0] ?? {};
}

function joined(...texts: (string | undefined)[]): string | undefined {
  const known = texts.filter((text) => text !== undefined);
  return known.length === 0 ? undefined : known.join(' ');
}
