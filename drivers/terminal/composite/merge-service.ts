import type { TerminalModule, TerminalService } from '../contract.js';
import type { Source } from './source.js';

export interface Merged {
  readonly sources: readonly Source[];
  readonly modules: Readonly<Record<string, TerminalModule>>;
  readonly essential: readonly string[];
  /** An engineer's window of the terminal itself. */
  readonly inMaintenance: boolean;
}

/**
 * What all that is known says of the whole; the first row that holds. Only parts that speak for the terminal are asked for
 * their own word: a UPS that feeds the hall is well while a kiosk is dark.
 *
 * | it is          | when                                                                                             |
 * |----------------|--------------------------------------------------------------------------------------------------|
 * | maintenance    | an engineer has it, or a part that speaks for it, in his hands; or such a part in contact says so |
 * | unknown        | no part that speaks for it is in contact                                                         |
 * | out-of-service | an essential module fails, or a part that speaks for it says so                                  |
 * | unknown        | nobody knows of an essential module                                                              |
 * | degraded       | a module fails or warns, or a part says so                                                       |
 * | idle           | a part says so                                                                                   |
 * | in-service     | a module is known to be well, or a part says so                                                  |
 * | unknown        | otherwise                                                                                        |
 */
export function mergeService({ sources, modules, essential, inMaintenance }: Merged): TerminalService {
  const speaking = speakersOf(sources);
  const heard = speaking.filter(({ contact }) => contact !== 'none');
  const says = (word: TerminalService) => heard.some(({ service }) => service === word);
  const statusOf = (name: string) => modules[name]?.status ?? 'unknown';
  const statuses = Object.values(modules).map(({ status }) => status);

  if (inMaintenance || speaking.some((source) => source.inMaintenance) || says('maintenance')) return 'maintenance';
  if (heard.length === 0) return 'unknown';
  if (essential.some((name) => statusOf(name) === 'fail') || says('out-of-service')) return 'out-of-service';
  if (essential.some((name) => statusOf(name) === 'unknown')) return 'unknown';
  if (statuses.includes('fail') || statuses.includes('warn') || says('degraded')) return 'degraded';
  if (says('idle')) return 'idle';
  return statuses.includes('ok') || says('in-service') ? 'in-service' : 'unknown';
}

/** Whether its host answered: by those that speak for it. */
export function mergeReachable(sources: readonly Source[]): boolean {
  return speakersOf(sources).some(({ reachable }) => reachable);
}

/** All of them where none is said to speak for the terminal: there is nobody else. */
function speakersOf(sources: readonly Source[]): readonly Source[] {
  const speaking = sources.filter(({ speaks }) => speaks);
  return speaking.length > 0 ? speaking : sources;
}
