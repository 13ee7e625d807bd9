/**
 * A function that asks for a refresh: any number of calls before the next frame become one, and one that comes while a refresh is under way
 * becomes the next. So there is never more than one under way, and the last call is always answered.
 */
export function refresher(refresh: () => Promise<void>, nextFrame: (callback: () => void) => void): () => void {
  let wanted = false;
  let busy = false;
  const run = async (): Promise<void> => {
    wanted = false;
    await refresh();
    busy = false;
    if (wanted) request();
  };
  const request = (): void => {
    wanted = true;
    if (busy) return;
    busy = true;
    nextFrame(() => void run());
  };
  return request;
}
