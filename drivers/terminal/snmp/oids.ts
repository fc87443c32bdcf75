/** Objects of terminal-health.md 2.1 to 2.3 by OID; columns without the index. */
export const system = {
  descr: '1.3.6.1.2.1.1.1.0',
  upTime: '1.3.6.1.2.1.1.3.0',
  name: '1.3.6.1.2.1.1.5.0',
} as const;

const hr = '1.3.6.1.2.1.25';
export const host = {
  systemUptime: `${hr}.1.1.0`,
  systemDate: `${hr}.1.2.0`,
  storage: {
    type: `${hr}.2.3.1.2`,
    descr: `${hr}.2.3.1.3`,
    units: `${hr}.2.3.1.4`,
    size: `${hr}.2.3.1.5`,
    used: `${hr}.2.3.1.6`,
  },
  deviceStatus: `${hr}.3.2.1.5`,
  processorLoad: `${hr}.3.3.1.2`,
  printer: { status: `${hr}.3.5.1.1`, errorState: `${hr}.3.5.1.2` },
  running: { name: `${hr}.4.2.1.2`, status: `${hr}.4.2.1.7` },
} as const;

/** Values of hrStorageType (RFC 2790). */
export const storageTypes = { ram: `${hr}.2.1.2`, virtualMemory: `${hr}.2.1.3`, fixedDisk: `${hr}.2.1.4` } as const;

const prt = '1.3.6.1.2.1.43';
export const printer = {
  general: { name: `${prt}.5.1.1.16`, serial: `${prt}.5.1.1.17` },
  cover: { descr: `${prt}.6.1.1.2`, status: `${prt}.6.1.1.3` },
  input: { max: `${prt}.8.2.1.9`, level: `${prt}.8.2.1.10`, name: `${prt}.8.2.1.13` },
  supply: { descr: `${prt}.11.1.1.6`, max: `${prt}.11.1.1.8`, level: `${prt}.11.1.1.9` },
  alert: {
    severity: `${prt}.18.1.1.2`,
    training: `${prt}.18.1.1.3`,
    group: `${prt}.18.1.1.4`,
    code: `${prt}.18.1.1.7`,
    descr: `${prt}.18.1.1.8`,
    time: `${prt}.18.1.1.9`,
  },
} as const;

const upsMib = '1.3.6.1.2.1.33.1';
export const ups = {
  manufacturer: `${upsMib}.1.1.0`,
  model: `${upsMib}.1.2.0`,
  software: `${upsMib}.1.3.0`,
  batteryStatus: `${upsMib}.2.1.0`,
  minutesLeft: `${upsMib}.2.3.0`,
  charge: `${upsMib}.2.4.0`,
  temperature: `${upsMib}.2.7.0`,
  outputSource: `${upsMib}.4.1.0`,
  testResult: `${upsMib}.7.3.0`,
  inputVoltage: `${upsMib}.3.3.1.3`,
  outputLoad: `${upsMib}.4.4.1.5`,
  alarmDescr: `${upsMib}.6.2.1.2`,
  wellKnownAlarms: `${upsMib}.6.3`,
} as const;
