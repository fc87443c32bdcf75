import { type Actor, type Finding, qualifierOf } from './finding.js';
import { type Json, objectAt, textAt } from './json.js';

/** What a service is for people, and the alarms that say that it is gone or broken (terminal-health.md 9.4). */
export interface ServiceKind {
  readonly module: string;
  /** For offline, powerOff and noDevice; undefined where the catalogue has none. */
  readonly lost: string | undefined;
  /** For hardwareError, and the warning of what lasts too long. */
  readonly broken: string | undefined;
}

const kinds: readonly (readonly [interfaceName: string, kind: ServiceKind])[] = [
  ['printer', { module: 'receipt-printer', lost: 'printer-offline', broken: 'printer-hardware-fault' }],
  ['cashacceptor', { module: 'cash-acceptor', lost: 'cash-acceptor-fault', broken: 'cash-acceptor-fault' }],
  ['cashdispenser', { module: 'cash-dispenser', lost: 'cash-dispenser-fault', broken: 'cash-dispenser-fault' }],
  ['cardreader', { module: 'card-reader', lost: 'card-reader-fault', broken: 'card-reader-fault' }],
  ['keymanagement', { module: 'pin-pad', lost: 'pin-pad-fault', broken: 'pin-pad-fault' }],
  ['pinpad', { module: 'pin-pad', lost: 'pin-pad-fault', broken: 'pin-pad-fault' }],
  ['keyboard', { module: 'pin-pad', lost: 'pin-pad-fault', broken: 'pin-pad-fault' }],
  ['barcodereader', { module: 'barcode-reader', lost: undefined, broken: undefined }],
  ['camera', { module: 'camera', lost: undefined, broken: undefined }],
  ['biometric', { module: 'biometric', lost: undefined, broken: undefined }],
  ['check', { module: 'check-reader', lost: undefined, broken: undefined }],
  ['deposit', { module: 'deposit', lost: undefined, broken: undefined }],
  ['textterminal', { module: 'text-terminal', lost: undefined, broken: undefined }],
  ['auxiliaries', { module: 'cabinet', lost: undefined, broken: undefined }],
  ['powermanagement', { module: 'ups', lost: undefined, broken: undefined }],
  ['banknoteneutralization', { module: 'banknote-neutralization', lost: undefined, broken: undefined }],
];

/** A recycler is an acceptor and a dispenser; what has nothing but `Common` belongs to the application. */
export function kindsOf(interfaces: readonly string[]): readonly ServiceKind[] {
  const names = interfaces.map((name) => name.toLowerCase());
  const found = kinds.filter(([name]) => names.includes(name)).map(([, kind]) => kind);
  const modules = [...new Map(found.map((kind) => [kind.module, kind])).values()];
  return modules.length > 0 ? modules : [{ module: 'application', lost: undefined, broken: undefined }];
}

/** The last `Common.ErrorEvent` of a service. */
export interface ErrorTold {
  readonly eventId: string;
  readonly action: string;
  readonly description: string | undefined;
}

export interface DeviceView {
  readonly service: string;
  readonly interfaces: readonly string[];
  readonly status: Json;
  /** While it counts. */
  readonly error: ErrorTold | undefined;
  /** True when busy, starting, in the hands of a customer or recovering for longer than is patient. */
  readonly tooLong: boolean;
  /** True when notes have lain in the stacker of an idle dispenser for that long. */
  readonly stackerTooLong: boolean;
}

const lostStates: readonly string[] = ['offline', 'powerOff', 'noDevice'];
/** States that end by themselves, or by whoever stands before the machine. */
export const passingStates: readonly string[] = ['deviceBusy', 'starting', 'userError'];

/** 1.6: clear is for branch staff, maintenance for an engineer, software for those who look after it; reset may be anybody's. */
const actors: Readonly<Record<string, Actor>> = {
  clear: 'flm',
  maintenance: 'slm',
  configuration: 'it',
  softwareError: 'it',
};

export function actorOf(error: ErrorTold | undefined): Actor | undefined {
  return error && Object.hasOwn(actors, error.action) ? actors[error.action] : undefined;
}

