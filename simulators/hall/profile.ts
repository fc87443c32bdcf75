/** How people come to one branch. All figures are means of what the days then vary around. */
export interface HallProfile {
  readonly services: readonly ServiceProfile[];
  readonly counters: readonly CounterProfile[];
  /** Doors by weekday, 0 = Sunday; an absent one = closed. Minutes since local midnight. */
  readonly hours: Readonly<Partial<Record<number, { readonly opens: number; readonly closes: number }>>>;
  /** Customers of a day by weekday, 0 = Sunday. */
  readonly customers: Readonly<Partial<Record<number, number>>>;
  /** How the arrivals of a day are spread: `[minute of the day, weight]`, straight in between. */
  readonly shape: readonly (readonly [minute: number, weight: number])[];
  /** Times the ordinary number of customers on the last and the first days of a month. */
  readonly monthEnd: { readonly lastDays: number; readonly firstDays: number; readonly factor: number };
  /** Spread of whole days around what their weekday lets expect: standard deviation of the logarithm. */
  readonly daySpread: number;
}

export interface ServiceProfile {
  readonly id: string;
  /** Of all customers, 0 to 1; the shares add up to 1. */
  readonly share: number;
  /** Mean minutes at the counter, and spread as the standard deviation of the logarithm. */
  readonly minutes: number;
  readonly spread: number;
  /** Mean minutes a customer is ready to wait beyond the least that anybody waits. */
  readonly patience: number;
  /** Of the served, who goes on to another service, 0 to 1. */
  readonly goesOn?: { readonly to: string; readonly share: number };
  /** Served before others whatever their tickets; 0 unless given. */
  readonly priority?: number;
}

export interface CounterProfile {
  readonly id: string;
  /** Services it takes; absent = all. */
  readonly services?: readonly string[];
  /** When somebody sits there, minutes since local midnight; before closing time its end, at closing when all are served. */
  readonly shifts: readonly (readonly [from: number, to: number])[];
  /** Weekdays on which it is staffed, 0 = Sunday; absent = all. */
  readonly days?: readonly number[];
}

const at = (hours: number, minutes = 0) => hours * 60 + minutes;
const day = { opens: at(9), closes: at(17) };
const workdays = [1, 2, 3, 4, 5];

/** A middling outlet with four counters: a rush at opening, a second one after lunch, Saturdays until noon. */
export const branchProfile: HallProfile = {
  services: [
    { id: 'personal', share: 0.72, minutes: 5, spread: 0.5, patience: 45, goesOn: { to: 'corporate', share: 0.02 } },
    { id: 'corporate', share: 0.18, minutes: 9, spread: 0.6, patience: 70 },
    { id: 'vip', share: 0.1, minutes: 7, spread: 0.4, patience: 25, priority: 1 },
  ],
  counters: [
    { id: '1', shifts: [[at(9), at(17)]] },
    {
      id: '2',
      services: ['personal'],
      shifts: [
        [at(9), at(11, 45)],
        [at(12, 45), at(17)],
      ],
    },
    {
      id: '3',
      shifts: [
        [at(9), at(12, 30)],
        [at(13, 30), at(17)],
      ],
    },
    { id: '4', services: ['personal', 'vip'], shifts: [[at(9, 30), at(11, 30)]], days: workdays },
  ],
  hours: { 1: day, 2: day, 3: day, 4: day, 5: day, 6: { opens: at(9), closes: at(12) } },
  customers: { 1: 215, 2: 185, 3: 175, 4: 180, 5: 205, 6: 90 },
  shape: [
    [at(9), 1.3],
    [at(10), 1.5],
    [at(11), 1.2],
    [at(12), 0.7],
    [at(13), 0.8],
    [at(14), 1.2],
    [at(15), 1.1],
    [at(16), 0.8],
    [at(17), 0.2],
  ],
  monthEnd: { lastDays: 3, firstDays: 1, factor: 1.4 },
  daySpread: 0.12,
};
