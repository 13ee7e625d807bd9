import { checkName, checkProperties, Refused } from '../../shared/check-event.js';
import type { GuardedItems } from './guarded-items.js';
import { type KeepVisitor, MAX_REGISTERED, type VisitorState } from './visitor.js';

const KEY = 'assay_visitor';

/** What is kept of the visitor, or `fresh`, and how to keep changes of it. */
export function keptVisitor(items: GuardedItems, fresh: VisitorState): { readonly state: VisitorState; readonly keep: KeepVisitor } {
  const write = (state: VisitorState): VisitorState => {
    items.set(KEY, JSON.stringify(state));
    return state;
  };
  const kept = stateOf(items.get(KEY));
  // Written at once, so that a second tab, and the next page, find the same visitor.
  let latest = kept ?? write(fresh);
  return {
    state: latest,
    keep: (change) => {
      latest = write(change(stateOf(items.get(KEY)) ?? latest));
      return latest;
    },
  };
}

const isId = (value: unknown): value is string => checkName(value, 'invalid_user', 'the id') === undefined;

/** Whatever the page's other scripts may have written there; `undefined` when it is nothing of ours. */
function stateOf(text: string | null): VisitorState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
  const { anonymous, user, linked, aliases, registered } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (!isId(anonymous)) return undefined;
  const read = checkProperties(registered);
  const known = read === undefined || read instanceof Refused ? [] : Object.entries(read).filter(([name]) => !name.startsWith('$'));
  return {
    anonymous,
    ...(isId(user) && { user }),
    ...(linked === true && { linked }),
    ...(Array.isArray(aliases) && { aliases: aliases.filter((pair) => typeof pair === 'string') }),
    registered: Object.fromEntries(known.slice(0, MAX_REGISTERED)),
  };
}
