/** Variables the driver looks at; of the others only those an option names are kept. */
export const knownVariables = [
  ...['battery.charge', 'battery.charge.low', 'battery.runtime', 'battery.voltage', 'battery.temperature'],
  ...['battery.date', 'input.voltage', 'input.frequency', 'output.voltage', 'ups.load', 'ups.temperature'],
  ...['ups.alarm', 'ups.test.result', 'ups.model', 'ups.serial', 'ups.firmware'],
  ...['device.model', 'device.mfr', 'device.serial', 'device.type'],
] as const;

/** Characters that are kept of one value. */
export const valueLimit = 256;

/** Values by variable name, as the server writes them. */
export type Variables = ReadonlyMap<string, string>;

/** Figures of a UPS, as far as it tells them. */
export interface Figures {
  readonly chargePercent?: number;
  readonly runtimeSeconds?: number;
  readonly loadPercent?: number;
  readonly inputVolts?: number;
  readonly outputVolts?: number;
  readonly batteryVolts?: number;
  readonly temperatureCelsius?: number;
}

/** What can be in a battery, a load or a line; what is outside is no figure. */
const ranges: readonly (readonly [keyof Figures, readonly string[], number, number])[] = [
  ['chargePercent', ['battery.charge'], 0, 100],
  ['runtimeSeconds', ['battery.runtime'], 0, 8_640_000],
  ['loadPercent', ['ups.load'], 0, 1_000],
  ['inputVolts', ['input.voltage'], 0, 1_000],
  ['outputVolts', ['output.voltage'], 0, 1_000],
  ['batteryVolts', ['battery.voltage'], 0, 2_000],
  ['temperatureCelsius', ['ups.temperature', 'battery.temperature'], -60, 150],
];

export function figuresOf(variables: Variables): Figures {
  const figures: Partial<Record<keyof Figures, number>> = {};
  for (const [figure, names, least, most] of ranges) {
    const text = names.map((name) => variables.get(name)).find((value) => value !== undefined);
    const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
    if (value >= least && value <= most) figures[figure] = value;
  }
  return figures;
}

/** True of the words UPSs have for a battery that did not pass: `Done and error`, `Failed`, `BAD BATTERY`. */
export function testFailed(variables: Variables): boolean {
  const result = variables.get('ups.test.result') ?? '';
  return /\b(fail|failed|failure|error|bad|replace)\b/i.test(result) && !/\b(no|not|without)\b/i.test(result);
}

/** What a UPS has left, for people: `about 23 min left, charge 80 %`. */
export function timeLeft({ runtimeSeconds, chargePercent }: Figures): string {
  const time =
    runtimeSeconds === undefined ? 'remaining time unknown' : `about ${Math.floor(runtimeSeconds / 60)} min left`;
  return chargePercent === undefined ? time : `${time}, charge ${Math.round(chargePercent)} %`;
}
