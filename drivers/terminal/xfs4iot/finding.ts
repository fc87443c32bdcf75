/** As an alarm condition has it; a wrong or missing one is the catalogue's. */
export type Severity = 'warning' | 'minor' | 'major' | 'critical';

/** Who can put it right, where the device itself has said so (terminal-health.md 1.6). */
export type Actor = 'flm' | 'slm' | 'it';

/** What one property of one service says: of a module, and of an alarm where it means one. */
export interface Finding {
  /** Name of `terminalModules`, without the number that tells several of a kind apart. */
  readonly module: string;
  readonly status: 'ok' | 'warn' | 'fail' | 'unknown';
  /** alarm-type-id the property is about; absent where the catalogue has none for it. */
  readonly type?: string;
  readonly qualifier: string;
  /** Undefined = the property does not tell now, e.g. `unknown`: an alarm stays as it is. */
  readonly active: boolean | undefined;
  readonly severity?: Severity | undefined;
  readonly owner?: Actor | undefined;
  /** Raw property and value, for the technician. */
  readonly detail: string;
}

/** `card-reader1-media`: a service and which part of it, as a level of a topic may be called. */
export function qualifierOf(...parts: readonly string[]): string {
  const joined = parts.filter((part) => part !== '').join('-');
  return unitQualifier(joined.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase());
}

/** The name of a storage unit as it is, but for characters a topic cannot have. */
export function unitQualifier(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 64);
}
