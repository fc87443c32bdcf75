/**
 * X.721 probable causes by name, and their numbers (terminal-health.md 6.1). The names are the truth: the numbers come
 * from a vendor's MIB.
 */
export const causeNumbers = {
  applicationSubsystemFailure: 2,
  communicationsProtocolError: 5,
  communicationsSubsystemFailure: 6,
  configurationOrCustomizationError: 7,
  corruptData: 9,
  enclosureDoorOpen: 14,
  equipmentMalfunction: 15,
  fireDetected: 18,
  floodDetected: 19,
  inputDeviceError: 23,
  inputOutputDeviceError: 24,
  lANError: 25,
  lossOfSignal: 29,
  materialSupplyExhausted: 30,
  outputDeviceError: 33,
  performanceDegraded: 34,
  powerProblem: 35,
  queueSizeExceeded: 39,
  resourceAtOrNearingCapacity: 43,
  responseTimeExcessive: 44,
  softwareError: 47,
  softwareProgramAbnormallyTerminated: 48,
  storageCapacityProblem: 49,
  temperatureUnacceptable: 50,
  thresholdCrossed: 51,
  timingProblem: 52,
  underlyingResourceUnavailable: 56,
  // Security causes (X.736) have a name and no number.
  intrusionDetection: undefined,
  keyExpired: undefined,
  unauthorizedAccessAttempt: undefined,
} as const;

export type ProbableCause = keyof typeof causeNumbers;
