import { z } from 'zod';

/** Figures of a UPS, as far as it tells them; the same whoever asks it, so that one brand can take the place of another. */
export const upsFigures = {
  onBattery: z.boolean().describe('whether its load is fed from the battery because the mains are gone'),
  chargePercent: z.number().min(0).max(100).optional().describe('charge of the battery, %'),
  runtimeSeconds: z.number().min(0).optional().describe('s the battery will last by its own reckoning'),
  loadPercent: z.number().min(0).optional().describe('load, % of what it can carry'),
  inputVolts: z.number().min(0).optional().describe('voltage of the mains, V'),
  outputVolts: z.number().min(0).optional().describe('voltage of the output, V'),
  batteryVolts: z.number().min(0).optional().describe('voltage of the battery, V'),
  temperatureCelsius: z.number().optional().describe('temperature inside, °C'),
};

/** A UPS, of drivers that can ask one. Figures are renewed at a bounded rate, the status at once. */
export const upsStateSchema = z.object({
  status: z
    .array(z.string())
    .describe('as the UPS says it: tokens of NUT such as OL, CHRG, or the output source of UPS-MIB'),
  ...upsFigures,
  variables: z.record(z.string(), z.string()).optional().describe('further variables that an option names'),
});
