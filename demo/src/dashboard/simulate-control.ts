import { createAssay } from 'assay';
import { announce } from '../announce.js';
import { type Arm, datafile } from '../datafile.js';
import { h } from '../dom.js';
import { formatCount } from '../format.js';
import { DEFAULT_VISITORS, type SimulatedEvent, simulateVisitors } from '../traffic.js';
import type { Workspace } from '../workspace.js';

export interface SimulateControl {
  readonly root: HTMLElement;
  /** What the control did or would do, in words. */
  readonly note: HTMLElement;
  /** True once simulated visitors are among the events. */
  readonly simulated: boolean;
}

/** Few enough that making and handing over one batch fits into a frame. */
const VISITORS_PER_BATCH = 100;
const DEFAULT_SEED = 1;

/**
 * "Simulate 10,000 visitors", once: afterwards the same button starts over with no events. The seed beside it decides who comes; the same
 * seed brings the same visitors.
 */
export function simulateControl(workspace: Workspace): SimulateControl {
  let state: 'ready' | 'busy' | 'done' = 'ready';
  const seed = h('input', {
    id: 'seed',
    class: 'field-input seed-input',
    type: 'number',
    min: 1,
    max: 999_999,
    step: 1,
    value: DEFAULT_SEED,
    'data-testid': 'seed',
  });
  const button = h('button', { type: 'button', class: 'button button-primary simulate-button', 'data-testid': 'simulate' });
  const note = h('p', { class: 'toolbar-note', 'data-testid': 'simulate-note' });
  const progress = h('progress', { class: 'simulate-progress', max: 1, value: 0, 'aria-label': 'Simulating visitors' });

  const show = (next: typeof state, text: string): void => {
    state = next;
    button.textContent =
      next === 'done' ? 'Start over' : next === 'busy' ? 'Working…' : `Simulate ${formatCount(DEFAULT_VISITORS)} visitors`;
    button.classList.toggle('button-primary', next !== 'done');
    button.setAttribute('aria-disabled', String(next === 'busy'));
    seed.disabled = next !== 'ready';
    progress.classList.toggle('is-shown', next === 'busy');
    note.textContent = text;
  };
  const invite = (): void => show('ready', 'Your own clicks, live. Or simulate four weeks of visitors whose true behaviour is known.');

  const simulate = async (): Promise<void> => {
    const onProgress = (visitors: number): void => {
      progress.value = visitors / DEFAULT_VISITORS;
      note.textContent = `${formatCount(visitors)} of ${formatCount(DEFAULT_VISITORS)} visitors so far.`;
    };
    show('busy', '');
    onProgress(0);
    try {
      const accepted = await bringVisitors(workspace, seedOf(seed), onProgress);
      const counted = await countSimulated(workspace);
      const text = `${formatCount(counted)} simulated visitors with ${formatCount(accepted)} events, and you. Start over to drop them all.`;
      show('done', text);
      announce(text);
    } catch (error) {
      show('done', `The simulation stopped: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const startOver = async (): Promise<void> => {
    show('busy', 'Starting over.');
    await workspace.reset();
    invite();
    announce('All events dropped.');
  };
  button.addEventListener('click', () => {
    if (state === 'ready') void simulate();
    else if (state === 'done') void startOver();
  });
  invite();
  return {
    root: h(
      'div',
      { class: 'simulate' },
      h('label', { class: 'seed', for: 'seed' }, h('span', { class: 'field-label' }, 'Seed'), seed),
      h('div', { class: 'simulate-action' }, button, progress),
    ),
    note,
    get simulated() {
      return state !== 'ready';
    },
  };
}

/** Imports the visitors batch by batch, so that the page stays responsive. Returns how many events were accepted. */
async function bringVisitors(workspace: Workspace, seed: number, onProgress: (visitors: number) => void): Promise<number> {
  const assigner = await createAssay({ datafile });
  // The same datafile and the same hash as in the app, read without recording: exposures are among the simulated events.
  const assign = (user: string): Arm => {
    assigner.setContext({ user });
    return assigner.details('carrier_step').variant === 'recommended' ? 'recommended' : 'control';
  };
  try {
    let accepted = 0;
    let visitors = 0;
    let batch: SimulatedEvent[] = [];
    const send = async (): Promise<void> => {
      accepted += (await workspace.assay.importEvents(batch)).accepted;
      batch = [];
      onProgress(visitors);
      await nextTask();
    };
    for (const events of simulateVisitors({ seed, end: Date.now(), assign })) {
      batch.push(...events);
      visitors += 1;
      if (visitors % VISITORS_PER_BATCH === 0) await send();
    }
    if (batch.length > 0) await send();
    return accepted;
  } finally {
    await assigner.close();
  }
}

/** As the engine counts them. */
async function countSimulated(workspace: Workspace): Promise<number> {
  const { rows } = await workspace.assay.query({ metric: { event: 'app_opened', where: { source: 'simulated' }, aggregate: 'users' } });
  return rows[0]?.values['users'] ?? 0;
}

function seedOf(input: HTMLInputElement): number {
  const seed = Math.trunc(input.valueAsNumber);
  return Number.isFinite(seed) && seed >= 1 ? seed : DEFAULT_SEED;
}

/** Lets input and drawing go first. A message is not delayed in the way that nested timers are. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
