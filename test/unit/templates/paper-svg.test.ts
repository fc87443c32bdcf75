import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Element, type Profile, plain, profileNames, profiles } from '../../../drivers/index.js';
import { paperSvg } from '../../../gateway/templates/paper/paper-svg.js';
import { scanQr } from '../../support/scan-qr.js';
import { anyElement } from '../ticket-printer/support/any-element.js';
import { columnsIn, darkIn, marginOf, runsIn } from './support/svg.js';

const wide = profiles['generic-80'];
const narrow = profiles['generic-58'];

const text = (content: string, more: Partial<Extract<Element, { kind: 'text' }>> = {}): Element => ({
  kind: 'text',
  text: content,
  align: 'left',
  style: plain,
  ...more,
});

const draw = (elements: Element[], profile: Profile = wide) => runsIn(paperSvg(elements, profile), profile);

describe('the picture of a ticket', () => {
  it.each(profileNames)('of %s has the width of its paper, and room for its columns', (name) => {
    const profile = profiles[name];
    const svg = paperSvg([text('x'.repeat(profile.columns))], profile);
    const paper = profile.columns === 32 ? 58 : 80;
    expect(svg).toMatch(
      new RegExp(`^<svg [^>]*width="${paper}mm"[^>]*viewBox="-4 -4 ${paper * profile.dotsPerMm + 8} `),
    );
    const [run, ...more] = runsIn(svg, profile);
    expect(more).toEqual([]);
    expect(run?.from).toBeCloseTo(0, 0);
    expect(run?.to).toBeCloseTo(profile.dots, 0);
    expect(marginOf(profile)).toBeGreaterThan(16);
  });

  it('puts text to the left, in the middle and to the right, Chinese two columns wide', () => {
    const lines = (['left', 'centre', 'right'] as const).map((align) => text('个人 A1', { align }));
    expect(draw(lines).map(({ text: found, from, to }) => [found, from, to])).toEqual([
      ['个人 A1', 0, 84],
      ['个人 A1', 246, 330],
      ['个人 A1', 492, 576],
    ]);
  });

  it('breaks lines where the printer does', () => {
    const runs = draw([text('Personal banking and loans, 个人业务')], narrow);
    expect(runs.map(({ text: found }) => found)).toEqual(['Personal banking and loans,', '个人业务']);
    expect(runs.map(({ y }) => y)).toEqual([32, 66]);
  });

  it('shows sizes, and gives a tall line the paper it takes', () => {
    const runs = draw([text('A', { style: { ...plain, width: 2, height: 3 } }), text('B')]);
    expect(runs.map(({ width, height, y }) => [width, height, y])).toEqual([
      [2, 3, 32],
      [1, 1, 104],
    ]);
  });

  it('shows thick, underlined and white on black', () => {
    const styled = (style: object) => draw([text('A', { style: { ...plain, ...style } })])[0]?.svg ?? '';
    expect(styled({})).not.toMatch(/bold|<rect|<path/);
    expect(styled({ bold: true })).toContain('font-weight="bold"');
    expect(styled({ underline: true })).toContain('<path d="M0 22.5h12" stroke="#111"');
    expect(styled({ reverse: true })).toContain(
      '<rect width="12" height="24" fill="#111"/><text y="19" x="6" fill="#fff">',
    );
  });

  it('makes a headline as large as fits, bold', () => {
    const headline = (content: string, largest = 8): Element => ({
      kind: 'headline',
      text: content,
      align: 'centre',
      largest,
    });
    const sizes = (['A012', '个人业务个人', 'x'.repeat(60)] as const).map((content) => draw([headline(content)])[0]);
    expect(sizes.map((run) => [run?.width, run?.height])).toEqual([
      [8, 8],
      [4, 4],
      [1, 1],
    ]);
    expect(draw([headline('A012', 3)])[0]?.width).toBe(3);
    expect(sizes[0]?.svg).toContain('bold');
  });

  it.each(profileNames)('lines the columns of a row up on %s, Chinese or not', (name) => {
    const profile = profiles[name];
    const rest = profile.columns - 16;
    const row = (...texts: string[]): Element => ({
      kind: 'row',
      style: plain,
      cells: [
        { text: texts[0] ?? '', columns: 8, align: 'left' },
        { text: texts[1] ?? '', columns: rest, align: 'left' },
        { text: texts[2] ?? '', columns: 8, align: 'right' },
      ],
    });
    const runs = draw([row('业务', '个人业务', '3 人'), row('Loans', 'personal', '12')], profile);
    expect(runs.map((run) => run.text.replaceAll(/ +/g, ' '))).toEqual(['业务 个人业务 3 人', 'Loans personal 12']);
    const [chinese = [], letters = []] = runs.map((run) => columnsIn(run, profile));
    expect([chinese[0], chinese[2], chinese.at(-1)]).toEqual([0, 8, profile.columns - 2]);
    expect([letters[0], letters[5], letters.at(-1)]).toEqual([0, 8, profile.columns - 1]);
  });

  it('goes on in the next line of a column', () => {
    const cells = [
      { text: 'personal loans', columns: 10, align: 'left' },
      { text: 'A', columns: 10, align: 'left' },
    ] as const;
    const runs = draw([{ kind: 'row', style: plain, cells }]);
    expect(runs.map(({ text: found, from, y }) => [found, from, y])).toEqual([
      ['personal  A', 0, 32],
      ['loans', 0, 66],
    ]);
  });

  it('shows what the printer cannot print as it comes out', () => {
    expect(draw([text('é 😀 A')])[0]?.text).toBe('é ? A');
    expect(draw([text('é 😀 个')], { ...wide, chinese: false })[0]?.text).toBe('? ? ?');
  });

  it('has a line across, empty lines and a place for the logo', () => {
    const svg = paperSvg([{ kind: 'rule' }, { kind: 'feed', lines: 2 }, { kind: 'logo', align: 'right' }], wide);
    expect(runsIn(svg, wide).map(({ text: found, y, from, to }) => [found, y, from, to])).toEqual([
      ['-'.repeat(48), 32, 0, 576],
    ]);
    expect(svg).toContain(`<g transform="translate(32 ${32 + 3 * 34})"><g transform="translate(384 0)"><rect`);
  });
});

