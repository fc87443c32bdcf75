import fc from 'fast-check';
import jsqr from 'jsqr';
import { describe, expect, it } from 'vitest';
import { type Element, type Profile, plain, profileNames, profiles } from '../../../drivers/index.js';
import { paperSvg } from '../../../gateway/templates/paper/paper-svg.js';

const wide = profiles['generic-80'];
const narrow = profiles['generic-58'];

const text = (content: string, more: Partial<Extract<Element, { kind: 'text' }>> = {}): Element => ({
  kind: 'text',
  text: content,
  align: 'left',
  style: plain,
  ...more,
});

/** Dots between the paper's edge and the first column. */
const marginOf = ({ dots, dotsPerMm }: Profile) => ((dots / dotsPerMm > 58 ? 80 : 58) * dotsPerMm - dots) / 2;

interface Run {
  readonly text: string;
  /** Dots from the first column to the left edge of the first glyph, and to the right edge of the last. */
  readonly from: number;
  readonly to: number;
  /** Dots from the upper edge of the paper. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly svg: string;
}

/** The runs of text in a picture, where they stand on the paper. */
function runsIn(svg: string, profile: Profile): Run[] {
  const runs: Run[] = [];
  for (const block of svg.split('\n').filter((line) => line.startsWith('<g '))) {
    const y = Number(/^<g transform="translate\(\S+ (\S+)\)">/.exec(block)?.[1]);
    const pattern =
      /(?:<g transform="translate\(0 (\d+)\)">)?<g transform="translate\((\S+) 0\) scale\((\d) (\d)\)">(?:<rect width="(\S+)" [^>]*>)?<text y="19" x="([^"]*)"[^>]*>([^<]*)<\/text>.*?<\/g>/g;
    for (const [found, down, x, width, height, , centres = '', content = ''] of block.matchAll(pattern)) {
      const places = centres.split(' ').map(Number);
      const cell = profile.dots / profile.columns;
      const characters = [...content.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')];
      const half = (character = '') => (character < '\u0080' ? cell / 2 : cell);
      const place = (dots: number) => Number(x) + dots * Number(width);
      runs.push({
        text: characters.join(''),
        from: place((places[0] ?? 0) - half(characters[0])),
        to: place((places.at(-1) ?? 0) + half(characters.at(-1))),
        y: y + Number(down ?? 0),
        width: Number(width),
        height: Number(height),
        svg: found,
      });
    }
  }
  return runs;
}

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
    const cell = profile.dots / profile.columns;
    for (const index of [0, 3]) {
      expect(runs[index]?.from).toBeCloseTo(0, 1);
      expect(runs[index + 1]?.from).toBeCloseTo(8 * cell, 1);
      expect(runs[index + 2]?.to).toBeCloseTo(profile.dots, 1);
    }
  });

  it('goes on in the next line of a column', () => {
    const cells = [
      { text: 'personal loans', columns: 10, align: 'left' },
      { text: 'A', columns: 10, align: 'left' },
    ] as const;
    const runs = draw([{ kind: 'row', style: plain, cells }]);
    expect(runs.map(({ text: found, from, y }) => [found, from, y])).toEqual([
      ['personal', 0, 32],
      ['A', 120, 32],
      ['loans', 0, 66],
    ]);
  });

  it('shows what the printer cannot print as it comes out', () => {
    expect(draw([text('é 😀 A')])[0]?.text).toBe('é ? A');
    expect(draw([text('é 😀 个')], { ...wide, chinese: false })[0]?.text).toBe('? ? ?');
  });

  it('has a line across, empty lines and a place for the logo', () => {
    const svg = paperSvg([{ kind: 'rule' }, { kind: 'feed', lines: 2 }, { kind: 'logo', align: 'right' }], wide);
    expect(svg).toContain('<g transform="translate(32 32)"><path d="M0 12h576"');
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
    const [, x = '', side = '', path = ''] =
      /<path class="qr" transform="translate\((\S+) 0\) scale\((\d+)\)" d="([^"]+)"/.exec(svg) ?? [];
    const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g)].map(([, ...numbers]) => numbers.map(Number));
    const size = Math.max(...runs.map(([start = 0, , length = 0]) => start + length));
    expect(Number(x) * 2 + size * Number(side)).toBe(profile.dots);
    expect(Number(x)).toBeGreaterThanOrEqual(4 * Number(side) - marginOf(profile));

    const dots = (size + 8) * 4;
    const pixels = new Uint8ClampedArray(dots * dots * 4).fill(255);
    for (const [start = 0, y = 0, length = 0] of runs) {
      for (let row = (y + 4) * 4; row < (y + 5) * 4; row++) {
        pixels.fill(0, (row * dots + (start + 4) * 4) * 4, (row * dots + (start + length + 4) * 4) * 4);
      }
    }
    for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
    expect(jsqr.default(pixels, dots, dots)?.data).toBe(content);
  });
});

it('any text on any paper is a picture in which nothing stands beside the paper', () => {
  const align = fc.constantFrom('left', 'centre', 'right');
  const factor = fc.integer({ min: 1, max: 8 });
  const content = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.stringMatching(/^[个 <&>"A-c]{0,80}$/));
  const style = fc.record({
    width: factor,
    height: factor,
    bold: fc.boolean(),
    underline: fc.boolean(),
    reverse: fc.boolean(),
  });
  const element: fc.Arbitrary<Element> = fc.oneof(
    fc.record({ kind: fc.constant('text'), text: content, align, style }),
    fc.record({ kind: fc.constant('headline'), text: content, align, largest: factor }),
    fc.record({
      kind: fc.constant('row'),
      style: style.map((each) => ({ ...each, width: 1 })),
      cells: fc.array(fc.record({ text: content, columns: fc.integer({ min: 2, max: 8 }), align }), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  );
  fc.assert(
    fc.property(fc.array(element, { maxLength: 4 }), fc.constantFrom(...profileNames), (elements, name) => {
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
