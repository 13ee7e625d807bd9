import type { FunnelCounts } from '../../js/shared/result.js';

/** How far each user of a funnel with `samples` got, by name; who took no step is left out. At most 1000 users a step are known. */
export function levelsOf({ steps, convertedUsers = [] }: FunnelCounts): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  steps.forEach(({ droppedUsers = [] }, i) => {
    for (const user of droppedUsers) levels.set(user, i + 1);
  });
  for (const user of convertedUsers) levels.set(user, steps.length);
  return levels;
}
