/** What a property may be: one of these words, a truth value, a whole number from 0, or any text. */
export type ValueRule = readonly string[] | 'boolean' | 'count' | 'text';

const works = ['ok', 'inoperable', 'unknown'];
const onOff = ['on', 'off'];
const paper = ['unknown', 'full', 'low', 'out', 'jammed'];
const supply = ['unknown', 'full', 'low', 'out'];
const cabinet = ['closed', 'open', 'locked', 'bolted', 'tampered'];
const shutter = ['closed', 'open', 'jammedOpen', 'jammedPartiallyOpen', 'jammedClosed', 'jammedUnknown', 'unknown'];
const transportStatus = ['empty', 'notEmpty', 'notEmptyCustomer', 'unknown'];

/**
 * Every property of `Common.Status` that a person or the device can change, by its path, and what it may be
 * (terminal-health.md 1.4). `*` stands for any name or index, e.g. `printer.paper.*`.
 */
export const statusRules: Readonly<Record<string, ValueRule>> = {
  'common.device': [
    ...['online', 'offline', 'powerOff', 'noDevice', 'hardwareError', 'userError', 'deviceBusy'],
    ...['fraudAttempt', 'potentialFraud', 'starting'],
  ],
  'common.devicePosition': ['inPosition', 'notInPosition', 'unknown'],
  'common.antiFraudModule': ['ok', 'inoperable', 'deviceDetected', 'unknown'],
  'common.exchange': ['active', 'inactive'],
  'common.endToEndSecurity': ['notEnforced', 'notConfigured', 'enforced'],
  'common.powerSaveRecoveryTime': 'count',
  'common.persistentDataStore.remaining': 'count',
  'printer.media': ['unknown', 'present', 'notPresent', 'jammed', 'entering', 'retracted'],
  'printer.paper.*': paper,
  'printer.toner': supply,
  'printer.ink': supply,
  'printer.lamp': ['unknown', 'ok', 'fading', 'inop'],
  'printer.mediaOnStacker': 'count',
  'printer.paperType.*': ['unknown', 'single', 'dual'],
  'printer.blackMarkMode': ['unknown', 'on', 'off'],
  'printer.retractBins.*.state': ['unknown', 'ok', 'full', 'high'],
  'printer.retractBins.*.count': 'count',
  'cashAcceptor.intermediateStacker': ['empty', 'notEmpty', 'full', 'unknown'],
  'cashAcceptor.stackerItems': ['customerAccess', 'noCustomerAccess', 'accessUnknown', 'noItems'],
  'cashAcceptor.banknoteReader': works,
  'cashAcceptor.dropBox': 'boolean',
  'cashAcceptor.positions.*.shutter': shutter,
  'cashAcceptor.positions.*.positionStatus': ['empty', 'notEmpty', 'unknown', 'foreignItems'],
  'cashAcceptor.positions.*.transport': ['ok', 'inoperative', 'unknown'],
  'cashAcceptor.positions.*.transportStatus': transportStatus,
  'cashDispenser.intermediateStacker': ['empty', 'notEmpty', 'notEmptyCustomer', 'notEmptyUnknown', 'unknown'],
  'cashDispenser.positions.*.shutter': shutter,
  'cashDispenser.positions.*.positionStatus': ['empty', 'notEmpty', 'unknown'],
  'cashDispenser.positions.*.transport': ['ok', 'inoperative', 'unknown'],
  'cashDispenser.positions.*.transportStatus': transportStatus,
  'cashManagement.dispenser': ['ok', 'attention', 'stop', 'unknown'],
  'cashManagement.acceptor': ['ok', 'attention', 'stop', 'unknown'],
  'cashManagement.safeDoor': ['doorOpen', 'doorClosed', 'doorUnknown', 'doorNotSupported'],
  'cardReader.media': ['unknown', 'present', 'notPresent', 'jammed', 'entering', 'latched'],
  'cardReader.security': ['notReady', 'open'],
  'cardReader.chipPower': ['unknown', 'online', 'busy', 'poweredOff', 'noDevice', 'hardwareError', 'noCard'],
  'cardReader.chipModule': works,
  'cardReader.magWriteModule': works,
  'cardReader.frontImageModule': works,
  'cardReader.backImageModule': works,
  'keyManagement.encryptionState': ['ready', 'notReady', 'notInitialized', 'busy', 'undefined', 'initialized'],
  'keyManagement.certificateState': ['unknown', 'primary', 'secondary', 'notReady'],
  'auxiliaries.operatorSwitch': ['run', 'maintenance', 'supervisor'],
  'auxiliaries.tamperSensor': onOff,
  'auxiliaries.internalTamperSensor': onOff,
  'auxiliaries.seismicSensor': onOff,
  'auxiliaries.heatSensor': onOff,
  'auxiliaries.cabinetDoor': cabinet,
  'auxiliaries.cabinetFrontDoor': cabinet,
  'auxiliaries.cabinetRearDoor': cabinet,
  'auxiliaries.cabinetLeftDoor': cabinet,
  'auxiliaries.cabinetRightDoor': cabinet,
  'auxiliaries.safeDoor': cabinet,
  'auxiliaries.vandalShield': [
    ...['closed', 'open', 'locked', 'service', 'keyboard', 'partiallyOpen', 'jammed', 'tampered'],
  ],
  'auxiliaries.proximitySensor': ['present', 'notPresent'],
  'auxiliaries.ambientLightSensor': ['veryDark', 'dark', 'mediumLight', 'light', 'veryLight'],
  'auxiliaries.heating': onOff,
  'auxiliaries.consumerDisplaySensor': ['off', 'on', 'displayError'],
  'auxiliaries.openClosedIndicator': ['open', 'closed'],
  'auxiliaries.UPS.low': 'boolean',
  'auxiliaries.UPS.engaged': 'boolean',
  'auxiliaries.UPS.powering': 'boolean',
  'auxiliaries.UPS.recovered': 'boolean',
  'powerManagement.info.powerInStatus': ['powering', 'noPower'],
  'powerManagement.info.powerOutStatus': ['powering', 'noPower'],
  'powerManagement.info.batteryStatus': ['full', 'low', 'operational', 'critical', 'failure'],
  'powerManagement.info.batteryChargingStatus': ['charging', 'discharging', 'notCharging'],
  'lights.*.*.flashRate': ['off', 'slow', 'medium', 'quick', 'continuous'],
  'lights.*.*.color': 'text',
  'lights.*.*.direction': 'text',
  'vendorMode.device': ['online', 'offline'],
  'vendorMode.service': ['enterPending', 'active', 'exitPending', 'inactive'],
  'vendorApplication.accessLevel': ['notActive', 'basic', 'intermediate', 'full'],
  'textTerminal.keyboard': onOff,
  'textTerminal.keyLock': onOff,
  'barcodeReader.scanner': ['on', 'off', 'inoperative', 'unknown'],
};

