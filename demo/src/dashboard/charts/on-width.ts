/** A chart that is not shown is measured as 0 px wide; it is drawn when it has its width. */
const NARROWEST = 120;

/**
 * Draws whenever the width of `root`, which holds `canvas`, changes, so that text keeps its size. It may be put into the page later; it ends
 * when the canvas is taken out of it again.
 */
export function onWidth(root: HTMLElement, canvas: Element, draw: (width: number) => void): void {
  let wasConnected = false;
  const observer = new ResizeObserver(([entry]) => {
    if (wasConnected && !canvas.isConnected) observer.disconnect();
    wasConnected ||= canvas.isConnected;
    if (canvas.isConnected && entry !== undefined && entry.contentRect.width > NARROWEST) draw(entry.contentRect.width);
  });
  observer.observe(root);
}
