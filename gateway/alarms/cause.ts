/**
 * X.721 probable causes by name, and their numbers (terminal-health.md 6.1). The names are the truth: the numbers come
 * from a vendor's MIB.
 */
export const causeNumbers = {
  communicationsProtocolError: 5,
  communicationsSubsystemFailure: 6,
  configurationOrCustomizationError: 7,
  corruptData: 9,
  enclosureDoorOpen: 14,
  equipmentMalfunction: 15,
  inputOutputDeviceError: 24,
  lossOfSignal: 29,
  materialSupplyExhausted: 30,
  outputDeviceError: 33,
  powerProblem: 35,
  queueSizeExceeded: 39,
  resourceAtOrNearingCapacity: 43,
  responseTimeExcessive: 44,
  storageCapacityProblem: 49,
  temperatureUnacceptable: 50,
  underlyingResourceUnavailable: 56,
  // A security cause (X.736): it has a name and no number.
  keyExpired: undefined,
} as const;

export type ProbableCause = keyof typeof causeNumbers;
