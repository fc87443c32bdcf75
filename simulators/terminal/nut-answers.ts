import { type NutUps, variablesOf } from './nut-ups.js';
import { quoted } from './nut-words.js';

/** What the server knows of who asks. */
export interface NutAsker {
  username: string | undefined;
  password: string | undefined;
}

export interface NutAnswers {
  readonly upses: readonly NutUps[];
  readonly version: string;
  /** Everything is refused, as for an address that is not let in. */
  readonly accessDenied: () => boolean;
}

/** Words that change something or count as a load: a monitor has no business with them (terminal-health.md 3.1). */
export const tripwires: readonly string[] = ['LOGIN', 'SET', 'INSTCMD', 'FSD', 'MASTER', 'PRIMARY', 'ATTACH', 'DETACH'];

const protocolLevel = '1.3';
const instantCommands = ['beeper.disable', 'beeper.enable', 'load.off', 'shutdown.return', 'test.battery.start'];
const writable = ['battery.charge.low', 'ups.delay.shutdown'];

/** The lines of the answer, without their ends; STARTTLS and LOGOUT are the connection's. */
export function answer(words: readonly string[], asker: NutAsker, server: NutAnswers): string[] {
  if (server.accessDenied()) return ['ERR ACCESS-DENIED'];
  const [word = '', ...rest] = words;
  switch (word) {
    case 'VER':
      return [`Network UPS Tools upsd ${server.version} - https://www.networkupstools.org/`];
    case 'PROTVER':
    case 'NETVER':
      return [protocolLevel];
    case 'HELP':
      return ['Commands: HELP VER PROTVER GET LIST SET INSTCMD LOGIN LOGOUT USERNAME PASSWORD STARTTLS'];
    case 'LIST':
      return list(rest, server);
    case 'GET':
      return get(rest, server);
    case 'USERNAME':
    case 'PASSWORD':
      return [credential(word, rest, asker)];
    case 'LOGIN':
    case 'SET':
    case 'INSTCMD':
    case 'FSD':
    case 'MASTER':
    case 'PRIMARY':
      return [privileged(word, asker)];
    default:
      return ['ERR UNKNOWN-COMMAND'];
  }
}

function list([what = '', name, ...more]: readonly string[], { upses }: NutAnswers): string[] {
  if (what === 'UPS') {
    if (name !== undefined) return ['ERR INVALID-ARGUMENT'];
    return between(
      'UPS',
      upses.map((ups) => `UPS ${ups.name} ${quoted(ups.description)}`),
    );
  }
  if (!['VAR', 'RW', 'CMD', 'CLIENT'].includes(what) || name === undefined || more.length > 0) {
    return ['ERR INVALID-ARGUMENT'];
  }
  const found = available(upses, name);
  if (typeof found === 'string') return [found];
  const head = `${what} ${name}`;
  const lines: Record<string, () => string[]> = {
    VAR: () => [...variablesOf(found)].map(([variable, value]) => `${head} ${variable} ${quoted(value)}`),
    RW: () => writable.map((variable) => `${head} ${variable} ${quoted('20')}`),
    CMD: () => instantCommands.map((command) => `${head} ${command}`),
    CLIENT: () => [],
  };
  return between(head, lines[what]?.() ?? []);
}

function get([what = '', name, variable, ...more]: readonly string[], { upses }: NutAnswers): string[] {
  if (name === undefined || more.length > 0) return ['ERR INVALID-ARGUMENT'];
  if (what === 'UPSDESC' || what === 'NUMLOGINS') {
    const ups = upses.find((each) => each.name === name);
    if (!ups) return ['ERR UNKNOWN-UPS'];
    return [what === 'UPSDESC' ? `UPSDESC ${name} ${quoted(ups.description)}` : `NUMLOGINS ${name} 0`];
  }
  if (what !== 'VAR' || variable === undefined) return ['ERR INVALID-ARGUMENT'];
  const found = available(upses, name);
  if (typeof found === 'string') return [found];
  const value = variablesOf(found).get(variable);
  return [value === undefined ? 'ERR VAR-NOT-SUPPORTED' : `VAR ${name} ${variable} ${quoted(value)}`];
}

function available(upses: readonly NutUps[], name: string): NutUps | string {
  const ups = upses.find((each) => each.name === name);
  if (!ups) return 'ERR UNKNOWN-UPS';
  if (ups.driver === 'gone') return 'ERR DRIVER-NOT-CONNECTED';
  return ups.driver === 'stale' ? 'ERR DATA-STALE' : ups;
}

function credential(word: 'USERNAME' | 'PASSWORD', [value, ...more]: readonly string[], asker: NutAsker): string {
  if (value === undefined || more.length > 0) return 'ERR INVALID-ARGUMENT';
  const field = word === 'USERNAME' ? 'username' : 'password';
  if (asker[field] !== undefined) return `ERR ALREADY-SET-${word}`;
  asker[field] = value;
  return 'OK';
}

/** It does nothing of the kind, but answers as a server that would. */
function privileged(word: string, { username, password }: NutAsker): string {
  if (username === undefined) return 'ERR USERNAME-REQUIRED';
  if (password === undefined) return 'ERR PASSWORD-REQUIRED';
  return word === 'LOGIN' ? 'OK' : 'ERR ACCESS-DENIED';
}

function between(head: string, lines: readonly string[]): string[] {
  return [`BEGIN LIST ${head}`, ...lines, `END LIST ${head}`];
}
