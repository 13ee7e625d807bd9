import type { Scalar } from '../../shared/query.js';
import type { PathsCounts, PathsResult } from '../../shared/result.js';
import { PathsResult as FbPathsResult } from '../generated/assay/fb/paths-result.js';
import type { Result } from '../generated/assay/fb/result.js';
import type { Value } from '../generated/assay/fb/value.js';
import type { Asked } from './asked.js';
import { countedOf, list, scalarOf, userGroupsOf } from './parts.js';

export function decodePaths(result: Result, { by }: Asked): PathsResult {
  const paths: FbPathsResult = result.kind(new FbPathsResult());
  return { ...countsOf(paths), ...userGroupsOf(result, paths, by, countsOf), ...countedOf(result) };
}

function countsOf(paths: FbPathsResult): PathsCounts {
  const values = list(paths.valuesLength(), (i) => paths.values(i)).map((value) => scalarOf(value as Value));
  return {
    paths: Number(paths.paths()),
    units: Number(paths.units()),
    nodes: nodesOf(paths, values),
    links: linksOf(paths),
    flows: flowsOf(paths, values),
    flowsOmitted: Number(paths.flowsOmitted()),
  };
}

type Values = readonly (Scalar | null)[];

function nodesOf(paths: FbPathsResult, values: Values): PathsResult['nodes'] {
  return list(paths.nodeStepsLength(), (i) => {
    const value = paths.nodeValues(i) as number;
    return {
      step: paths.nodeSteps(i) as number,
      value: values[value] ?? null,
      other: value === values.length,
      count: paths.nodeCounts(i) as number,
      ended: paths.nodeEnded(i) as number,
      values: paths.nodeMerged(i) as number,
    };
  });
}

function linksOf(paths: FbPathsResult): PathsResult['links'] {
  return list(paths.linkSourcesLength(), (i) => ({
    source: paths.linkSources(i) as number,
    target: paths.linkTargets(i) as number,
    count: paths.linkCounts(i) as number,
    medianMs: paths.linkMedianMs(i) as number,
  }));
}

function flowsOf(paths: FbPathsResult, values: Values): PathsResult['flows'] {
  const places = Array.from(paths.flowValuesArray() ?? []);
  return list(paths.flowEndsLength(), (i) => ({
    values: places
      .slice(i === 0 ? 0 : (paths.flowEnds(i - 1) as number), paths.flowEnds(i) as number)
      .map((place) => values[place] ?? null),
    count: paths.flowCounts(i) as number,
  }));
}