/** Properties that only release 2021-1 has. */
const only2021 = ['cashManagement.safeDoor', 'printer.retractBins'];

export function isOnly2021(path: string): boolean {
  return only2021.some((old) => path === old || path.startsWith(`${old}.`));
}

/** The rule of one path without `*`, e.g. `printer.paper.upper`; undefined where there is no such property. */
export function ruleOf(path: string): ValueRule | undefined {
  const steps = path.split('.');
  const found = Object.entries(statusRules).find(([pattern]) => {
    const wanted = pattern.split('.');
    return wanted.length === steps.length && wanted.every((step, index) => step === '*' || step === steps[index]);
  });
  return found?.[1];
}

/** Throws an Error that says what is allowed there. Null means that the device has no such thing. */
export function checkStatusValue(path: string, value: unknown): void {
  const rule = ruleOf(path);
  if (!rule) throw new Error(`path "${path}": no such property of a status, allowed are ${objects().join(', ')} …`);
  if (value === null || fits(rule, value)) return;
  throw new Error(`value of "${path}": got ${JSON.stringify(value)}, allowed is ${allowed(rule)} or null`);
}

function fits(rule: ValueRule, value: unknown): boolean {
  if (rule === 'boolean') return typeof value === 'boolean';
  if (rule === 'count') return Number.isInteger(value) && (value as number) >= 0;
  if (rule === 'text') return typeof value === 'string' && value.length <= 64;
  return rule.includes(value as string);
}

function allowed(rule: ValueRule): string {
  if (rule === 'boolean') return 'true or false';
  if (rule === 'count') return 'a whole number from 0';
  return rule === 'text' ? 'a text up to 64 characters' : rule.join(', ');
}

function objects(): string[] {
  return [...new Set(Object.keys(statusRules).map((path) => path.split('.')[0] ?? ''))];
}
