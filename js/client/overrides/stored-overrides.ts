const KEY = 'assay_overrides';

/** What `storeOverrides` was last given in this tab; nothing where there is no `sessionStorage`. */
export function storedOverrides(): readonly (readonly [flag: string, variant: string])[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    return Object.entries(stored as object).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  } catch {
    return [];
  }
}

/** @throws where there is no `sessionStorage`, or it is full */
export function storeOverrides(overrides: ReadonlyMap<string, string>): void {
  sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(overrides)));
}
