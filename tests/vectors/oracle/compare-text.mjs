const encoder = new TextEncoder();

/** The order of texts by their UTF-8 bytes: negative, zero or positive. JavaScript's own order is by UTF-16 units, which differs. */
export function compareText(a, b) {
  const left = encoder.encode(a);
  const right = encoder.encode(b);
  for (let i = 0; i < Math.min(left.length, right.length); ++i) if (left[i] !== right[i]) return left[i] - right[i];
  return left.length - right.length;
}
