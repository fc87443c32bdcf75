/** Fault codes of self-check (terminal-health.md 5.1, a selection of 0 to 57). */
export const faultTexts: Readonly<Record<number, string>> = {
  0: 'in order',
  1: 'EEPROM checksum wrong',
  2: 'fault on the inductive coils',
  3: 'fault on the credit sensor',
  9: 'fault of the non-volatile memory',
  10: 'dispensing error',
  11: 'fault on the low level sensor',
  12: 'fault on the high level sensor',
  14: 'fault on the keypad',
  16: 'fault of the display',
  22: 'fault on the thermistor',
  23: 'payout motor fault',
  24: 'payout takes too long',
  25: 'payout jammed',
  30: 'ROM checksum wrong',
  31: 'a slave device is missing',
  33: 'supply voltage out of range',
  34: 'temperature out of range',
  36: 'fault on a bill sensor',
  37: 'transport motor fault',
  38: 'stacker fault',
  39: 'bill jammed',
  41: 'fault on the string sensor',
  44: 'stacker missing',
  45: 'stacker full',
  50: 'battery fault',
  51: 'door open',
  53: 'clock fault',
  54: 'firmware fault',
  55: 'initialisation fault',
  56: 'supply current out of range',
  255: 'unspecified fault',
};

export interface SelfCheck {
  /** 0 = in order. */
  readonly code: number;
  /** Which one, e.g. of several sensors; absent when the module does not say. */
  readonly extra?: number | undefined;
}

/** The answer to header 232; undefined when it is none. */
export function decodeSelfCheck(data: Uint8Array): SelfCheck | undefined {
  const [code, extra] = data;
  return code === undefined || data.length > 2 ? undefined : { code, extra };
}

/** For technicians, e.g. `self-check 36 no. 3: fault on a bill sensor`. */
export function faultText({ code, extra }: SelfCheck): string {
  const which = extra === undefined ? '' : ` no. ${extra}`;
  return `self-check ${code}${which}: ${faultTexts[code] ?? 'a code the gateway does not know'}`;
}
