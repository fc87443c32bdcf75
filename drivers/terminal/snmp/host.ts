import type { Reason } from './condition.js';
import { decodeDate } from './date.js';
import { host, system } from './oids.js';
import type { SnmpReader } from './reader.js';
import { decodeStorage, storageReasons, type Volume } from './storage.js';
import { bytesOf, numberOf, textOf } from './value.js';

export interface HostReading {
  readonly volumes: readonly Volume[];
  /** Mean of all processors over the last minute, %. */
  readonly cpuPercent: number | undefined;
  /** s its clock is ahead of ours; negative = behind. */
  readonly clockOffsetSeconds: number | undefined;
  /** Names of the wanted programs that do not run. */
  readonly missing: readonly string[];
}

/** hrSWRunStatus: 1 running and 2 runnable do; 3 notRunnable and 4 invalid do not. */
const alive: ReadonlySet<number> = new Set([1, 2]);

/** Everything a computer tells of itself that can change; undefined when it does not speak HOST-RESOURCES. */
export async function readHost(
  reader: SnmpReader,
  wanted: { readonly processes: readonly string[]; readonly timezone: string; readonly now: () => number },
): Promise<HostReading | undefined> {
  const scalars = await reader.get([host.systemUptime, host.systemDate]);
  const storage = await reader.table(host.storage);
  const loads = await reader.table({ load: host.processorLoad });
  // A printer has devices and memory too: a host is what tells of storage or of its time since start.
  if (storage.size === 0 && !scalars.has(host.systemUptime)) return undefined;
  const date = bytesOf(scalars.get(host.systemDate));
  const time = date && decodeDate(date, wanted.timezone);
  const percents = [...loads.values()].flatMap(({ load }) => numberOf(load) ?? []);
  return {
    volumes: decodeStorage(storage),
    cpuPercent: percents.length === 0 ? undefined : Math.round(mean(percents)),
    clockOffsetSeconds: time === undefined ? undefined : Math.round((time - wanted.now()) / 1_000),
    missing: wanted.processes.length === 0 ? [] : missingOf(wanted.processes, await runningNames(reader)),
  };
}

export function hostReasons(reading: HostReading, limits: { disk: number; memory: number }): Reason[] {
  const names = reading.missing.map((name) => `"${name}"`).join(', ');
  const gone: Reason[] =
    reading.missing.length === 0
      ? []
      : [{ type: 'terminal-heartbeat-lost', detail: `hrSWRunTable: ${names} not running; the host answers` }];
  return [...storageReasons(reading.volumes, limits), ...gone];
}

/** What uptime there is: of the computer itself, else of its agent. */
export async function readUptime(reader: SnmpReader): Promise<{ of: 'host' | 'agent'; ticks: number } | undefined> {
  const values = await reader.get([host.systemUptime, system.upTime]);
  const [ofHost, ofAgent] = [numberOf(values.get(host.systemUptime)), numberOf(values.get(system.upTime))];
  if (ofHost !== undefined) return { of: 'host', ticks: ofHost };
  return ofAgent === undefined ? undefined : { of: 'agent', ticks: ofAgent };
}

async function runningNames(reader: SnmpReader): Promise<string[]> {
  const rows = await reader.table(host.running);
  return [...rows.values()].flatMap(({ name, status }) => {
    const text = textOf(name);
    return text !== undefined && alive.has(numberOf(status) ?? 1) ? [text.toLowerCase()] : [];
  });
}

/** A name is that of the program alone: `kiosk.exe` runs as `C:\Kiosk\Kiosk.exe` too. */
function missingOf(wanted: readonly string[], running: readonly string[]): string[] {
  const files = new Set(running.flatMap((name) => [name, name.split(/[\\/]/).at(-1) ?? name]));
  return wanted.filter((name) => !files.has(name.toLowerCase()));
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
