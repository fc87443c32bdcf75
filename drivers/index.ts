import type { HoursMeans } from './branch-hours.js';
import type { AnyDriver, DriverContext } from './driver.js';
import { hidKeyboard } from './keypad/hid-keyboard/index.js';
import { hidPosScanner } from './keypad/hid-pos-scanner/index.js';
import type { KeypadMeans } from './keypad/means.js';
import { alpha } from './led-board/alpha/index.js';
import { am03127 } from './led-board/am03127/index.js';
import { modbusDigits } from './led-board/modbus-digits/index.js';
import { onbon } from './led-board/onbon/index.js';
import { hpc168 } from './people-counter/hpc168/index.js';
import { modbusPulse } from './people-counter/modbus-pulse/index.js';
import { terabeeEvo } from './people-counter/terabee-evo/index.js';
import { delcom } from './signal-light/delcom/index.js';
import { luxafor } from './signal-light/luxafor/index.js';
import { cardDispenser } from './terminal/card-dispenser/index.js';
import { cctalk } from './terminal/cctalk/index.js';
import { terminalComposite } from './terminal/composite/index.js';
import { terminalHeartbeat } from './terminal/heartbeat/index.js';
import type { TerminalMeans } from './terminal/means.js';
import { modbusInputs } from './terminal/modbus-inputs/index.js';
import { nutUps } from './terminal/nut/index.js';
import type { PartMeans } from './terminal/part-means.js';
import { terminalProbe } from './terminal/probe/index.js';
import { terminalSnmp } from './terminal/snmp/index.js';
import type { TrapMeans } from './terminal/snmp/trap-post.js';
import { terminalXfs4iot } from './terminal/xfs4iot/index.js';
import type { TicketMeans } from './ticket-printer/contract.js';
import { escposPrinter } from './ticket-printer/escpos/index.js';

export * from './branch-hours.js';
export * from './clock.js';
export * from './driver.js';
export * from './error.js';
export type { Pressed, Scanned, Scored } from './keypad/contract.js';
export { keyNameOf } from './keypad/hid-keyboard/key-names.js';
export { KeyEdges } from './keypad/hid-keyboard/reports.js';
export type { KeypadMeans, KeypadReceiver } from './keypad/means.js';
export { type CallArgs, callArgsSchema, defaultZone } from './led-board/contract.js';
export { type LocalTime, localClock } from './local-time.js';
export { type LightColor, type SignalArgs, signalArgsSchema } from './signal-light/contract.js';
export { beatSchema } from './terminal/heartbeat/fields.js';
export { type Beat, type BeatFault, beatLimitBytes, readBeat } from './terminal/heartbeat/message.js';
export type { BeatReceiver, TerminalMeans } from './terminal/means.js';
export type { DeviceView, PartMeans, PartView } from './terminal/part-means.js';
export { createTrapPost, type TrapMeans, type TrapPost } from './terminal/snmp/trap-post.js';
export { type PrintArgs, printArgsSchema } from './ticket-printer/contract.js';
export * from './ticket-printer/elements.js';
export { type Block, blockOf, characterDots } from './ticket-printer/escpos/block.js';
export { readLogo } from './ticket-printer/escpos/logo-png.js';
export { type Bitmap, isBlack } from './ticket-printer/escpos/picture.js';
export { type Profile, type ProfileName, profileNames, profiles } from './ticket-printer/escpos/profiles.js';
export { qrModules } from './ticket-printer/escpos/qr.js';
export { columnsOf, type Glyph } from './ticket-printer/escpos/text.js';
export * from './ticket-printer/templates/index.js';
export { createBus } from './transport/bus.js';
export { listHid, type PluggedHid } from './transport/hid-list.js';
export * from './transport/line-format.js';
export * from './transport/link.js';
export { createHidOpener, createLinkOpener, createPortOpener } from './transport/open.js';
export * from './transport/transaction.js';

/** What the gateway gives to whichever driver it opens: the world of all, and the means of each class. */
export type FullContext = DriverContext &
  TicketMeans &
  HoursMeans &
  TerminalMeans &
  TrapMeans &
  PartMeans &
  KeypadMeans;

/** Every driver there is. A new one is added here and nowhere else. */
export const drivers: readonly AnyDriver[] = [
  escposPrinter,
  onbon,
  modbusDigits,
  alpha,
  am03127,
  hpc168,
  modbusPulse,
  terabeeEvo,
  terminalProbe,
  terminalComposite,
  modbusInputs,
  terminalXfs4iot,
  nutUps,
  terminalSnmp,
  cctalk,
  cardDispenser,
  terminalHeartbeat,
  hidKeyboard,
  hidPosScanner,
  luxafor,
  delcom,
];
