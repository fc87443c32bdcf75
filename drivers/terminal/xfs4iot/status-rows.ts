import type { Severity } from './finding.js';

/** What a value means: an alarm of the catalogue, or only that the module is not well. */
export interface Meaning {
  readonly type?: string;
  readonly severity?: Severity;
  readonly status: 'warn' | 'fail';
}

/** What the values of one property mean (terminal-health.md 1.4 and 9.4). Any other value is well, `unknown` says nothing. */
export interface StatusRow {
  /** Path in a status; `*` is each member of an object or each position of a list, and goes into the qualifier. */
  readonly at: string;
  readonly module: string;
  /** Part of the qualifier, where a service has several properties of one alarm type. */
  readonly instance?: string;
  readonly values: Readonly<Record<string, Meaning>>;
}

const fails = (type?: string, severity?: Severity): Meaning => ({
  status: 'fail',
  ...(type === undefined ? {} : { type }),
  ...(severity === undefined ? {} : { severity }),
});
const warns = (type?: string, severity?: Severity): Meaning => ({ ...fails(type, severity), status: 'warn' });

const shutterJams = (type: string): Readonly<Record<string, Meaning>> => ({
  jammedOpen: fails(type),
  jammedPartiallyOpen: fails(type),
  jammedClosed: fails(type),
  jammedUnknown: fails(type),
});

const printer: readonly StatusRow[] = [
  {
    at: 'printer.paper.*',
    module: 'receipt-printer',
    values: { out: fails('printer-paper-out'), low: warns('printer-paper-low'), jammed: fails('printer-paper-jam') },
  },
  { at: 'printer.media', module: 'receipt-printer', instance: 'media', values: { jammed: fails('printer-paper-jam') } },
  ...['toner', 'ink'].map((supply) => ({
    at: `printer.${supply}`,
    module: 'receipt-printer',
    instance: supply,
    // 9.4: out raises the severity of the same alarm.
    values: { low: warns('printer-supply-low', 'warning'), out: fails('printer-supply-low', 'minor') },
  })),
  // 9.4 has no code for a lamp; the module shows it.
  { at: 'printer.lamp', module: 'receipt-printer', instance: 'lamp', values: { fading: warns(), inop: fails() } },
  {
    at: 'printer.retractBins.*.state',
    module: 'receipt-printer',
    instance: 'bin',
    values: { full: fails('printer-retract-bin-full'), high: warns('printer-retract-bin-full') },
  },
];

const cash: readonly StatusRow[] = [
  {
    at: 'cashAcceptor.banknoteReader',
    module: 'cash-acceptor',
    instance: 'banknote-reader',
    values: { inoperable: fails('cash-acceptor-fault') },
  },
  {
    at: 'cashManagement.acceptor',
    module: 'cash-acceptor',
    instance: 'acceptor',
    values: { stop: fails('cash-acceptor-fault'), attention: warns() },
  },
  { at: 'cashAcceptor.intermediateStacker', module: 'cash-acceptor', instance: 'stacker', values: { full: warns() } },
  {
    at: 'cashAcceptor.positions.*.shutter',
    module: 'cash-acceptor',
    instance: 'shutter',
    values: shutterJams('cash-acceptor-jam'),
  },
  {
    at: 'cashAcceptor.positions.*.transport',
    module: 'cash-acceptor',
    instance: 'transport',
    values: { inoperative: fails('cash-acceptor-jam') },
  },
  {
    at: 'cashManagement.dispenser',
    module: 'cash-dispenser',
    instance: 'dispenser',
    values: { stop: fails('cash-dispenser-fault'), attention: warns() },
  },
  // 9.4 has one row for every shutter, with the alarm of acceptors; that of a dispenser keeps notes from going out, and says so.
  {
    at: 'cashDispenser.positions.*.shutter',
    module: 'cash-dispenser',
    instance: 'shutter',
    values: shutterJams('cash-dispenser-fault'),
  },
  {
    at: 'cashDispenser.positions.*.transport',
    module: 'cash-dispenser',
    instance: 'transport',
    values: { inoperative: fails('cash-dispenser-fault') },
  },
  {
    at: 'cashManagement.safeDoor',
    module: 'cabinet',
    instance: 'safeDoor',
    values: { doorOpen: fails('cabinet-door-open') },
  },
];

