/** A value of the source and the alarm it means (terminal-health.md 9.4), for one envelope only where the other has no such property. */
export interface MappingRow {
  readonly path: string;
  /** Where several services have the object. */
  readonly service?: string;
  readonly value: unknown;
  /** What it is when all is well. */
  readonly well: unknown;
  readonly alarm: string;
  readonly qualifier: string;
  readonly severity?: string;
  readonly only?: '2021-1' | '2023';
}

const row = (
  path: string,
  [well, value]: readonly [unknown, unknown],
  [alarm, qualifier, severity]: readonly [string, string, string?],
  more: Partial<MappingRow> = {},
): MappingRow => ({ path, value, well, alarm, qualifier, ...(severity ? { severity } : {}), ...more });

const shutters = ['jammedOpen', 'jammedPartiallyOpen', 'jammedClosed', 'jammedUnknown'];
const doors = ['cabinetDoor', 'cabinetFrontDoor', 'cabinetRearDoor', 'cabinetLeftDoor', 'cabinetRightDoor', 'safeDoor'];
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const statusRows: readonly MappingRow[] = [
  row('printer.paper.upper', ['full', 'out'], ['printer-paper-out', 'printer-upper']),
  row('printer.paper.upper', ['full', 'low'], ['printer-paper-low', 'printer-upper']),
  row('printer.paper.upper', ['full', 'jammed'], ['printer-paper-jam', 'printer-upper']),
  row('printer.paper.aux2', ['full', 'out'], ['printer-paper-out', 'printer-aux2']),
  row('printer.media', ['notPresent', 'jammed'], ['printer-paper-jam', 'printer-media']),
  row('printer.toner', ['full', 'low'], ['printer-supply-low', 'printer-toner', 'warning']),
  row('printer.toner', ['full', 'out'], ['printer-supply-low', 'printer-toner', 'minor']),
  row('printer.ink', ['full', 'low'], ['printer-supply-low', 'printer-ink', 'warning']),
  row('printer.ink', ['full', 'out'], ['printer-supply-low', 'printer-ink', 'minor']),
  row('printer.retractBins.0.state', ['ok', 'full'], ['printer-retract-bin-full', 'printer-1-bin'], { only: '2021-1' }),
  row('printer.retractBins.0.state', ['ok', 'high'], ['printer-retract-bin-full', 'printer-1-bin'], { only: '2021-1' }),
  row('cashAcceptor.banknoteReader', ['ok', 'inoperable'], ['cash-acceptor-fault', 'cash-acceptor-banknote-reader']),
  row('cashManagement.acceptor', ['ok', 'stop'], ['cash-acceptor-fault', 'cash-acceptor-acceptor'], {
    service: 'CashAcceptor',
  }),
  ...shutters.map((value) =>
    row(
      'cashAcceptor.positions.0.shutter',
      ['closed', value],
      ['cash-acceptor-jam', 'cash-acceptor-in-default-shutter'],
    ),
  ),
  row(
    'cashAcceptor.positions.0.transport',
    ['ok', 'inoperative'],
    ['cash-acceptor-jam', 'cash-acceptor-in-default-transport'],
  ),
  row('cashManagement.dispenser', ['ok', 'stop'], ['cash-dispenser-fault', 'cash-dispenser-dispenser'], {
    service: 'CashDispenser',
  }),
  ...shutters.map((value) =>
    row(
      'cashDispenser.positions.0.shutter',
      ['closed', value],
      ['cash-dispenser-fault', 'cash-dispenser-out-default-shutter'],
    ),
  ),
  row(
    'cashDispenser.positions.0.transport',
    ['ok', 'inoperative'],
    ['cash-dispenser-fault', 'cash-dispenser-out-default-transport'],
  ),
  row('cashManagement.safeDoor', ['doorClosed', 'doorOpen'], ['cabinet-door-open', 'cash-dispenser-safe-door'], {
    service: 'CashDispenser',
    only: '2021-1',
  }),
  row('cardReader.media', ['notPresent', 'jammed'], ['card-jammed-or-retained-bin-full', 'card-reader-media'], {
    service: 'CardReader',
  }),
  row('cardReader.chipModule', ['ok', 'inoperable'], ['card-reader-fault', 'card-reader-chip'], {
    service: 'CardReader',
  }),
  row('cardReader.magWriteModule', ['ok', 'inoperable'], ['card-reader-fault', 'card-reader-mag-write'], {
    service: 'CardReader',
  }),
  row('keyManagement.encryptionState', ['ready', 'notReady'], ['pin-pad-fault', 'pin-pad-encryption']),
  row('keyManagement.encryptionState', ['ready', 'notInitialized'], ['pin-pad-fault', 'pin-pad-encryption']),
  ...doors.map((door) =>
    row(`auxiliaries.${door}`, ['closed', 'open'], ['cabinet-door-open', `auxiliaries-${kebab(door)}`]),
  ),
  ...doors.map((door) =>
    row(`auxiliaries.${door}`, ['locked', 'tampered'], ['tamper-or-vibration', `auxiliaries-${kebab(door)}`]),
  ),
  row('auxiliaries.vandalShield', ['closed', 'tampered'], ['tamper-or-vibration', 'auxiliaries-vandal-shield']),
  ...['tamperSensor', 'internalTamperSensor', 'seismicSensor'].map((sensor) =>
    row(`auxiliaries.${sensor}`, ['off', 'on'], ['tamper-or-vibration', `auxiliaries-${kebab(sensor)}`]),
  ),
  row('auxiliaries.heatSensor', ['off', 'on'], ['environment-over-temperature', 'auxiliaries-heat-sensor']),
  row('auxiliaries.UPS.engaged', [false, true], ['mains-lost-on-battery', 'auxiliaries-ups']),
  row('auxiliaries.UPS.low', [false, true], ['ups-battery-low', 'auxiliaries-ups']),
  row('powerManagement.info.powerInStatus', ['powering', 'noPower'], ['mains-lost-on-battery', 'auxiliaries']),
  row('powerManagement.info.batteryStatus', ['full', 'low'], ['ups-battery-low', 'auxiliaries']),
  row('powerManagement.info.batteryStatus', ['full', 'critical'], ['ups-battery-low', 'auxiliaries']),
  row('powerManagement.info.batteryStatus', ['full', 'failure'], ['ups-replace-battery', 'auxiliaries']),
];

