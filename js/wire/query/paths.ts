import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid, textOf } from '../check.js';
import { PathDirection } from '../generated/assay/fb/path-direction.js';
import { PathOccurrence } from '../generated/assay/fb/path-occurrence.js';
import { PathUnit } from '../generated/assay/fb/path-unit.js';
import { PathsQuery } from '../generated/assay/fb/paths-query.js';
import { choiceOf, durationOf, encodeMatch, wholeOf } from './parts.js';

const FIELDS = ['from', 'to', 'node', 'per', 'gap', 'depth', 'collapse', 'top', 'flows', 'occurrence'];

/** The ranges are those of core/assay/behavior/paths.h. */
export function encodePaths(fb: Builder, value: unknown, path: string): Offset {
  const source = fieldsOf(value, path, FIELDS);
  const { from, to, collapse = true } = source;
  if (from !== undefined && to !== undefined) throw invalid(path, "has either 'from' or 'to'");
  if (typeof collapse !== 'boolean') throw invalid(`${path}.collapse`, 'must be true or false');
  const anchor = from ?? to;
  const anchorOffset = anchor === undefined ? 0 : encodeMatch(fb, anchor, `${path}.${from === undefined ? 'to' : 'from'}`);
  const node = fb.createString(textOf(source['node'] ?? '$event', `${path}.node`));
  PathsQuery.startPathsQuery(fb);
  PathsQuery.addAnchor(fb, anchorOffset);
  PathsQuery.addNode(fb, node);
  PathsQuery.addDirection(fb, to === undefined ? PathDirection.Forward : PathDirection.Backward);
  PathsQuery.addUnit(fb, choiceOf(source['per'] ?? 'session', `${path}.per`, { session: PathUnit.Session, user: PathUnit.User }));
  PathsQuery.addOccurrence(
    fb,
    choiceOf(source['occurrence'] ?? 'first', `${path}.occurrence`, { first: PathOccurrence.First, every: PathOccurrence.Every }),
  );
  if (source['gap'] !== undefined) PathsQuery.addGapMs(fb, durationOf(source['gap'], `${path}.gap`));
  PathsQuery.addDepth(fb, wholeOf(source['depth'] ?? 5, `${path}.depth`, 1, 20));
  PathsQuery.addCollapseRepeats(fb, collapse);
  PathsQuery.addTopNodes(fb, wholeOf(source['top'] ?? 10, `${path}.top`, 1, 50));
  PathsQuery.addTopFlows(fb, wholeOf(source['flows'] ?? 10, `${path}.flows`, 0, 1_000));
  return PathsQuery.endPathsQuery(fb);
}