describe('the QR code in the picture', () => {
  it.each([
    ['https://example.com/q/b017/A012', wide],
    ['排队号 A012', narrow],
    ['x'.repeat(857), narrow],
  ])('is read from it as it was written: %#', (content, profile) => {
    const svg = paperSvg([{ kind: 'qr', text: content, align: 'centre' }], profile);
    const [, x = '', y, side = '', path = ''] =
      /<path class="qr" transform="translate\((\S+) (\S+)\) scale\((\d+)\)" d="([^"]+)"/.exec(svg) ?? [];
    const { width, height, isDark } = darkIn(path);
    expect(Number(x) * 2 + width * Number(side)).toBe(profile.dots);
    expect(Number(x)).toBeGreaterThanOrEqual(4 * Number(side) - marginOf(profile));
    expect(Number(y)).toBe(4 * Number(side));
    expect(scanQr(width, height, isDark, 4)).toBe(content);
  });
});

it('any text on any paper is a picture in which nothing stands beside the paper', () => {
  fc.assert(
    fc.property(fc.array(anyElement, { maxLength: 4 }), fc.constantFrom(...profileNames), (elements, name) => {
      const svg = paperSvg(elements, profiles[name]);
      expect(svg).toMatch(/^(?:<[^<>&]+>|&(?:amp|lt|gt);|[^<>&\u0000-\u0009\u000b-\u001f])*$/u);
      expect(svg.match(/<g /g)?.length).toBe(svg.match(/<\/g>/g)?.length);
      for (const { from, to } of runsIn(svg, profiles[name])) {
        expect(from).toBeGreaterThanOrEqual(-0.1);
        expect(to).toBeLessThanOrEqual(profiles[name].dots + 0.1);
      }
    }),
    { numRuns: 150 },
  );
});
