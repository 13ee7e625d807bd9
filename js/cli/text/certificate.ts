import type { ArmCheck, DatafileReport } from '../../certify/datafile/check.js';
import { formatCount, NONE, plural } from './numbers.js';
import type { Paint } from './paint.js';
import { left, printable, renderTable, right } from './table.js';

const MAX_OVERLAPS = 10;
const MAX_FAILURES = 50;

const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
const shortP = (p: number | undefined): string => (p === undefined ? NONE : p < 0.001 ? p.toExponential(0) : p.toFixed(3));

/** What `assay certify` found, for people. `skipped`: lines of the file of ids that were not used. */
export function certificateText(report: DatafileReport, skipped: number, paint: Paint): string {
  const { units, splits, pairs, leaks, sharedSalts, overlaps, inNone, most, failures } = report;
  const experiments = renderTable(
    [...left('experiment', 'flag'), ...right('units'), ...left('arms'), ...right('p', 'coverage × variant p'), ...left('')],
    splits.map((check) => [
      printable(check.experiment, 30),
      printable(check.flag, 30),
      formatCount(check.units),
      armsText(check),
      shortP(check.p),
      shortP(check.coverageP),
      verdict(check, paint),
    ]),
    paint.quiet,
  );
  const shared = overlaps
    .slice(0, MAX_OVERLAPS)
    .map(
      ({ a, b, units: both, share: part }) =>
        `  ${printable(a)} and ${printable(b)}: ${plural(both, 'unit')}, ${share(part)} of the smaller`,
    );
  return [
    experiments,
    `${plural(units, 'unit')}${skipped > 0 ? `, ${plural(skipped, 'line')} not used (no id, an id again, or beyond the limit)` : ''}`,
    `independence   ${pairs.tested === 0 ? 'no two experiments share enough units to tell' : `${formatCount(pairs.tested - pairs.failed.length)} of ${plural(pairs.tested, 'pair')} independent`}`,
    `layers         ${leaks.length === 0 ? 'no unit in two experiments of one layer' : `${plural(leaks.length, 'pair')} of experiments share units`}`,
    `salts          ${sharedSalts.length === 0 ? 'no two experiments hash with the same salt' : `${plural(sharedSalts.length, 'salt')} used by several experiments`}`,
    `overlap        ${share(inNone / Math.max(1, units))} of the units in none, at most ${most} for one unit`,
    ...shared,
    failures.length === 0 ? paint.accent('The datafile passes.') : '',
    ...failures.slice(0, MAX_FAILURES).map((failure) => `${paint.warning('FAILS')} ${printable(failure, 400)}`),
    ...(failures.length > MAX_FAILURES ? [`and ${formatCount(failures.length - MAX_FAILURES)} more`] : []),
    '',
  ]
    .filter((line, i, all) => line !== '' || i === all.length - 1)
    .join('\n');
}

const armsText = ({ arms, units }: ArmCheck): string =>
  arms
    .map(
      ({ arm, units: count, meant }) =>
        `${printable(arm, 20)} ${units === 0 ? NONE : share(count / units)}${meant === undefined ? '' : ` (${share(meant)})`}`,
    )
    .join(', ');

function verdict({ ok, units, p }: ArmCheck, paint: Paint): string {
  if (!ok) return paint.warning('FAILS');
  return units === 0 ? 'nobody gets in' : p === undefined ? 'too few to tell' : 'ok';
}
