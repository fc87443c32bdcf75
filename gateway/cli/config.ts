import { drivers } from '../../drivers/index.js';
import { formatProblem, type LoadedConfig, loadConfig } from '../config/load.js';
import { CliExit, exitCode } from './exit.js';

/** Loads a configuration, or ends with code 2 and one line per mistake. */
export async function configOrExit(file: string): Promise<LoadedConfig> {
  const loaded = await loadConfig(file, { drivers });
  if (loaded.ok) return loaded;
  throw new CliExit(exitCode.usage, loaded.problems.map(formatProblem).join('\n'));
}
