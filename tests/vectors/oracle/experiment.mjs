// The scorecard of an experiment: core/assay/experiment/scorecard.h.

import { compareText } from './compare-text.mjs';
import { satisfies, selects } from './conditions.mjs';
import { collect } from './groups.mjs';
import { effect, proportion, sampleRatio } from './statistics.mjs';
import { inRange, milliseconds } from './time.mjs';

const isAfter = (a, b) => a.time > b.time || (a.time === b.time && a.sequence > b.sequence);

function observedArms(exposures) {
  const arms = [...new Set(exposures.map(({ props }) => props.variant))].sort(compareText);
  return arms.includes('control') ? ['control', ...arms.filter((arm) => arm !== 'control')] : arms;
}

export function answerExperiment(events, query, now) {
  const { key, conversion, within = '30d', weights } = query.experiment;
  const scanned = inRange(events, query.range, now);
  const relevant = scanned.filter((event) => satisfies(event, query.filter));
  const exposures = relevant.filter(
    ({ name, props }) => name === '$exposure' && props.experiment === key && typeof props.variant === 'string',
  );
  const arms = query.experiment.arms?.length > 0 ? query.experiment.arms : observedArms(exposures);
  const users = arms.map(() => 0);
  const conversions = arms.map(() => 0);
  let excludedMultipleArms = 0;
  let unknownArmUsers = 0;
  // Events are in total order, so the first exposure of a list is the first in time.
  for (const [user, seen] of collect(exposures, (event) => event.user)) {
    const variants = new Set(seen.map(({ props }) => props.variant));
    const arm = arms.indexOf(seen[0].props.variant);
    if (variants.size > 1) ++excludedMultipleArms;
    else if (arm < 0) ++unknownArmUsers;
    else {
      ++users[arm];
      const counts = (event) =>
        event.user === user && selects(conversion, event) && isAfter(event, seen[0]) && event.time - seen[0].time <= milliseconds(within);
      if (relevant.some(counts)) ++conversions[arm];
    }
  }
  const rates = arms.map((_, i) => proportion(conversions[i], users[i]));
  return {
    arms: arms.map((arm, i) => ({ arm, conversion: rates[i] })),
    effects: arms.slice(1).map((arm, i) => effect(arm, rates[0], rates[i + 1])),
    srmPValue: arms.length === 0 ? null : sampleRatio(users, weights ?? arms.map(() => 1)),
    excludedMultipleArms,
    unknownArmUsers,
    eventsScanned: scanned.length,
  };
}
