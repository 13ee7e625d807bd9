import type { CliIo, Output } from '../cli-io.js';

/** Marks text up for a terminal, or leaves it as it is. */
export interface Paint {
  strong(text: string): string;
  quiet(text: string): string;
  accent(text: string): string;
  warning(text: string): string;
}

/** Colours only where somebody looks: on a terminal that is not `dumb`, and not when `NO_COLOR` is set. */
export function paintFor(output: Output, env: CliIo['env']): Paint {
  const isColoured = output.isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
  const style = (code: string) => (text: string) => (isColoured && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { strong: style('1'), quiet: style('2'), accent: style('36'), warning: style('33') };
}
