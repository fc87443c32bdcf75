import type { ErrorTold } from './device-findings.js';
import { isObject, type Json, nothing, objectAt, textAt } from './json.js';

/** What a message that nobody asked for changes in what is known of its service; most change nothing. */
export interface Effect {
  /** To be merged into the status. */
  readonly status?: Json;
  /** To be merged into the units. */
  readonly units?: Json;
  readonly error?: ErrorTold;
  /** What it only hints at is asked for anew. */
  readonly askAgain?: 'status' | 'storage';
}

type Reader = (payload: Json) => Effect;

/** `threshold` in one release of the printer's events, `state` in another. */
const supply =
  (name: string): Reader =>
  (payload) => {
    const level = textAt(payload, 'threshold', 40) ?? textAt(payload, 'state', 40);
    return level === undefined ? { askAgain: 'status' } : { status: { printer: { [name]: level } } };
  };

const paper: Reader = (payload) => {
  const source = textAt(payload, 'paperSource', 40);
  const threshold = textAt(payload, 'threshold', 40);
  if (source === undefined || threshold === undefined || source === '__proto__') return { askAgain: 'status' };
  return { status: { printer: { paper: { [source]: threshold } } } };
};

/** Units by name, in `storage` or by themselves. The counts beside them may be told only in part, so all is asked for. */
const storage: Reader = (payload) => {
  const units = isObject(payload['storage']) ? objectAt(payload, 'storage') : payload;
  const whole = Object.entries(units).filter(([, unit]) => isObject(unit));
  return { units: Object.fromEntries(whole), askAgain: 'storage' };
};

const error: Reader = (payload) => ({
  error: {
    eventId: textAt(payload, 'eventId', 40) ?? 'not told',
    action: textAt(payload, 'action', 40) ?? 'not told',
    description: textAt(payload, 'vendorDescription', 200),
  },
  askAgain: 'status',
});

const askStatus: Reader = () => ({ askAgain: 'status' });
const askStorage: Reader = () => ({ askAgain: 'storage' });

const readers: ReadonlyMap<string, Reader> = new Map([
  ['Common.StatusChangedEvent', (payload: Json) => ({ status: payload })],
  ['Common.ErrorEvent', error],
  ['Printer.PaperThresholdEvent', paper],
  ['Printer.TonerThresholdEvent', supply('toner')],
  ['Printer.InkThresholdEvent', supply('ink')],
  ['Printer.LampThresholdEvent', supply('lamp')],
  ['Printer.RetractBinThresholdEvent', askStatus],
  ['Printer.RetractBinStatusEvent', askStatus],
  ['Printer.MediaAutoRetractedEvent', askStatus],
  ['Storage.StorageThresholdEvent', storage],
  ['Storage.StorageChangedEvent', storage],
  ['Storage.CountsChangedEvent', askStorage],
  ['Storage.StorageErrorEvent', askStorage],
]);

/** terminal-health.md 1.4 to 1.6: changes of the status, thresholds of the printer, units of the storage, errors. */
export function effectOf(name: string, payload: Json): Effect {
  return readers.get(name)?.(payload) ?? nothing;
}
