import type { TerminalLayer } from '../contract.js';
import type { Checks } from './verdict.js';

/** What each layer that was asked said, lowest first, by its name; `good` as a whole is the verdict's business. */
export function layersOf(checks: Checks): Record<string, TerminalLayer> {
  const layers: Record<string, TerminalLayer> = {};
  for (const name of ['ping', 'tcp', 'tls', 'http', 'websocket'] as const) {
    const outcome = checks[name]?.outcome;
    if (outcome) layers[name] = layerOf(outcome);
  }
  return layers;
}

function layerOf(outcome: NonNullable<Checks[keyof Checks]>['outcome']): TerminalLayer {
  if (outcome.kind === 'open') return { status: 'ok', latencyMs: outcome.latencyMs };
  if (outcome.kind === 'answered') {
    const isRight = !('unmet' in outcome) || outcome.unmet === undefined;
    return { status: isRight ? 'ok' : 'fail', latencyMs: outcome.latencyMs };
  }
  return { status: outcome.kind === 'not-available' ? 'unknown' : 'fail' };
}
