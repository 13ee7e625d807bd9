/** Has screen readers say `message` when they are done with what they are saying. */
export function announce(message: string): void {
  const region = document.getElementById('announcer');
  if (region !== null) region.textContent = message;
}