/** `common.device` of each service: what says that it is gone, and that it is broken. */
export const deviceRows: readonly (readonly [service: string, lost: string, broken: string, qualifier: string])[] = [
  ['Printer', 'printer-offline', 'printer-hardware-fault', 'printer'],
  ['CashAcceptor', 'cash-acceptor-fault', 'cash-acceptor-fault', 'cash-acceptor'],
  ['CashDispenser', 'cash-dispenser-fault', 'cash-dispenser-fault', 'cash-dispenser'],
  ['CardReader', 'card-reader-fault', 'card-reader-fault', 'card-reader'],
  ['PinPad', 'pin-pad-fault', 'pin-pad-fault', 'pin-pad'],
];

export interface UnitRow {
  readonly unit: string;
  readonly patch: Readonly<Record<string, unknown>>;
  readonly alarm: string;
  readonly severity?: string;
  readonly only?: '2023';
}

/** Storage units (1.5): the qualifier is the name of the unit. */
export const unitRows: readonly UnitRow[] = [
  { unit: 'unitBox', patch: { replenishment: 'full' }, alarm: 'cash-acceptor-full' },
  { unit: 'unitBox', patch: { replenishment: 'high' }, alarm: 'cash-acceptor-full' },
  { unit: 'unitBox', patch: { status: 'missing' }, alarm: 'cash-acceptor-box-removed' },
  { unit: 'unitBox', patch: { status: 'manipulated' }, alarm: 'cash-acceptor-box-removed' },
  { unit: 'unitBox', patch: { status: 'inoperative' }, alarm: 'cash-acceptor-fault' },
  { unit: 'unitReject', patch: { operation: 'depositInoperative' }, alarm: 'cash-acceptor-fault' },
  { unit: 'unitCass1', patch: { replenishment: 'low' }, alarm: 'cash-cassette-low-or-empty', severity: 'minor' },
  { unit: 'unitCass1', patch: { replenishment: 'empty' }, alarm: 'cash-cassette-low-or-empty', severity: 'major' },
  { unit: 'unitCass2', patch: { status: 'missing' }, alarm: 'cash-acceptor-box-removed' },
  { unit: 'unitCass2', patch: { status: 'inoperative' }, alarm: 'cash-dispenser-fault' },
  { unit: 'unitCass2', patch: { operation: 'dispenseInoperative' }, alarm: 'cash-dispenser-fault' },
  { unit: 'unitHopper', patch: { replenishment: 'low' }, alarm: 'card-dispenser-empty-or-low', severity: 'minor' },
  { unit: 'unitHopper', patch: { replenishment: 'empty' }, alarm: 'card-dispenser-empty-or-low', severity: 'major' },
  { unit: 'unitHopper', patch: { status: 'missing' }, alarm: 'card-dispenser-empty-or-low', severity: 'major' },
  { unit: 'unitRetain', patch: { replenishment: 'full' }, alarm: 'card-jammed-or-retained-bin-full' },
  { unit: 'unitRetain', patch: { status: 'inoperative' }, alarm: 'card-jammed-or-retained-bin-full' },
  { unit: 'unitRetract', patch: { replenishment: 'full' }, alarm: 'printer-retract-bin-full', only: '2023' },
  { unit: 'unitRetract', patch: { replenishment: 'high' }, alarm: 'printer-retract-bin-full', only: '2023' },
];

