import type { Unit } from './xfs4iot-units.js';
import { cardUnit, cashUnit, printerUnit } from './xfs4iot-units.js';

/** JSON as it goes over the wire. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };
export type JsonObject = { [name: string]: Json | undefined };

/** One service of a terminal: which interfaces it has and how it is when all is well. Null = it has no such thing. */
export interface ServiceKind {
  /** Names as `Common.Capabilities` gives them, without Common. */
  readonly interfaces: readonly string[];
  readonly status: () => JsonObject;
  readonly units?: () => Readonly<Record<string, Unit>>;
}

const common = (patch: JsonObject = {}): JsonObject => ({
  device: 'online',
  devicePosition: 'inPosition',
  powerSaveRecoveryTime: 0,
  antiFraudModule: null,
  exchange: null,
  endToEndSecurity: null,
  ...patch,
});

const slot = (position: string): JsonObject => ({
  position,
  shutter: 'closed',
  positionStatus: 'empty',
  transport: 'ok',
  transportStatus: 'empty',
});

/** The services a terminal can have, by name; the first seven are those of an ordinary one. */
export const serviceKinds: Readonly<Record<string, ServiceKind>> = {
  CardReader: {
    interfaces: ['CardReader', 'Storage'],
    status: () => ({
      common: common({ antiFraudModule: 'ok', exchange: 'inactive' }),
      cardReader: {
        media: 'notPresent',
        security: null,
        chipPower: 'noCard',
        chipModule: 'ok',
        magWriteModule: null,
        frontImageModule: null,
        backImageModule: null,
      },
    }),
    units: () => ({ unitRetain: cardUnit('retain', 50) }),
  },
  Printer: {
    interfaces: ['Printer', 'Storage'],
    status: () => ({
      common: common(),
      printer: {
        media: 'notPresent',
        paper: { upper: 'full', lower: null },
        toner: null,
        ink: null,
        lamp: null,
        mediaOnStacker: null,
        paperType: { upper: 'single' },
        blackMarkMode: 'off',
        retractBins: [{ state: 'ok', count: 0 }],
      },
    }),
    units: () => ({ unitRetract: printerUnit(20) }),
  },
  CashAcceptor: {
    interfaces: ['CashAcceptor', 'CashManagement', 'Storage'],
    status: () => ({
      common: common({ antiFraudModule: 'ok', exchange: 'inactive' }),
      cashAcceptor: {
        intermediateStacker: 'empty',
        stackerItems: 'noItems',
        banknoteReader: 'ok',
        dropBox: false,
        positions: [slot('inDefault')],
      },
      cashManagement: { acceptor: 'ok', dispenser: null, safeDoor: 'doorClosed' },
    }),
    units: () => ({ unitBox: cashUnit(2_000), unitReject: cashUnit(200) }),
  },
  CashDispenser: {
    interfaces: ['CashDispenser', 'CashManagement', 'Storage'],
    status: () => ({
      common: common({ exchange: 'inactive' }),
      cashDispenser: { intermediateStacker: 'empty', positions: [slot('outDefault')] },
      cashManagement: { acceptor: null, dispenser: 'ok', safeDoor: 'doorClosed' },
    }),
    units: () => ({ unitCass1: cashUnit(2_500), unitCass2: cashUnit(2_500) }),
  },
  PinPad: {
    interfaces: ['PinPad', 'KeyManagement', 'Keyboard'],
    status: () => ({
      common: common({ endToEndSecurity: 'notConfigured' }),
      keyManagement: { encryptionState: 'ready', certificateState: null },
      keyboard: { autoBeepMode: { activeAvailable: false, inactiveAvailable: false } },
    }),
  },
  Auxiliaries: {
    interfaces: ['Auxiliaries', 'Lights', 'PowerManagement'],
    status: () => ({
      common: common(),
      auxiliaries: {
        operatorSwitch: 'run',
        tamperSensor: 'off',
        internalTamperSensor: null,
        seismicSensor: 'off',
        heatSensor: 'off',
        proximitySensor: 'notPresent',
        ambientLightSensor: null,
        consumerDisplaySensor: 'on',
        cabinetDoor: 'closed',
        cabinetFrontDoor: null,
        cabinetRearDoor: null,
        cabinetLeftDoor: null,
        cabinetRightDoor: null,
        safeDoor: 'locked',
        vandalShield: null,
        openClosedIndicator: 'open',
        heating: 'off',
        UPS: { low: false, engaged: false, powering: true, recovered: false },
      },
      lights: { cardReader: { center: { flashRate: 'off', color: 'green', direction: 'entry' } } },
      powerManagement: {
        info: {
          powerInStatus: 'powering',
          powerOutStatus: 'powering',
          batteryStatus: 'full',
          batteryChargingStatus: 'notCharging',
        },
      },
    }),
  },
  VendorMode: {
    interfaces: ['VendorMode', 'VendorApplication'],
    status: () => ({
      common: common(),
      vendorMode: { device: 'online', service: 'inactive' },
      vendorApplication: { accessLevel: 'notActive' },
    }),
  },
  TextTerminal: {
    interfaces: ['TextTerminal'],
    status: () => ({ common: common(), textTerminal: { keyboard: 'on', keyLock: null } }),
  },
  BarcodeReader: {
    interfaces: ['BarcodeReader'],
    status: () => ({ common: common(), barcodeReader: { scanner: 'off' } }),
  },
  CardDispenser: {
    interfaces: ['CardReader', 'Storage'],
    status: () => ({ common: common({ exchange: 'inactive' }), cardReader: { media: 'notPresent', chipModule: 'ok' } }),
    units: () => ({ unitHopper: cardUnit('dispense', 200) }),
  },
};

export const ordinaryServices: readonly string[] = Object.keys(serviceKinds).slice(0, 7);

/** Throws an Error that lists the names when there is no such one. */
export function kindOf(name: string): ServiceKind {
  const kind = Object.hasOwn(serviceKinds, name) ? serviceKinds[name] : undefined;
  if (kind) return kind;
  throw new Error(`no service "${name}", allowed are ${Object.keys(serviceKinds).join(', ')}`);
}
