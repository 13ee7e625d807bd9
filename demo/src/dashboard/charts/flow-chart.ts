import type { PathLink, PathNode } from 'assay';
import { h, svg } from '../../dom.js';
import { formatCount, formatDuration } from '../../format.js';

export interface FlowChartOptions {
  /** By step, then the most frequent first. */
  readonly nodes: readonly PathNode[];
  /** By indexes into `nodes`. */
  readonly links: readonly PathLink[];
  readonly nameOf: (node: PathNode) => string;
  readonly label: string;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

const COLUMN_WIDTH = 168;
const NODE_WIDTH = 8;
const HEIGHT = 260;
const GAP = 18;
const LONGEST_NAME = 18;

/** A Sankey diagram, its steps from left to right, in a region that scrolls where there is no room. Its numbers are in a table beside it. */
export function flowChart({ nodes, links, nameOf, label }: FlowChartOptions): HTMLElement {
  const steps = Math.max(...nodes.map(({ step }) => step)) + 1;
  const byStep = Array.from({ length: steps }, (_, step) => nodes.filter((node) => node.step === step));
  const most = Math.max(...byStep.map((column) => column.reduce((sum, { count }) => sum + count, 0)));
  const longest = Math.max(...byStep.map(({ length }) => length));
  const unit = (HEIGHT - GAP * longest) / most;
  const places = new Map<PathNode, Place>();
  byStep.forEach((column, step) => {
    let y = GAP;
    for (const node of column) {
      const height = Math.max(1, node.count * unit);
      places.set(node, { x: step * COLUMN_WIDTH, y, height });
      y += height + GAP;
    }
  });
  const width = (steps - 1) * COLUMN_WIDTH + NODE_WIDTH + COLUMN_WIDTH * 0.9;
  return h(
    'div',
    { class: 'flow-scroll', tabindex: 0, role: 'region', 'aria-label': label },
    svg(
      'svg',
      { class: 'flow', width, height: HEIGHT + GAP, viewBox: `0 0 ${width} ${HEIGHT + GAP}`, 'aria-hidden': true },
      ...ribbons(nodes, links, places, unit, nameOf),
      ...nodes.map((node) => {
        const { x, y, height } = places.get(node)!;
        return svg(
          'g',
          {},
          svg('rect', { class: node.other ? 'flow-node is-other' : 'flow-node', x, y, width: NODE_WIDTH, height }),
          svg('text', { class: 'flow-name', x, y: y - 5 }, `${shortened(nameOf(node))} ${formatCount(node.count)}`),
          svg('title', {}, `${nameOf(node)}: ${formatCount(node.count)}, ${formatCount(node.ended)} ended here`),
        );
      }),
    ),
  );
}

/** Each link as a band between its nodes, in the order of the nodes, so that bands do not cross where they begin. */
function ribbons(
  nodes: readonly PathNode[],
  links: readonly PathLink[],
  places: ReadonlyMap<PathNode, Place>,
  unit: number,
  nameOf: (node: PathNode) => string,
): readonly SVGElement[] {
  const left = new Map<number, number>();
  const right = new Map<number, number>();
  const ordered = links.toSorted((a, b) => a.source - b.source || a.target - b.target);
  return ordered.map(({ source, target, count, medianMs }) => {
    const [from, to] = [nodes[source]!, nodes[target]!];
    const [a, b] = [places.get(from)!, places.get(to)!];
    const thickness = Math.max(1, count * unit);
    const y1 = a.y + (left.get(source) ?? 0) + thickness / 2;
    const y2 = b.y + (right.get(target) ?? 0) + thickness / 2;
    left.set(source, (left.get(source) ?? 0) + thickness);
    right.set(target, (right.get(target) ?? 0) + thickness);
    const [x1, x2] = [a.x + NODE_WIDTH, b.x];
    const middle = (x1 + x2) / 2;
    const path = `M${x1} ${y1.toFixed(1)}C${middle} ${y1.toFixed(1)} ${middle} ${y2.toFixed(1)} ${x2} ${y2.toFixed(1)}`;
    const words = `${nameOf(from)} → ${nameOf(to)}: ${formatCount(count)}, median ${formatDuration(medianMs)}`;
    return svg('path', { class: 'flow-link', d: path, 'stroke-width': thickness.toFixed(2) }, svg('title', {}, words));
  });
}

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
