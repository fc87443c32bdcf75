import type { Mistake } from '../../validation/mistake.js';
import type { Outline } from '../outline.js';
import { deviceRule } from './hall-devices.js';

export function routineRules({ routines, branch, devices }: Outline): Mistake[] {
  const { printer } = routines.fields;
  return [
    ...(Object.keys(routines.raw).length > 0 && branch.raw['hours'] === undefined
      ? [
          {
            path: ['routines'],
            found: 'routines without branch.hours',
            allowed: 'branch.hours beside it, for they go by them',
          },
        ]
      : []),
    ...(printer === undefined ? [] : deviceRule(['routines', 'printer'], printer, 'ticket-printer', devices)),
  ];
}
