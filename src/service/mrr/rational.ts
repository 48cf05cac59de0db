/** An exact fraction in lowest terms; `d` is above 0. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

/** 0/1. */
export const ZERO: Rational = { n: 0n, d: 1n };

/** The fraction n/d in lowest terms. A zero denominator throws RangeError. */
export function rational(n: bigint, d = 1n): Rational {
  if (d === 0n) throw new RangeError('denominator 0');
  const sign = d < 0n ? -1n : 1n;
  const divisor = gcd(n < 0n ? -n : n, d * sign);
  return { n: (n * sign) / divisor, d: (d * sign) / divisor };
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/** a + b. */
export const plus = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d);

/** a − b. */
export const minus = (a: Rational, b: Rational): Rational => plus(a, { n: -b.n, d: b.d });

/** a × b. */
export const times = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d);

/** The greater of a and 0. */
export const atLeastZero = (a: Rational): Rational => (a.n < 0n ? ZERO : a);

/** True if a < b. */
export const isLess = (a: Rational, b: Rational): boolean => a.n * b.d < b.n * a.d;

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** The exact value of a decimal such as `0.5`, `33.33` or `1e-7`; undefined if it is not one. */
export function parseDecimal(text: string): Rational | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent) - fraction.length;
  const digits = BigInt(sign + whole + fraction);
  return shift >= 0 ? rational(digits * 10n ** BigInt(shift)) : rational(digits, 10n ** BigInt(-shift));
}

/** The nearest whole number, halves upward (0.5 → 1, −0.5 → 0). Throws RangeError past 2^53. */
export function roundHalfUp(value: Rational): number {
  const doubled = 2n * value.n + value.d;
  const divisor = 2n * value.d;
  const floor = doubled / divisor - (doubled % divisor < 0n ? 1n : 0n);
  const rounded = Number(floor);
  if (!Number.isSafeInteger(rounded)) throw new RangeError(`past 2^53: ${floor}`);
  return rounded;
}

/** `n/d`, for people and for comparison. */
export const rationalText = (value: Rational): string => `${value.n}/${value.d}`;
