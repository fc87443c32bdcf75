import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../drivers/error.js';
import { digitsOptions } from '../../../../drivers/led-board/modbus-digits/options.js';
import { panelOn } from './panel-setup.js';

const refusal = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

describe('a text on seven segments', () => {
  it.each([
    ['A001', 'A001'],
    ['a001', 'A001'],
    ['B12', 'b12'],
    ['c-3', 'C-3'],
    ['d_4', 'd_4'],
    ['HELP', 'HELP'],
    ['help', 'HELP'],
    ['ToUR', 'toUr'],
    ['OnLy', 'onLy'],
    ['no', 'no'],
    ['NO', 'no'],
    ['yF', 'yF'],
    ['1 2', '1 2'],
  ])('%s stands there as %s', (text, shown) => {
    const { panel } = panelOn({ digits: 4 });
    expect(panel.fit('main', text, 'args.text')).toEqual({ text: shown, replaced: 0 });
  });

  it('of two letters has one form for both cases', () => {
    const { panel } = panelOn({ digits: 6 });
    expect(panel.fit('main', 'abcdef', 'x')).toEqual(panel.fit('main', 'ABCDEF', 'x'));
    expect(panel.fit('main', 'lpunor', 'x')).toEqual(panel.fit('main', 'LPUNOR', 'x'));
  });

  it.each(['K', 'k', 'M', 'X', '.', ':', '?', '号', 'é', '٣', '\u0000', '\n', '😀', '１'])(
    'with %j in it is refused, and the message names what is allowed',
    (character) => {
      const { panel } = panelOn();
      const { code, field, message } = refusal(() => panel.fit('main', `A${character}2`, 'args.number'));
      expect({ code, field }).toEqual({ code: 'COMMAND_ARGS_INVALID', field: 'args.number' });
      expect(message).toContain(`"${character}"`);
      expect(message).toContain(
        'allowed: 0 to 9, A b C d E F H L P U n o r t y (either case), -, _ and space; or a number like -12.5',
      );
    },
  );

  it.each([
    [4, '12345'],
    [6, '1234567'],
  ] as const)('is never cut: %i digits refuse %s', (digits, text) => {
    const { code, field, message } = refusal(() => panelOn({ digits }).panel.fit('main', text, 'args.text'));
    expect({ code, field }).toEqual({ code: 'COMMAND_ARGS_INVALID', field: 'args.text' });
    expect(message).toBe(`args.text: "${text}" is ${text.length} characters; allowed: up to ${digits}`);
  });

  it.each(['', ' ', '      '])('that nobody would see is refused: %j', (text) => {
    expect(refusal(() => panelOn().panel.fit('main', text, 'args.text')).code).toBe('COMMAND_ARGS_INVALID');
  });

  it('keeps its length and its digits, or is refused', () => {
    const { panel } = panelOn({ digits: 6 });
    fc.assert(
      fc.property(fc.string({ maxLength: 8, unit: fc.constantFrom(...'0123456789AbKz-_ ') }), (text) => {
        try {
          const fitted = panel.fit('main', text, 'x').text;
          expect(fitted.toUpperCase()).toBe(text.trim().toUpperCase());
          expect(fitted.length).toBeLessThanOrEqual(6);
        } catch (error) {
          expect(error).toMatchObject({ code: 'COMMAND_ARGS_INVALID' });
        }
      }),
    );
  });

  it('of a test lights every segment of every digit', () => {
    expect(panelOn({ digits: 4 }).panel.testText().text).toBe('8888');
    expect(panelOn({ digits: 6 }).panel.testText().text).toBe('888888');
  });
});

describe('options of a digit display', () => {
  it('are those of a module as it comes from the factory', () => {
    expect(digitsOptions.parse({})).toMatchObject({
      address: 1,
      digits: 4,
      align: 'right',
      callText: { zh: '{number}', en: '{number}' },
    });
  });

  it.each<[object, string]>([
    [{ address: 0 }, 'the broadcast'],
    [{ address: 248 }, 'reserved by Modbus'],
    [{ address: 255 }, 'the address every module answers to'],
    [{ digits: 5 }, 'no such model'],
    [{ align: 'middle' }, 'no such place'],
    [{ colour: 'red' }, 'unknown'],
  ])('refuse %j: %s', (options, _why) => {
    expect(digitsOptions.safeParse(options).success).toBe(false);
  });
});
