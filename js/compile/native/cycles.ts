/**
 * The cycle that each node of a cycle is on, as its nodes in order, by node. Edges to what is no node count for nothing.
 *
 * @param edges what each node refers to
 */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const cycles = new Map<string, readonly string[]>();
  // Whoever refers to nobody that is left is on no cycle.
  const ordered = new Set(dependencyOrder(edges));
  const left = new Map(
    [...edges]
      .filter(([node]) => !ordered.has(node))
      .map(([node, targets]) => [node, targets.filter((to) => edges.has(to) && !ordered.has(to))]),
  );
  for (const node of left.keys()) {
    if (cycles.has(node)) continue;
    const cycle = shortestWayBack(node, left);
    for (const each of cycle ?? []) if (!cycles.has(each)) cycles.set(each, cycle as readonly string[]);
  }
  return cycles;
}

/** The nodes in an order in which each follows all it refers to; those on a cycle, or that lead to one, are missing. */
export function dependencyOrder(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const waiting = new Map<string, number>();
  const referredBy = new Map<string, string[]>([...edges.keys()].map((node) => [node, []]));
  for (const [node, targets] of edges) {
    const known = [...new Set(targets)].filter((to) => edges.has(to));
    waiting.set(node, known.length);
    for (const to of known) referredBy.get(to)?.push(node);
  }
  const order = [...edges.keys()].filter((node) => waiting.get(node) === 0);
  // The list grows while it is walked.
  for (const node of order) {
    for (const by of referredBy.get(node) as string[]) {
      const rest = (waiting.get(by) as number) - 1;
      waiting.set(by, rest);
      if (rest === 0) order.push(by);
    }
  }
  return order;
}

function shortestWayBack(start: string, edges: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const node of queue) {
    for (const to of edges.get(node) ?? []) {
      if (to === start) return wayTo(node, start, cameFrom);
      if (cameFrom.has(to)) continue;
      cameFrom.set(to, node);
      queue.push(to);
    }
  }
  return undefined;
}

function wayTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way = [end];
  while (way[0] !== start) way.unshift(cameFrom.get(way[0] as string) as string);
  return way;
}
