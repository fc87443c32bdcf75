import { describe, expect, it } from 'vitest';
import { forecastText } from '../../../../gateway/cli/forecast-text.js';
import type { ForecastView } from '../../../../gateway/hall/forecast/forecast-schema.js';

const now = Date.parse('2026-11-26T02:00:00.000Z');
const ready = (ahead: Extract<ForecastView, { status: 'ready' }>['ahead']): ForecastView => ({
  status: 'ready',
  comparableDays: 8,
  level: 1.07,
  rest: { expected: 120.4, low: 98.2, high: 142.9 },
  quarters: [],
  ahead,
});

describe('the forecast in one line', () => {
  it('is honest about a short history', () => {
    const short: ForecastView = { status: 'too-short', comparableDays: 1, neededDays: 3 };
    expect(forecastText(short, 'zh', now)).toBe('预计  历史太短：同类的日子 1 天，需要 3 天');
    expect(forecastText(short, 'en', now)).toBe('forecast  history too short: 1 days like this one, 3 needed');
  });

  it('says how many still come, and what would help against a level', () => {
    const ahead = { status: 'level', level: 2, at: '2026-11-26T02:25:00.000Z', waiting: 14, counters: 5 } as const;
    expect(forecastText(ready(ahead), 'zh', now)).toBe(
      '预计  今日还来 120 (98–143) 人，是平日的 1.07 倍; 约 25 分钟后可能达到二级，14 人等候，开放 5 个窗口可避免',
    );
    expect(forecastText(ready(ahead), 'en', now + 40 * 60_000)).toContain('level 2 in about 1 min, 14 waiting then; 5');
  });

  it.each([
    ['calm', 'no congestion soon'],
    ['nobody-open', 'no counter is open'],
    ['unmeasured', 'no service time measured yet'],
  ] as const)('says %s', (status, text) => expect(forecastText(ready({ status }), 'en', now)).toContain(text));
});
