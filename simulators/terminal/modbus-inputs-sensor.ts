/** How a temperature and humidity sensor fails, by the word it then gives; undefined = the module refuses (exception 04). */
export const brokenWords = { open: 0x8000, shorted: 0x7fff, missing: 0xffff, refuses: undefined } as const;
export type Broken = keyof typeof brokenWords;

/** A cheap sensor: tenths of °C and of % in two 16-bit words, a temperature below zero as its two's complement. */
export interface Sensor {
  celsius: number;
  percent: number;
  broken: Broken | undefined;
  /** Gives what it gave when it froze, whatever the room does. */
  freeze(on: boolean): void;
  /** Words of temperature and humidity, or undefined when it refuses. */
  words(): readonly [number, number] | undefined;
}

export function createSensor(): Sensor {
  let frozen: readonly [number, number] | undefined;
  const measured = (): readonly [number, number] => [tenths(sensor.celsius), tenths(sensor.percent)];
  const sensor: Sensor = {
    celsius: 23.4,
    percent: 45.6,
    broken: undefined,
    freeze(on) {
      frozen = on ? measured() : undefined;
    },
    words() {
      if (sensor.broken === undefined) return frozen ?? measured();
      const word = brokenWords[sensor.broken];
      return word === undefined ? undefined : [word, word];
    },
  };
  return sensor;
}

function tenths(value: number): number {
  return Math.round(value * 10) & 0xffff;
}
