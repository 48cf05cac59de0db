/** A secret found in a text: what kind, and the line (from 1). The value itself is never carried along. */
export interface SecretFinding {
  readonly kind: string;
  readonly line: number;
}

/** What secrets look like, by kind. */
export const SECRET_SHAPES: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: 'Stripe key', pattern: /\b[sr]k_(?:live|test)_[0-9A-Za-z]{16,}/ },
  { kind: 'Stripe webhook secret', pattern: /\bwhsec_[0-9A-Za-z+/=_-]{16,}/ },
  { kind: 'AWS key id', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { kind: 'private key', pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/ },
  { kind: 'GitHub token', pattern: /\bgh[pousr]_[0-9A-Za-z]{36,}|\bgithub_pat_\w{22,}/ },
  { kind: 'npm token', pattern: /\bnpm_[0-9A-Za-z]{36}\b/ },
  { kind: 'Slack token', pattern: /\bxox[abposr]-[0-9A-Za-z-]{10,}/ },
  { kind: 'Google API key', pattern: /\bAIza[0-9A-Za-z_-]{35}\b/ },
  { kind: 'JSON Web Token', pattern: /\beyJ[0-9A-Za-z_-]{8,}\.eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}/ },
  { kind: 'URL with a password', pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/[\]]+:[^\s@/[\]]{3,}@/i },
];

/** Finds known secret values (as they are, base64, hex or URL-encoded) and strings that have the shape of a secret. */
export function findSecrets(text: string, known: readonly string[]): readonly SecretFinding[] {
  const spelt = known.filter((value) => value.length >= 6).flatMap(spellings);
  const flat = text.replaceAll(/\s+/g, '');
  const spread = spelt.some((one) => flat.includes(one.replaceAll(/\s+/g, '')));
  const perLine = text
    .split('\n')
    .flatMap((line, index) => findInLine(line, spelt).map((kind) => ({ kind, line: index + 1 })));
  return perLine.length === 0 && spread ? [{ kind: 'known secret value over several lines', line: 1 }] : perLine;
}

function findInLine(line: string, spelt: readonly string[]): string[] {
  const known = spelt.some((one) => line.includes(one)) ? ['known secret value'] : [];
  return [...known, ...SECRET_SHAPES.filter((shape) => shape.pattern.test(line)).map((shape) => shape.kind)];
}

function spellings(value: string): readonly string[] {
  const bytes = new TextEncoder().encode(value);
  const hex = Buffer.from(bytes).toString('hex');
  return [value, encodeURIComponent(value), hex, hex.toUpperCase(), ...base64Cores(bytes)];
}

/** base64 of the value wherever it starts within a longer text: the characters that its neighbours cannot change. */
function base64Cores(bytes: Uint8Array): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const padded = new Uint8Array([...new Uint8Array(shift), ...bytes]);
    const whole = Buffer.from(padded).toString('base64').replaceAll('=', '');
    const core = whole.slice(Math.ceil((shift * 4) / 3), Math.floor((padded.length * 8) / 6));
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
