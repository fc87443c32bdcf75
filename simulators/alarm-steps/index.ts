import { boardSteps } from './led-board.js';
import { counterSteps } from './people-counter.js';
import { foorirSteps } from './people-counter-foorir.js';
import { pulseSteps } from './people-counter-modbus-pulse.js';
import { terabeeSteps } from './people-counter-terabee-evo.js';
import type { AlarmSteps } from './step.js';
import { cardDispenserSteps } from './terminal-card-dispenser.js';
import { cctalkSteps } from './terminal-cctalk.js';
import { compositeSteps } from './terminal-composite.js';
import { heartbeatSteps } from './terminal-heartbeat.js';
import { inputsSteps } from './terminal-modbus-inputs.js';
import { nutSteps } from './terminal-nut.js';
import { probeSteps } from './terminal-probe.js';
import { snmpSteps } from './terminal-snmp.js';
import { xfs4iotSteps } from './terminal-xfs4iot.js';
import { printerSteps } from './ticket-printer.js';

export type { AlarmStep, AlarmSteps } from './step.js';

/**
 * Every alarm a driver can raise, and what somebody does to a simulated device to see it raised and cleared
 * (terminal-health.md 9.5, test 12). Each is carried out by a test, so none is a promise only.
 */
export const alarmSteps: readonly AlarmSteps[] = [
  ...printerSteps,
  ...boardSteps,
  ...counterSteps,
  ...pulseSteps,
  ...terabeeSteps,
  ...foorirSteps,
  ...probeSteps,
  ...cardDispenserSteps,
  ...cctalkSteps,
  ...inputsSteps,
  ...nutSteps,
  ...snmpSteps,
  ...heartbeatSteps,
  ...xfs4iotSteps,
  ...compositeSteps,
];
