/** Frames of led-boards-counters-hid.md 4.3. */
export const panelVectors = {
  page: '<ID01><L1><PA><FA><MA><WC><FA><CB><AA>A00105<E>',
  schedule: '<ID01><TA>00010100009912312359A5A<E>',
  clock: '<ID01><SC>2601112310304515<E>',
  deleteAll: '<ID01><D*>6C<E>',
  brightest: '<ID01><BA>01<E>',
  darkest: '<ID01><BD>04<E>',
  defaultPage: '<ID01><RPA>41<E>',
  deleteLine: '<ID01><DL1PA>2A<E>',
} as const;
