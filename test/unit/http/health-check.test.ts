import { describe, expect, it } from 'vitest';
import { type HealthView, healthAnswer } from '../../../gateway/http/health-check.js';

const well: HealthView = {
  running: true,
  storageWorks: true,
  brokerListens: true,
  eventLoopLagMs: { mean: 3, p99: 40, max: 5_000 },
};
const bodyOf = (view: Partial<HealthView>) => {
  const { status, body } = healthAnswer({ ...well, ...view });
  return [status, JSON.parse(body)];
};

describe('/healthz', () => {
  it('is 200 while the gateway can do its work, one long pause or no report yet notwithstanding', () => {
    expect(bodyOf({})).toEqual([200, { status: 'ok' }]);
    expect(bodyOf({ eventLoopLagMs: undefined })).toEqual([200, { status: 'ok' }]);
  });

  it.each<[Partial<HealthView>, string[]]>([
    [{ running: false, brokerListens: false }, ['starting']],
    [{ storageWorks: false }, ['storage-write-failed']],
    [{ brokerListens: false }, ['broker-not-listening']],
    [{ eventLoopLagMs: { mean: 1_000, p99: 3_000, max: 9_000 } }, ['event-loop-stuck']],
    [{ storageWorks: false, brokerListens: false }, ['storage-write-failed', 'broker-not-listening']],
  ])('%j is 503 %j', (view, reasons) => {
    expect(bodyOf(view)).toEqual([503, { status: 'failing', reasons }]);
  });
});
