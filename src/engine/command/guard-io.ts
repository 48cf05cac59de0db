import { isOwnPaint, splitPaint } from '../report/paint.ts';
import { visible } from '../transcript/visible.ts';
import type { Io } from './io.ts';

/** The same streams, but what pages, programs and fixtures said reaches the terminal with its control characters made visible. */
export function guardIo(io: Io): Io {
  const shown = (text: string): string => {
    const parts = io.colour ? splitPaint(text) : [text];
    return parts.map((part) => (io.colour && isOwnPaint(part) ? part : visible(part))).join('');
  };
  return {
    ...io,
    out: (text) => io.out(shown(text)),
    err: (text) => io.err(shown(text)),
    redraw: (text) => io.err(text),
  };
}
