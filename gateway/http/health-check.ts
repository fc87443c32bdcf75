import type { ProcessFigures } from '../health/figures.js';
import type { HttpAnswer } from './server.js';

/** The mean delay of the event loop over a whole report from which the gateway counts as stuck, ms. */
const stuckMs = 1_000;

export interface HealthView {
  /** Everything has been started. */
  readonly running: boolean;
  readonly storageWorks: boolean;
  readonly brokerListens: boolean;
  /** undefined before the first report. */
  readonly eventLoopLagMs: ProcessFigures['eventLoopLagMs'] | undefined;
}

/**
 * Why the gateway cannot do its work, in fixed words: they are read without credentials. Devices, centre and receivers
 * of webhooks that are away are none: restarting the gateway mends none of them, and there are alarms for each.
 */
export function ailments({ running, storageWorks, brokerListens, eventLoopLagMs }: HealthView): string[] {
  if (!running) return ['starting'];
  return [
    ...(storageWorks ? [] : ['storage-write-failed']),
    ...(brokerListens ? [] : ['broker-not-listening']),
    ...((eventLoopLagMs?.mean ?? 0) >= stuckMs ? ['event-loop-stuck'] : []),
  ];
}

/** 200 `{"status":"ok"}`, or 503 with the reasons. */
export function healthAnswer(view: HealthView): HttpAnswer {
  const reasons = ailments(view);
  const ok = reasons.length === 0;
  return {
    status: ok ? 200 : 503,
    contentType: 'application/json',
    body: `${JSON.stringify(ok ? { status: 'ok' } : { status: 'failing', reasons })}\n`,
  };
}
