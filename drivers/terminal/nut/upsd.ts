import { GatewayError } from '../../error.js';
import { type NutDialogue, NutRefusal } from './dialogue.js';
import { type Variables, valueLimit } from './reading.js';
import { listReply, textReply, wordReply } from './reply.js';

/** UPSs whose names are kept of one server. */
const namesLimit = 64;

export function askStatus(dialogue: NutDialogue, ups: string): Promise<string> {
  return dialogue.ask(['GET', 'VAR', ups, 'ups.status'], wordReply('VAR', ups, 'ups.status'));
}

/** Keeps the variables that are wanted and passes over the others, however many there are. */
export function askVariables(dialogue: NutDialogue, ups: string, wanted: ReadonlySet<string>): Promise<Variables> {
  const values = new Map<string, string>();
  const rows = {
    restart: () => values.clear(),
    row: ([kind, of, name, value]: readonly string[]) => {
      if (kind !== 'VAR' || of !== ups || name === undefined || value === undefined || !wanted.has(name)) return;
      values.set(name, value.slice(0, valueLimit));
    },
    end: () => values,
  };
  return dialogue.ask(['LIST', 'VAR', ups], listReply(['VAR', ups], rows));
}

/** The UPSs of a server: name and description. */
export function askNames(dialogue: NutDialogue): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const rows = {
    restart: () => names.clear(),
    row: ([kind, name, description = '']: readonly string[]) => {
      if (kind === 'UPS' && name && names.size < namesLimit) names.set(name, description.slice(0, valueLimit));
    },
    end: () => names,
  };
  return dialogue.ask(['LIST', 'UPS'], listReply(['UPS'], rows));
}

/** Version of the server as it writes it; undefined of one that does not tell. */
export async function askVersion(dialogue: NutDialogue): Promise<string | undefined> {
  try {
    return (await dialogue.ask(['VER'], textReply())).slice(0, valueLimit);
  } catch (error) {
    if (error instanceof NutRefusal) return undefined;
    throw error;
  }
}

/** The UPS this device is: the one of that name, or the only one. Throws PROTOCOL_REJECTED, which says which there are. */
export function chooseUps(wanted: string | undefined, names: ReadonlyMap<string, string>, where: string): string {
  const all = [...names.keys()];
  const [only, ...others] = all;
  if (wanted !== undefined && names.has(wanted)) return wanted;
  if (wanted === undefined && only !== undefined && others.length === 0) return only;
  const there = all.length === 0 ? 'it has none, see ups.conf there' : `it has ${all.join(', ')}`;
  const text =
    wanted === undefined
      ? `${where} does not have just one UPS, so options.ups has to name it: ${there}`
      : `${where} has no UPS "${wanted}" (ERR UNKNOWN-UPS): ${there}`;
  throw new GatewayError('PROTOCOL_REJECTED', text);
}
