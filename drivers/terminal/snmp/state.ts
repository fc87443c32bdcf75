import { alertText } from './alerts.js';
import type { Reading } from './reading.js';
import { outputSources } from './ups.js';

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
    ups: ups && {
      source: outputSources[ups.outputSource ?? 0] ?? 'unknown',
      chargePercent: ups.chargePercent,
      minutesLeft: ups.minutesLeft,
    },
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
    loadPercent: ups?.loadPercent,
    inputVoltage: ups?.inputVoltage,
    batteryTemperature: ups?.temperature,
    secondsOnBattery: ups?.secondsOnBattery,
  };
  const known = Object.entries(all).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
