import { AssayError } from '../../shared/errors.js';
import { startWorker } from '../platform/browser.js';
import type { EngineHost } from './engine-host.js';
import type { WorkerLike } from './worker-host.js';

/**
 * Opens the engine where `where` says; `auto` prefers a worker and falls back to this thread when that does not work, whatever the reason: a
 * platform without Workers, a policy that refuses the worker or, in the worker alone, the module.
 * @throws AssayError when it cannot be opened
 */
export async function openHost(where: 'auto' | 'worker' | 'inline', wasm?: string | URL): Promise<EngineHost> {
  if (where !== 'inline') {
    try {
      // Before the worker is started: its failure to load is told once, to whoever listens then.
      const { openWorkerHost } = await import('./worker-host.js');
      const worker = startWorker();
      if (worker === undefined) throw new AssayError('WORKER_FAILED', 'this platform has no Workers');
      return await openWorkerHost(worker as unknown as WorkerLike, wasm);
    } catch (error) {
      if (where === 'worker')
        throw error instanceof AssayError ? error : new AssayError('WORKER_FAILED', 'no worker could be started', { cause: error });
    }
  }
  const { openInlineHost } = await import('./inline-host.js');
  return openInlineHost(wasm);
}
