import { type Effect, protocolError } from './escpos-effect.js';
import { hexByte } from './escpos-syntax.js';
import type { Charset } from './escpos-text.js';

const off = 0x30;
const on = 0x31;
const unchanged = 0x32;
const width = 8;

/** What lasts over power cycles: the memory switches of 1D 28 45 (ticket-printing.md 2.7). */
export interface UserSetting {
  /** Switch 1-1, as it is since the last reset. */
  readonly powerOnNotice: boolean;
  /** Switch 2-3, as it is since the last reset: off is GB18030. */
  readonly charset: Charset;
  /** One 1D 28 45: its function and what follows. */
  perform(fn: number, params: readonly number[]): Effect[];
  /** As after power-up: what was set holds now, the mode is left. */
  reset(): void;
}

export function createUserSetting(factory: {
  readonly powerOnNotice: boolean;
  readonly charset: Charset;
}): UserSetting {
  /** Digits 30 and 31, switch 8 first. */
  const banks = new Map<number, number[]>([
    [1, switches(factory.powerOnNotice ? [1] : [])],
    [2, switches(factory.charset === 'gbk' ? [3] : [])],
  ]);
  let changing = false;
  let powerOnNotice = factory.powerOnNotice;
  let charset = factory.charset;

  const isOn = (bank: number, number: number) => banks.get(bank)?.[width - number] === on;
  const set = ([number = 0, ...digits]: readonly number[]): Effect[] => {
    const bank = banks.get(number);
    if (!bank || digits.length !== width || digits.some((digit) => digit < off || digit > unchanged)) {
      return protocolError(`user setting: switches ${hexByte(number)} cannot be set so`);
    }
    banks.set(
      number,
      bank.map((old, at) => (digits[at] === unchanged ? old : (digits[at] ?? old))),
    );
    return [];
  };
  return {
    get powerOnNotice() {
      return powerOnNotice;
    },
    get charset() {
      return charset;
    },
    perform(fn, params) {
      const text = String.fromCharCode(...params);
      if (fn === 1 && text === 'IN') {
        changing = true;
        return [{ kind: 'answer', bytes: [0x37, 0x20, 0x00] }];
      }
      if (!changing) return protocolError(`user setting: function ${hexByte(fn)} outside of the mode is ignored`);
      if (fn === 2 && text === 'OUT') return [{ kind: 'reset' }];
      if (fn === 3) return set(params);
      const bank = banks.get(params[0] ?? 0);
      if (fn === 4 && bank) return [{ kind: 'answer', bytes: [0x37, 0x21, ...bank, 0x00] }];
      return protocolError(`user setting: function ${hexByte(fn)} is ignored`);
    },
    reset() {
      changing = false;
      powerOnNotice = isOn(1, 1);
      charset = isOn(2, 3) ? 'gbk' : 'gb18030';
    },
  };
}

function switches(numbers: readonly number[]): number[] {
  return Array.from({ length: width }, (_, at) => (numbers.includes(width - at) ? on : off));
}
