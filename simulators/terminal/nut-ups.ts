/** One UPS behind the server, as its driver sees it; everything a person or the mains can do to it is a field. */
export interface NutUps {
  readonly name: string;
  readonly description: string;
  mains: boolean;
  /** Percent. */
  charge: number;
  /** Seconds on battery. */
  runtime: number;
  /** What the UPS itself calls low; also without mains lost. */
  low: boolean;
  replaceBattery: boolean;
  overload: boolean;
  bypass: boolean;
  calibrating: boolean;
  forcedShutdown: boolean;
  output: boolean;
  /** What the server can tell of it at all. */
  driver: 'connected' | 'stale' | 'gone' | 'waiting';
  /** Tokens of `ups.status` beside those of above, e.g. of another make. */
  extraTokens: readonly string[];
  /** Variables beside those of every UPS, also in their place. */
  readonly set: Map<string, string>;
  readonly hidden: Set<string>;
  /** How many variables of no meaning come with the list. */
  fillers: number;
}

export function createUps(name: string, description: string): NutUps {
  return { name, description, set: new Map(), hidden: new Set(), ...inOrder() };
}

/** As after a new start on mains with a full battery. */
export function inOrder() {
  return {
    mains: true,
    charge: 100,
    runtime: 1_800,
    low: false,
    replaceBattery: false,
    overload: false,
    bypass: false,
    calibrating: false,
    forcedShutdown: false,
    output: true,
    driver: 'connected' as NutUps['driver'],
    extraTokens: [] as readonly string[],
    fillers: 0,
  };
}

/** `ups.status`: the tokens of terminal-health.md 3.1, the server's own FSD in front. */
export function statusOf(ups: NutUps): string {
  if (ups.driver === 'waiting') return 'WAIT';
  const onMains = ups.mains && !ups.calibrating;
  const tokens: readonly (readonly [string, boolean])[] = [
    ['FSD', ups.forcedShutdown],
    ['CAL', ups.calibrating],
    ['OL', onMains],
    ['OB', !onMains],
    ['LB', ups.low],
    ['RB', ups.replaceBattery],
    ['CHRG', onMains && ups.charge < 100],
    ['DISCHRG', !onMains],
    ['BYPASS', ups.bypass],
    ['OFF', !ups.output],
    ['OVER', ups.overload],
  ];
  return [...tokens.filter(([, on]) => on).map(([token]) => token), ...ups.extraTokens].join(' ');
}

/** Every variable by name, in the order of a list: by the alphabet. */
export function variablesOf(ups: NutUps): Map<string, string> {
  const onMains = ups.mains && !ups.calibrating;
  const all = new Map<string, string>([
    ['battery.charge', String(ups.charge)],
    ['battery.charge.low', '20'],
    ['battery.date', '2024/03/01'],
    ['battery.runtime', String(ups.runtime)],
    ['battery.temperature', '25.1'],
    ['battery.voltage', onMains ? '27.3' : '24.6'],
    ['device.model', 'Smart-UPS "750"'],
    ['device.serial', 'AS0000000001'],
    ['device.type', 'ups'],
    ['input.frequency', ups.mains ? '50.0' : '0.0'],
    ['input.voltage', ups.mains ? '228.4' : '0.0'],
    ['ups.load', ups.overload ? '112' : '31'],
    ['ups.status', statusOf(ups)],
    ['ups.temperature', '29.8'],
    ['ups.test.result', 'Done and passed'],
  ]);
  for (let number = 1; number <= ups.fillers; number++) {
    all.set(`vendor.item.${String(number).padStart(4, '0')}`, `value "${number}" \\ of a long list`);
  }
  for (const [name, value] of ups.set) all.set(name, value);
  for (const name of ups.hidden) all.delete(name);
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}
