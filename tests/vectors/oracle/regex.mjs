/** What core/assay/targeting/regex.h says that a compiled pattern does, written as plainly as possible: the sets of places, one character after the other. */
export function runRegex(words, text) {
  const characters = [...text].map((character) => character.codePointAt(0));
  let places = new Set();
  for (let at = 0; at <= characters.length; at++) {
    const here = characters[at];
    const next = new Set();
    places.add(0);
    for (const place of places) {
      // a Set is walked in the order of insertion, what is added on the way included
      const op = words[place] & 0xff;
      const argument = words[place] >>> 8;
      if (op === 0) return true;
      if (op === 1 && here === argument) next.add(place + 1);
      if (op === 2) {
        const ranges = argument >> 1;
        let inside = false;
        for (let i = 0; i < ranges; i++) inside ||= here >= words[place + 1 + 2 * i] && here <= words[place + 2 + 2 * i];
        if (here !== undefined && inside !== ((argument & 1) === 1)) next.add(place + 1 + 2 * ranges);
      }
      if (op === 3) places.add(place + 1).add(argument);
      if (op === 4) places.add(argument);
      if (op === 5 && holds(argument, characters[at - 1], here)) places.add(place + 1);
      if (op > 5) throw new Error(`no such operation: ${op}`);
    }
    places = next;
  }
  return false;
}

function holds(assertion, before, after) {
  const isWord = (point) => point !== undefined && /^\w$/.test(String.fromCodePoint(point));
  const answers = [
    before === undefined,
    after === undefined,
    before === undefined || before === 10,
    after === undefined || after === 10,
    isWord(before) !== isWord(after),
    isWord(before) === isWord(after),
  ];
  const answer = answers[assertion];
  if (answer === undefined) throw new Error(`no such assertion: ${assertion}`);
  return answer;
}
