import { open, stat, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { AssayError } from '../shared/errors.js';
import type { CliIo, Output } from './cli-io.js';
import { flagsPort } from './flags-port.js';

const CHUNK_BYTES = 256 * 1024;

/** The process's own streams, files and clock. `version` is what `--version` prints. */
export function nodeIo(version: string): CliIo {
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    version,
    now: Date.now,
    sizes: (paths) => Promise.all(paths.map(sizeOf)),
    open: openInput,
    openEngine: async () => (await import('../client/engine/open-engine.js')).openEngine(),
    openStats: async () => (await import('../stats/open-stats.js')).openStats(),
    save: saveFile,
    saveSecret,
    openFlags: async (datafile, clock) => {
      const { openFlags } = await import('../client/flags/open-flags.js');
      return flagsPort(await openFlags(datafile, undefined, clock));
    },
  };
}

function outputOf(stream: WriteStream): Output {
  return {
    write: (text) => (stream.write(text) ? Promise.resolve() : new Promise((resolve) => stream.once('drain', resolve))),
    isTerminal: stream.isTTY === true,
    // A pseudo-terminal may have no width, which is 0.
    width: stream.columns || 80,
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  if (path === '-') return undefined;
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw new AssayError('NOT_FOUND', `${path} is a folder, not a file`);
    return info.isFile() ? info.size : undefined;
  } catch (error) {
    throw error instanceof AssayError ? error : unreadable(path, error);
  }
}

async function openInput(path: string): Promise<ReadableStream<Uint8Array>> {
  if (path === '-') return Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>;
  try {
    const file = await open(path);
    return Readable.toWeb(file.createReadStream({ highWaterMark: CHUNK_BYTES })) as ReadableStream<Uint8Array>;
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function saveFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    throw unreadable(path, error, 'writing');
  }
}

async function saveSecret(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unreadable(path, error, 'writing');
    throw new AssayError('FAILED_PRECONDITION', `${path}: there is such a file already, which is not replaced`, { cause: error });
  }
}

const REASONS: Readonly<Record<string, (doing: string) => string>> = {
  ENOENT: (doing) => (doing === 'reading' ? 'there is no such file' : 'there is no such folder'),
  EACCES: (doing) => `${doing} it is not permitted`,
  EISDIR: () => 'it is a folder, not a file',
};

function unreadable(path: string, cause: unknown, doing = 'reading'): AssayError {
  const code = (cause as NodeJS.ErrnoException).code;
  const reason = REASONS[code ?? '']?.(doing) ?? String(cause);
  return new AssayError('NOT_FOUND', `${path}: ${reason}`, { cause });
}
