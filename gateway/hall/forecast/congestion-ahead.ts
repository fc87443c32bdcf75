import type { AlarmCondition } from '../../../drivers/index.js';
import { aheadAlarm } from '../alarm-types.js';
import type { Ahead } from './forecast-schema.js';

/** The alarm of what is to come. Its detail changes with the level and the counters only: every change is a write. */
export function createAheadCondition(timeText: (at: number) => string): (ahead: Ahead | undefined) => AlarmCondition {
  let said: { readonly key: string; readonly detail: string } | undefined;
  return (ahead) => {
    if (ahead?.status !== 'level') {
      said = undefined;
      return { type: aheadAlarm, active: false };
    }
    const { level, at, waiting, counters } = ahead;
    const key = `${level}/${counters ?? ''}`;
    if (said?.key !== key) {
      const remedy = counters === undefined ? '' : `; ${counters} open counters would avoid it`;
      said = { key, detail: `level ${level} about ${timeText(Date.parse(at))}, ${waiting} waiting then${remedy}` };
    }
    return { type: aheadAlarm, active: true, detail: said.detail };
  };
}
