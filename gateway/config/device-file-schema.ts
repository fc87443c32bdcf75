import { z } from 'zod';

export const deviceFileSchema = z
  .strictObject({
    maxMegabytes: z
      .int()
      .min(16)
      .max(65_536)
      .default(256)
      .describe(
        'most that the files of all devices take on disk, megabytes of 1048576 bytes, 16 to 65536, default 256; beyond it the oldest months of the devices with the longest files go first',
      ),
    maxAgeDays: z
      .int()
      .min(31)
      .max(7_300)
      .default(1_095)
      .describe(
        'days after which a month of entries is dropped, 31 to 7300, default 1095; purchases, parts, repairs, inspections and the daily figures stay',
      ),
  })
  .describe('the device files: what happened to each device, and its figures');
