/** Calls `listener` when the page is hidden, which may be the last moment it runs. Does nothing where there is no page. */
export function onPageHidden(listener: () => void): () => void {
  const page = globalThis.document;
  if (page === undefined) return () => undefined;
  const onChange = () => {
    if (page.visibilityState === 'hidden') listener();
  };
  page.addEventListener('visibilitychange', onChange);
  return () => page.removeEventListener('visibilitychange', onChange);
}
