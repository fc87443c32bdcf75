/** DeviceType, byte 10 of the header (led-boards-counters-hid.md 2.3). */
export const deviceTypes = {
  '5K1': 0x51,
  '5MK2': 0x53,
  '5MK1': 0x54,
  '5K2': 0x58,
  '5K1Q-YY': 0x5c,
  '6K1': 0x61,
  '6K2': 0x62,
  '6K3': 0x63,
  '6K1-YY': 0x64,
  '6K2-YY': 0x65,
  '6K3-YY': 0x66,
  '6K1-4G': 0x67,
  '6K2-4G': 0x68,
} as const;

export type CardModel = keyof typeof deviceTypes;

export const cardModels = Object.keys(deviceTypes) as CardModel[];

/** Stands for every type. */
export const anyDeviceType = 0xfe;
