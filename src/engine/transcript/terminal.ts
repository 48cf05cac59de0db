const ESC = '\u{1b}';
/** Sequences that draw nothing: strings (OSC, DCS, SOS, PM, APC) with their terminator, then CSI, then short escapes. */
const SEQUENCE =
  /(?:\u{1b}\]|\u{9d})[^\u{7}\u{1b}\u{9c}\n]*(?:\u{7}|\u{1b}\\|\u{9c})|(?:\u{1b}[PX^_]|[\u{90}\u{98}\u{9e}\u{9f}])[^\u{1b}\u{9c}]*(?:\u{1b}\\|\u{9c})|(?:\u{1b}\[|\u{9b})([0-?]*)[ -/]*([@-~])|\u{1b}[ -/]+[0-~]|\u{1b}[0-OQ-WYZ\\`-~]/u;

/** Whether 8-bit control characters begin sequences here; in Windows-1252 text they are letters that have no sign. */
export interface TerminalOptions {
  readonly eightBit: boolean;
}

/**
 * The text as a terminal would show it: escape sequences are gone, carriage return and backspace move the cursor
 * within a line, later characters overwrite earlier ones, "erase in line" erases. CRLF is a line end.
 */
export function renderTerminal(text: string, { eightBit }: TerminalOptions): string {
  if (!/[\r\b\u{1b}\u{80}-\u{9f}]/u.test(text)) return text;
  return text
    .split('\n')
    .map((line) => renderLine(line, eightBit))
    .join('\n');
}

function renderLine(line: string, eightBit: boolean): string {
  const screen = { cells: new Array<string>(), column: 0 };
  let left = line.replace(/\r+$/, '');
  while (left !== '') {
    const match = startsSequence(left, eightBit) ? anchored(left) : null;
    if (match) control(screen, match[2] ?? '', match[1] ?? '');
    const [taken] = match ?? firstCharacter(left);
    if (!match) put(screen, taken);
    left = left.slice(taken.length);
  }
  return Array.from(screen.cells, (cell) => cell ?? ' ').join('');
}

interface Screen {
  readonly cells: string[];
  column: number;
}

function startsSequence(text: string, eightBit: boolean): boolean {
  const [first = ''] = text;
  return first === ESC || (eightBit && first >= '\u{80}' && first <= '\u{9f}');
}

const ANCHORED = new RegExp(`^(?:${SEQUENCE.source})`, 'u');

function anchored(text: string): RegExpExecArray | null {
  return ANCHORED.exec(text);
}

/** One code point with the marks that combine with it. */
function firstCharacter(text: string): readonly [string] {
  const match = /^[\s\S]\p{M}*/u.exec(text);
  return [match?.[0] ?? text.slice(0, 1)];
}

function put(screen: Screen, character: string): void {
  if (character === '\r') screen.column = 0;
  else if (character.startsWith('\b')) screen.column = Math.max(0, screen.column - 1);
  else {
    screen.cells[screen.column] = character;
    screen.column += 1;
  }
}

/** The few cursor commands that change what a line shows; colours and all others draw nothing. */
function control(screen: Screen, final: string, parameters: string): void {
  const count = Math.min(Math.max(1, Number(parameters) || 1), 1000);
  if (final === 'C') screen.column += count;
  if (final === 'D') screen.column = Math.max(0, screen.column - count);
  if (final === 'G') screen.column = count - 1;
  if (final === 'K') erase(screen, parameters);
}

function erase(screen: Screen, parameters: string): void {
  const { cells, column } = screen;
  if (parameters === '' || parameters === '0') cells.length = Math.min(cells.length, column);
  if (parameters === '1') cells.fill(' ', 0, Math.min(cells.length, column + 1));
  if (parameters === '2') cells.length = 0;
}
