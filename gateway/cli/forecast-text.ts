import type { Language } from '../device-file/words.js';
import type { ForecastView } from '../hall/forecast/forecast-schema.js';

type Ahead = Extract<ForecastView, { status: 'ready' }>['ahead'];
type LevelAhead = Extract<Ahead, { status: 'level' }>;

const words = {
  zh: {
    tooShort: (known: number, needed: number) => `预计  历史太短：同类的日子 ${known} 天，需要 ${needed} 天`,
    rest: (rest: string, level: number) => `预计  今日还来 ${rest} 人，是平日的 ${level} 倍`,
    calm: '近期不会拥挤',
    'nobody-open': '没有开放的窗口，无法预计等候',
    unmeasured: '还没有办理时间，无法预计等候',
    level: ({ level, waiting }: LevelAhead, minutes: number) =>
      `约 ${minutes} 分钟后可能达到${['', '一级', '二级', '三级'][level]}，${waiting} 人等候`,
    counters: (counters: number) => `，开放 ${counters} 个窗口可避免`,
  },
  en: {
    tooShort: (known: number, needed: number) =>
      `forecast  history too short: ${known} days like this one, ${needed} needed`,
    rest: (rest: string, level: number) => `forecast  ${rest} still to come today, ${level} times an ordinary day`,
    calm: 'no congestion soon',
    'nobody-open': 'no counter is open: no wait can be foreseen',
    unmeasured: 'no service time measured yet: no wait can be foreseen',
    level: ({ level, waiting }: LevelAhead, minutes: number) =>
      `level ${level} in about ${minutes} min, ${waiting} waiting then`,
    counters: (counters: number) => `; ${counters} open counters would avoid it`,
  },
} as const;

/** What is to come, in one line. @param now ms since 1970 */
export function forecastText(forecast: ForecastView, language: Language, now: number): string {
  const word = words[language];
  if (forecast.status === 'too-short') return word.tooShort(forecast.comparableDays, forecast.neededDays);
  const { rest, level, ahead } = forecast;
  const interval = `${Math.round(rest.expected)} (${Math.round(rest.low)}–${Math.round(rest.high)})`;
  return `${word.rest(interval, level)}; ${aheadText(ahead, language, now)}`;
}

function aheadText(ahead: Ahead, language: Language, now: number): string {
  const word = words[language];
  if (ahead.status !== 'level') return word[ahead.status];
  const minutes = Math.max(1, Math.round((Date.parse(ahead.at) - now) / 60_000));
  return `${word.level(ahead, minutes)}${ahead.counters === undefined ? '' : word.counters(ahead.counters)}`;
}
