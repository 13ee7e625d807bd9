import { AssayError } from '../../shared/errors.js';
import { startWorker } from '../platform/browser.js';
import type { EngineHost } from './engine-host.js';
import { openWorkerHost, type WorkerLike } from './worker-host.js';

/**
 * Opens the engine where `where` says; `auto` prefers a worker and falls back to this thread when the platform or the page's policy refuses.
 * @throws AssayError when it cannot be opened
 */
export async function openHost(where: 'auto' | 'worker' | 'inline', wasm?: string | URL): Promise<EngineHost> {
  if (where !== 'inline') {
    try {
      const worker = startWorker();
      if (worker) return await openWorkerHost(worker as unknown as WorkerLike, wasm);
      if (where === 'worker') throw new AssayError('WORKER_FAILED', 'this platform has no Workers');
    } catch (error) {
      if (where === 'worker') throw error instanceof AssayError ? error : new AssayError('WORKER_FAILED', 'no worker could be started', { cause: error });
      // A module that cannot be loaded in a worker cannot be loaded here either; only a refused worker is worth another try.
      if (error instanceof AssayError && error.code !== 'WORKER_FAILED') throw error;
    }
  }
  const { openInlineHost } = await import('./inline-host.js');
  return openInlineHost(wasm);
}
