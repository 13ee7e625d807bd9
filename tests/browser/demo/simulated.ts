import { createAssay } from 'assay';
import { type Arm, datafile } from '../../../demo/src/datafile.js';
import { type SimulatedEvent, simulateVisitors } from '../../../demo/src/traffic.js';

const HOUR_MS = 3_600_000;
export const STEPS = [
  'shipment_creation_started',
  'form_field_filled',
  'shipment_details_completed',
  'carrier_selected',
  'shipment_creation_completed',
];
/** The visitors the page simulates with `seed`, made here again, each with its events in order. */
export async function visitorsOf(seed: number): Promise<readonly (readonly SimulatedEvent[])[]> {
  const assay = await createAssay({ datafile });
  const assign = (user: string): Arm => {
    assay.setContext({ user });
    return assay.details('carrier_step').variant as Arm;
  };
  const visitors = [...simulateVisitors({ seed, end: Date.now(), assign })];
  await assay.close();
  return visitors;
}

/** Users per step by trying every start: what the engine must find. */
export function bruteForceFunnel(visitors: readonly (readonly SimulatedEvent[])[]): readonly number[] {
  const counts = STEPS.map(() => 0);
  for (const events of visitors) {
    const reached = Math.max(0, ...events.map((event, start) => (event.name === STEPS[0] ? stepsFrom(events, start) : 0)));
    for (let step = 0; step < reached; step += 1) counts[step] = (counts[step] ?? 0) + 1;
  }
  return counts;
}

function stepsFrom(events: readonly SimulatedEvent[], start: number): number {
  const begin = events[start]?.time ?? 0;
  let step = 1;
  for (const { name, time } of events.slice(start + 1)) {
    if (time - begin <= HOUR_MS && name === STEPS[step]) step += 1;
  }
  return step;
}
