import type { Gate } from './gate.ts';
import { leaksGate } from './leaks-gate-node.ts';
import { tablesGate } from './tables-gate.ts';
import { terminologyGate } from './terminology-gate.ts';
import { textGate } from './text-gate.ts';

/** Every gate, in the order of the report. */
export const GATES: readonly Gate[] = [textGate, terminologyGate, tablesGate, leaksGate];
