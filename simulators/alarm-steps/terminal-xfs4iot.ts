import { type AlarmStep, type AlarmSteps, action, seconds, stepsOf } from './step.js';

const xfs4iot = stepsOf('terminal', 'xfs4iot');

/** A property that goes bad and well again. */
const property = (alarm: string, path: string, bad: unknown, well: unknown, service?: string): AlarmSteps => {
  const to = (value: unknown): AlarmStep => action('set', { path, value, ...(service ? { service } : {}) });
  return xfs4iot({ alarm, raise: [to(bad)], clear: [to(well)] });
};
const unit = (alarm: string, name: string, replenishment: string): AlarmSteps =>
  xfs4iot({
    alarm,
    raise: [action('storage', { unit: name, replenishment })],
    clear: [action('storage', { unit: name, replenishment: 'ok' })],
  });
const all = [
  ...['CardReader', 'Printer', 'CashAcceptor', 'CashDispenser', 'PinPad', 'Auxiliaries', 'VendorMode', 'CardDispenser'],
];

export const xfs4iotSteps: readonly AlarmSteps[] = [
  xfs4iot({ alarm: 'terminal-unreachable', raise: [action('pull-cable')], clear: [action('recover')] }),
  xfs4iot({
    alarm: 'terminal-heartbeat-lost',
    raise: [action('close-publisher')],
    clear: [action('open-publisher')],
  }),
  xfs4iot({
    alarm: 'terminal-out-of-service',
    raise: all.map((service) => action('drop-service', { service })),
    clear: [...all.map((service) => action('bring-service', { service })), seconds(60)],
  }),
  xfs4iot({
    alarm: 'cash-acceptor-box-removed',
    raise: [action('storage', { unit: 'unitBox', status: 'missing' })],
    clear: [action('storage', { unit: 'unitBox', status: 'ok' })],
  }),
  xfs4iot({
    alarm: 'fraud-device-suspected',
    raise: [action('fraud', { service: 'CardReader', kind: 'deviceDetected' })],
    clear: [action('fraud', { service: 'CardReader', kind: 'none' })],
  }),
  property('cabinet-door-open', 'auxiliaries.cabinetDoor', 'open', 'closed'),
  property('tamper-or-vibration', 'auxiliaries.seismicSensor', 'on', 'off'),
  xfs4iot({
    alarm: 'environment-over-temperature',
    raise: [action('tamper', { sensor: 'heatSensor', on: true })],
    clear: [action('tamper', { sensor: 'heatSensor', on: false }), seconds(240)],
  }),
  property('mains-lost-on-battery', 'auxiliaries.UPS.engaged', true, false),
  property('ups-battery-low', 'auxiliaries.UPS.low', true, false),
  xfs4iot({
    alarm: 'ups-replace-battery',
    raise: [action('set', { path: 'powerManagement.info.batteryStatus', value: 'failure' }), seconds(240)],
    clear: [action('set', { path: 'powerManagement.info.batteryStatus', value: 'full' })],
  }),
  property('printer-paper-out', 'printer.paper.upper', 'out', 'full'),
  property('printer-paper-low', 'printer.paper.upper', 'low', 'full'),
  property('printer-paper-jam', 'printer.media', 'jammed', 'notPresent'),
  property('printer-offline', 'common.device', 'offline', 'online', 'Printer'),
  property('printer-hardware-fault', 'common.device', 'hardwareError', 'online', 'Printer'),
  property('printer-supply-low', 'printer.toner', 'low', 'full'),
  unit('printer-retract-bin-full', 'unitRetract', 'full'),
  unit('cash-acceptor-full', 'unitBox', 'full'),
  property('cash-acceptor-jam', 'cashAcceptor.positions.0.shutter', 'jammedOpen', 'closed'),
  property('cash-acceptor-fault', 'cashAcceptor.banknoteReader', 'inoperable', 'ok'),
  property('cash-dispenser-fault', 'cashManagement.dispenser', 'stop', 'ok', 'CashDispenser'),
  unit('cash-cassette-low-or-empty', 'unitCass1', 'low'),
  property('card-reader-fault', 'cardReader.chipModule', 'inoperable', 'ok', 'CardReader'),
  property('card-jammed-or-retained-bin-full', 'cardReader.media', 'jammed', 'notPresent', 'CardReader'),
  unit('card-dispenser-empty-or-low', 'unitHopper', 'low'),
  property('pin-pad-fault', 'keyManagement.encryptionState', 'notReady', 'ready'),
];