const cards: readonly StatusRow[] = [
  {
    at: 'cardReader.media',
    module: 'card-reader',
    instance: 'media',
    values: { jammed: fails('card-jammed-or-retained-bin-full') },
  },
  {
    at: 'cardReader.chipModule',
    module: 'card-reader',
    instance: 'chip',
    values: { inoperable: fails('card-reader-fault') },
  },
  {
    at: 'cardReader.magWriteModule',
    module: 'card-reader',
    instance: 'mag-write',
    values: { inoperable: fails('card-reader-fault') },
  },
  {
    at: 'cardReader.frontImageModule',
    module: 'card-reader',
    instance: 'front-image',
    values: { inoperable: warns() },
  },
  { at: 'cardReader.backImageModule', module: 'card-reader', instance: 'back-image', values: { inoperable: warns() } },
];

const pinPad: readonly StatusRow[] = [
  {
    at: 'keyManagement.encryptionState',
    module: 'pin-pad',
    instance: 'encryption',
    values: { notReady: fails('pin-pad-fault'), notInitialized: fails('pin-pad-fault') },
  },
  { at: 'keyManagement.certificateState', module: 'pin-pad', instance: 'certificate', values: { notReady: warns() } },
];

const doors = ['cabinetDoor', 'cabinetFrontDoor', 'cabinetRearDoor', 'cabinetLeftDoor', 'cabinetRightDoor', 'safeDoor'];
const tamperSensors = ['tamperSensor', 'internalTamperSensor', 'seismicSensor'];

const site: readonly StatusRow[] = [
  ...doors.map((door) => ({
    at: `auxiliaries.${door}`,
    module: 'cabinet',
    instance: door,
    values: { open: fails('cabinet-door-open'), tampered: fails('tamper-or-vibration') },
  })),
  {
    at: 'auxiliaries.vandalShield',
    module: 'cabinet',
    instance: 'vandalShield',
    values: { tampered: fails('tamper-or-vibration'), jammed: warns() },
  },
  ...tamperSensors.map((sensor) => ({
    at: `auxiliaries.${sensor}`,
    module: 'tamper',
    instance: sensor,
    values: { on: fails('tamper-or-vibration') },
  })),
  {
    at: 'auxiliaries.heatSensor',
    module: 'environment',
    instance: 'heatSensor',
    values: { on: fails('environment-over-temperature') },
  },
  // The newer and the older name of one sensor.
  ...['consumerDisplaySensor', 'displaySensor'].map((sensor) => ({
    at: `auxiliaries.${sensor}`,
    module: 'display',
    instance: 'display',
    values: { displayError: fails() },
  })),
];

const power: readonly StatusRow[] = [
  { at: 'auxiliaries.UPS.engaged', module: 'mains', instance: 'ups', values: { true: fails('mains-lost-on-battery') } },
  { at: 'auxiliaries.UPS.low', module: 'ups', instance: 'ups', values: { true: fails('ups-battery-low') } },
  { at: 'powerManagement.info.powerInStatus', module: 'mains', values: { noPower: fails('mains-lost-on-battery') } },
  {
    at: 'powerManagement.info.batteryStatus',
    module: 'ups',
    values: {
      low: fails('ups-battery-low'),
      critical: fails('ups-battery-low'),
      failure: warns('ups-replace-battery'),
    },
  },
];

/** No alarm of the catalogue is theirs. */
const others: readonly StatusRow[] = [
  { at: 'barcodeReader.scanner', module: 'barcode-reader', values: { inoperative: fails() } },
];

/** Of every property but `common.device` and those that need a clock. */
export const statusRows: readonly StatusRow[] = [
  ...printer,
  ...cash,
  ...cards,
  ...pinPad,
  ...site,
  ...power,
  ...others,
];
