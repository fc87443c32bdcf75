/** One step on the control channel. */
type Step = Readonly<Record<string, unknown>>;

/** Something that goes wrong in a branch and is put right again. */
export interface Trouble {
  readonly name: string;
  /** What happens, said to whoever watches. */
  readonly begins: string;
  readonly ends: string;
  readonly begin: readonly Step[];
  /** None where the gateway itself puts it right. */
  readonly end: readonly Step[];
  /** Seconds between the two. */
  readonly seconds: number;
}

export const action = (id: string, name: string, args: Record<string, unknown> = {}): Step => ({
  id,
  action: name,
  args,
});
export const knob = (id: string, set: Record<string, unknown>): Step => ({ id, set });

/** Every branch knows it. */
export const paperOut: Trouble = {
  name: 'paper-out',
  begins: 'the ticket printer runs out of paper',
  ends: 'somebody puts in a new roll',
  begin: [action('printer-1', 'paper-out')],
  end: [action('printer-1', 'load-paper')],
  seconds: 15,
};

/** Long enough that each alarm's delay runs out and somebody watching sees it raise and clear. */
export const troubles: readonly Trouble[] = [
  paperOut,
  {
    name: 'digits-tampered',
    begins: 'somebody tries a laptop on the RS-485 line and writes on the digit display of window 1',
    ends: 'the laptop is gone; the gateway has put the number back',
    begin: [action('window-1', 'tamper', { register: 0, value: 'E'.charCodeAt(0) })],
    end: [],
    seconds: 10,
  },
  {
    name: 'board-silent',
    begins: 'the window board stops answering',
    ends: 'the window board answers again',
    begin: [knob('board-2', { silent: true })],
    end: [knob('board-2', { silent: false })],
    seconds: 25,
  },
  {
    name: 'kiosk-hangs',
    begins: 'the application of the self-service terminal hangs',
    ends: 'the application is restarted',
    begin: [action('kiosk-1', 'hang')],
    end: [action('kiosk-1', 'recover')],
    seconds: 25,
  },
  {
    name: 'cover-open',
    begins: 'somebody opens the printer cover',
    ends: 'the cover is closed',
    begin: [action('printer-1', 'open-cover')],
    end: [action('printer-1', 'close-cover')],
    seconds: 12,
  },
  {
    name: 'board-power-cut',
    begins: 'the hall board loses its power, and its number with it',
    ends: 'the hall board has power again',
    begin: [knob('board-1', { unplugged: true }), action('board-1', 'power-cycle')],
    end: [knob('board-1', { unplugged: false })],
    seconds: 15,
  },
  {
    name: 'counter-unplugged',
    begins: 'the people counter loses its cable',
    ends: 'the cable is back',
    begin: [knob('door', { unplugged: true })],
    end: [knob('door', { unplugged: false })],
    seconds: 20,
  },
  {
    name: 'kiosk-off',
    begins: 'the self-service terminal is switched off',
    ends: 'the self-service terminal is switched on',
    begin: [action('kiosk-1', 'power-off')],
    end: [action('kiosk-1', 'recover')],
    seconds: 25,
  },
  {
    name: 'noisy-line',
    begins: 'a fluorescent lamp disturbs the RS-485 line',
    ends: 'the lamp is off',
    begin: [knob('rs485-1', { garbageBytes: 6, splitBytes: 3 })],
    end: [knob('rs485-1', { garbageBytes: 0, splitBytes: 0 })],
    seconds: 15,
  },
  {
    name: 'printer-unplugged',
    begins: 'the network cable of the printer is pulled',
    ends: 'the network cable of the printer is back',
    begin: [knob('printer-1', { unplugged: true })],
    end: [knob('printer-1', { unplugged: false })],
    seconds: 18,
  },
];
