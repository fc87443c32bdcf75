/** The drivers of DESIGN.md section 14 that alarms of the catalogue wait for, as `class/name`. */
export const plannedDrivers = [
  'led-board/onbon',
  'led-board/alpha',
  'people-counter/hpc168',
  'people-counter/modbus-pulse',
  'people-counter/terabee-evo',
  'people-counter/foorir',
  'terminal/probe',
  'terminal/heartbeat',
  'terminal/nut',
  'terminal/snmp',
  'terminal/xfs4iot',
  'terminal/modbus-inputs',
  'terminal/card-dispenser',
  'terminal/cctalk',
] as const;
export type PlannedDriver = (typeof plannedDrivers)[number];
