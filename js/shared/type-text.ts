/** A literal of generated types in single quotes, on one line whatever is in it, and well-formed. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

/** Nothing that ends the comment, on one line. */
export const commentText = (text: string): string => text.toWellFormed().replaceAll('*/', '*\u2009/').replace(/\s+/g, ' ').trim();