export const unitWell = { status: 'ok', replenishment: 'ok', operation: null };

/** Properties whose bad values have no code in 9.4: the module shows them, nothing is raised. */
export const quietRows: readonly (readonly [
  path: string,
  value: string,
  module: string,
  status: string,
  service?: string,
])[] = [
  ['printer.lamp', 'inop', 'receipt-printer', 'fail'],
  ['printer.lamp', 'fading', 'receipt-printer', 'warn'],
  ['cashManagement.acceptor', 'attention', 'cash-acceptor', 'warn', 'CashAcceptor'],
  ['cashManagement.dispenser', 'attention', 'cash-dispenser', 'warn', 'CashDispenser'],
  ['cashAcceptor.intermediateStacker', 'full', 'cash-acceptor', 'warn'],
  ['cardReader.frontImageModule', 'inoperable', 'card-reader-2', 'warn', 'CardReader'],
  ['cardReader.backImageModule', 'inoperable', 'card-reader-2', 'warn', 'CardReader'],
  ['keyManagement.certificateState', 'notReady', 'pin-pad', 'warn'],
  ['auxiliaries.consumerDisplaySensor', 'displayError', 'display', 'fail'],
  ['auxiliaries.vandalShield', 'jammed', 'cabinet', 'warn'],
  ['barcodeReader.scanner', 'inoperative', 'barcode-reader', 'fail'],
  ['common.devicePosition', 'notInPosition', 'cash-dispenser', 'warn', 'CashDispenser'],
  ['common.antiFraudModule', 'inoperable', 'card-reader-2', 'warn', 'CardReader'],
];

/** Values that say nothing: whatever is raised stays as it is. */
export const unknownRows: readonly (readonly [
  path: string,
  bad: string,
  alarm: string,
  qualifier: string,
  service?: string,
])[] = [
  ['printer.paper.upper', 'out', 'printer-paper-out', 'printer-upper'],
  ['printer.media', 'jammed', 'printer-paper-jam', 'printer-media'],
  ['cashAcceptor.banknoteReader', 'inoperable', 'cash-acceptor-fault', 'cash-acceptor-banknote-reader'],
  ['cashAcceptor.positions.0.shutter', 'jammedOpen', 'cash-acceptor-jam', 'cash-acceptor-in-default-shutter'],
  ['cashManagement.dispenser', 'stop', 'cash-dispenser-fault', 'cash-dispenser-dispenser', 'CashDispenser'],
  ['cardReader.chipModule', 'inoperable', 'card-reader-fault', 'card-reader-chip', 'CardReader'],
];
