import type { TerminalModule, TerminalService } from './contract.js';

/**
 * What a terminal's modules say of the whole. Without one of `essential`, e.g. its application, it serves nobody; a module
 * that fails or warns takes a part of the service away; what no module says is not known.
 */
export function serviceOf(
  modules: Readonly<Record<string, TerminalModule>>,
  essential: readonly string[],
): TerminalService {
  const known = Object.entries(modules).filter(([, { status }]) => status !== 'unknown');
  if (known.some(([name, { status }]) => status === 'fail' && essential.includes(name))) return 'out-of-service';
  if (known.some(([, { status }]) => status !== 'ok')) return 'degraded';
  return known.length > 0 ? 'in-service' : 'unknown';
}
