/** What the platform tells a counter with each answer. */
export interface FoorirSettings {
  /** HHMM, local. */
  readonly open: string;
  readonly close: string;
  readonly uploadMinutes: number;
  readonly recordMinutes: number;
  /** 0 both, 1 in only, 2 out only. */
  readonly direction: 0 | 1 | 2;
}

export interface FoorirAnswer {
  readonly taken: boolean;
  /** ms since 1970 if the local time it tells were UTC; undefined where it is no time. */
  readonly wall: number | undefined;
  /** Undefined where one of them is out of range: the counter keeps those it has. */
  readonly settings: FoorirSettings | undefined;
}

const digits = /^\d+$/;
const clockTime = /^([01]\d|2[0-3])[0-5]\d$/;

/** The data of an answer; undefined where it is none. Blanks at the end are in a published one. */
export function readAnswer(data: string): FoorirAnswer | undefined {
  const [status, time, open, close, upload, record, direction] = data.trimEnd().split(',');
  if ((status !== '0' && status !== '1') || time === undefined) return undefined;
  return {
    taken: status === '0',
    wall: parseStamp(time),
    settings: readSettings({ open, close, upload, record, direction }),
  };
}

function readSettings(said: Record<'open' | 'close' | 'upload' | 'record' | 'direction', string | undefined>) {
  const { open = '', close = '' } = said;
  const uploadMinutes = wholeNumber(said.upload);
  const recordMinutes = wholeNumber(said.record);
  const direction = wholeNumber(said.direction);
  const fits =
    clockTime.test(open) &&
    clockTime.test(close) &&
    recordMinutes >= 1 &&
    recordMinutes <= 5 &&
    uploadMinutes >= 1 &&
    uploadMinutes <= 60 &&
    uploadMinutes % recordMinutes === 0 &&
    direction <= 2;
  if (!fits) return undefined;
  return { open, close, uploadMinutes, recordMinutes, direction: direction as FoorirSettings['direction'] };
}

/** NaN where it is none. */
function wholeNumber(text = ''): number {
  return digits.test(text) ? Number(text) : Number.NaN;
}

/** yyyyMMddHHmmss of a wall time that is given as if it were UTC. */
export function stampOf(wall: number): string {
  return new Date(wall).toISOString().slice(0, 19).replace(/\D/g, '');
}

function parseStamp(text: string): number | undefined {
  const [, date, time] = /^(\d{8})(\d{6})$/.exec(text) ?? [];
  if (date === undefined || time === undefined) return undefined;
  const wall = Date.parse(`${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`);
  return Number.isNaN(wall) ? undefined : wall;
}
