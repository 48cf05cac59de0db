import type { Gate } from './gate.ts';
import { leaksGate } from './leaks-gate-node.ts';
import { linksGate } from './links-gate.ts';
import { proseGate } from './prose-gate.ts';
import { releasesGate } from './releases-gate.ts';
import { sectionsGate } from './sections-gate.ts';
import { secretsGate } from './secrets-gate.ts';
import { tablesGate } from './tables-gate.ts';
import { terminologyGate } from './terminology-gate.ts';
import { textGate } from './text-gate.ts';

/** Every gate, in the order of the report. */
export const GATES: readonly Gate[] = [
  textGate,
  terminologyGate,
  proseGate,
  linksGate,
  sectionsGate,
  tablesGate,
  releasesGate,
  leaksGate,
  secretsGate,
];
