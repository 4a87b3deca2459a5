/** The standard normal distribution. */

const SQRT_2_PI = Math.sqrt(2 * Math.PI);

/** Coefficients of Hart's rational approximation, highest power first (G. West: Better approximations to cumulative normal functions, 2005). */
const ABOVE = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
];
const BELOW = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
  637.333633378831, 793.826512519948, 440.413735824752,
];

/** P(Z <= z) to 15 digits after the point, and to 8 digits of its own in the lower tail, down to some 1e-300. */
export function normalCdf(z: number): number {
  if (z > 0) return 1 - normalCdf(-z);
  const x = -z;
  if (x > 37) return 0;
  const density = Math.exp((-x * x) / 2);
  if (x < 7.07106781186547) return (density * polynomial(ABOVE, x)) / polynomial(BELOW, x);
  return density / (x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))))) / SQRT_2_PI;
}

/** P(a < Z < b) for a <= b, without the cancellation of a difference of upper tails. */
export function normalMass(a: number, b: number): number {
  return a > 0 ? normalCdf(-a) - normalCdf(-b) : normalCdf(b) - normalCdf(a);
}

/** Numerators and denominators of Wichura's AS 241 (PPND16), highest power first: the middle, the tails, far out. */
const MIDDLE: Rational = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
];
const TAIL: Rational = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
];
const FAR: Rational = [
  [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
];
type Rational = readonly [above: readonly number[], below: readonly number[]];

/** The z with P(Z <= z) = p, to 16 digits (M. J. Wichura: Algorithm AS 241, Applied Statistics 37, 1988); infinite at 0 and 1. */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * rational(MIDDLE, 0.180625 - q * q);
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0)) return tail === 0 ? Math.sign(q) * Infinity : NaN;
  const r = Math.sqrt(-Math.log(tail));
  return Math.sign(q) * (r <= 5 ? rational(TAIL, r - 1.6) : rational(FAR, r - 5));
}

function rational([above, below]: Rational, x: number): number {
  return polynomial(above, x) / polynomial(below, x);
}

/** Horner's rule; coefficients of the highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}