/** What `common`, the error event and the clock say of a service as a whole. */
export function deviceFindings(view: DeviceView): Finding[] {
  return [
    ...kindsOf(view.interfaces).flatMap((kind) => kindFindings(kind, view)),
    fraudFinding(view),
    ...stackerFindings(view),
  ];
}

function kindFindings({ module, lost, broken }: ServiceKind, view: DeviceView): Finding[] {
  const { service, error, tooLong } = view;
  const common = objectAt(view.status, 'common');
  const state = textAt(common, 'device', 40);
  const recovers = error?.action === 'suspend' && !tooLong;
  const is = {
    lost: state !== undefined && lostStates.includes(state) && !recovers,
    broken: state === 'hardwareError' && !recovers,
    late: tooLong,
    event: error !== undefined && error.action !== 'suspend' && error.eventId !== 'fraudAttempt',
  };
  // 9.4 has no code for a module that is pulled out of its place; it shows.
  const pulledOut = textAt(common, 'devicePosition', 40) === 'notInPosition';
  const isWarned = is.late || pulledOut;
  const status = is.lost || is.broken || is.event ? 'fail' : isWarned ? 'warn' : state === undefined ? 'unknown' : 'ok';
  const said = {
    module,
    status,
    qualifier: qualifierOf(service),
    detail: detailOf(service, state, pulledOut, view),
  } as const;
  if (lost === undefined || broken === undefined) return [{ ...said, active: status === 'fail' || status === 'warn' }];
  const bad = is.broken || is.event || (is.lost && lost === broken);
  const onlyLate = is.late && !bad && !is.lost;
  const known = state !== undefined || error !== undefined;
  const finding = (type: string, active: boolean): Finding => ({
    ...said,
    type,
    active: known ? active : undefined,
    ...(onlyLate ? { severity: 'warning' as const } : {}),
  });
  return lost === broken
    ? [finding(broken, bad || onlyLate)]
    : [finding(lost, is.lost), finding(broken, bad || onlyLate)];
}

function detailOf(
  service: string,
  state: string | undefined,
  pulledOut: boolean,
  { error, tooLong }: DeviceView,
): string {
  const parts = [`${service}: common.device = ${state ?? 'not told'}`];
  if (tooLong) parts.push('for too long');
  if (pulledOut) parts.push('devicePosition = notInPosition');
  if (error) {
    const text = error.description === undefined ? '' : ` "${error.description}"`;
    parts.push(`ErrorEvent ${error.eventId}, action ${error.action}${text}`);
  }
  return parts.join(', ');
}

function fraudFinding({ service, interfaces, status, error }: DeviceView): Finding {
  const common = objectAt(status, 'common');
  const device = textAt(common, 'device', 40);
  const module = textAt(common, 'antiFraudModule', 40);
  const active =
    device === 'fraudAttempt' ||
    device === 'potentialFraud' ||
    module === 'deviceDetected' ||
    error?.eventId === 'fraudAttempt';
  const parts = [`common.device = ${device ?? 'not told'}`];
  if (module !== undefined) parts.push(`antiFraudModule = ${module}`);
  if (error?.eventId === 'fraudAttempt') parts.push('ErrorEvent fraudAttempt');
  return {
    module: kindsOf(interfaces)[0]?.module ?? 'application',
    // A sensor that is out of order guards nothing; 9.4 has no code for that.
    status: active ? 'fail' : module === 'inoperable' ? 'warn' : 'ok',
    type: 'fraud-device-suspected',
    qualifier: qualifierOf(service),
    active,
    detail: `${service}: ${parts.join(', ')}`,
  };
}

function stackerFindings({ service, status, stackerTooLong }: DeviceView): Finding[] {
  const stacker = textAt(objectAt(status, 'cashDispenser'), 'intermediateStacker', 40);
  if (stacker === undefined) return [];
  const isKnown = stacker !== 'unknown';
  return [
    {
      module: 'cash-dispenser',
      status: stackerTooLong ? 'fail' : isKnown ? 'ok' : 'unknown',
      type: 'cash-dispenser-fault',
      qualifier: qualifierOf(service, 'stacker'),
      active: isKnown ? stackerTooLong : undefined,
      detail: `${service}: cashDispenser.intermediateStacker = ${stacker}${stackerTooLong ? ' while idle' : ''}`,
    },
  ];
}
