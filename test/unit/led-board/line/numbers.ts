/** One for each board, so that each text tells whose it is and when it was called. */
export const numbers = (round: number) => ({
  hall: `A1${round}`,
  back: `B2${round}`,
  'window-1': `C3${round}`,
  'window-2': `d4${round}`,
  stairs: `E5${round}`,
  lift: `F6${round}`,
});
