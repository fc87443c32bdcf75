import { alertText } from './alerts.js';
import type { Reading } from './reading.js';
import { outputSources, type UpsReading } from './ups.js';

const mostAlerts = 20;

/** The fields of the class's state that only this driver reports; what jitters is in the measurement. */
export function stateOf({ host, printer, ups }: Reading): Record<string, unknown> {
  return {
    host: host && { volumes: host.volumes.map(({ name, percent }) => ({ name, percent: Math.round(percent) })) },
    printer: printer && {
      status: printer.status,
      errors: printer.bits,
      trays: printer.trays,
      supplies: printer.supplies,
      alerts: printer.alerts.slice(0, mostAlerts).map(alertText),
    },
    ups: ups && { status: [outputSources[ups.outputSource ?? 0] ?? 'unknown'], ...steadyFigures(ups) },
  };
}

/** Figures that change at every poll; undefined when there are none. */
export function measurementOf(
  { host, ups }: Reading,
  uptimeSeconds: number | undefined,
): Record<string, unknown> | undefined {
  const all = {
    uptimeSeconds,
    cpuPercent: host?.cpuPercent,
    memoryPercent: host?.volumes.find(({ kind }) => kind === 'memory')?.percent,
    clockOffsetSeconds: host?.clockOffsetSeconds,
    ups: ups && {
      ...steadyFigures(ups),
      loadPercent: ups.loadPercent,
      inputVolts: ups.inputVoltage,
      temperatureCelsius: ups.temperature,
    },
  };
  const known = Object.entries(all).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

function steadyFigures({ outputSource, alarms, chargePercent, minutesLeft }: UpsReading) {
  const runtimeSeconds = minutesLeft === undefined ? undefined : minutesLeft * 60;
  return { onBattery: outputSource === 5 || alarms.includes(2), chargePercent, runtimeSeconds };
}
