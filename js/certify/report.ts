import { type Certificate, inWords } from './certificate.js';
import type { ModeReport, Sizes } from './certify-mode.js';
import { TESTS, type TestName, type Verdict } from './finding.js';

const CELLS: Readonly<Record<Verdict, string>> = { pass: 'pass', fail: '**FAIL**', 'not applicable': '–' };
const NAMES = Object.keys(TESTS) as TestName[];

/** The whole certificate as a Markdown page. `made`: the command, the date and the machine's part in it, a line. */
export function certificatePage(certificate: Certificate, sizes: Sizes, identityIds: number, made: string): string {
  const { reports } = certificate;
  return `# Certificate of the hashes

${made} Generated: do not edit.

Every number is computed by the core, through the WebAssembly that pages run; nothing is hashed a second time in JavaScript. All seeds are
fixed, so the same command prints the same numbers. ${certificate.holds ? 'The certificate **holds**: Assay passes every test, and every mode that is known to be bad was found out.' : `The certificate does **not** hold:\n${certificate.problems.map((problem) => `\n- ${problem}`).join('')}`}

${modeTable(reports)}

– not applicable, see below. A compatibility mode's failure is a finding about that vendor's formula, which the mode must reproduce bit by bit
so that running experiments stay as they are.

## In words
${reports
  .flatMap(inWords)
  .map((line) => `- ${line}.`)
  .join('\n')}

## What is tested
Ids have eight shapes, ${sizes.ids.toLocaleString('en')} of each: sequential integers, UUIDv4, UUIDv7, ULID, e-mail addresses, CJK names, emoji, 16
hexadecimal digits. The ${sizes.experiments} experiments have keys as people give them: words, numbers in sequence, dates, versions.

| test | what it does | the bar |
|---|---|---|
| uniformity | chi-square of 20 and ${sizes.fineBuckets.toLocaleString('en')} buckets per experiment and shape; Kolmogorov-Smirnov test of the p-values | p > 0.001 over all, and of each shape 0.001 / 8 |
| independence | chi-square of the 4 × 4 arms of every pair of experiments, per shape | 0.01 ± 0.002 of the pairs have p < 0.01, no shape 5 standard deviations above; the largest Cramér's V has a probability above 0.001 |
| layers | ${sizes.layers} layers, each divided between two experiments: units in both; layer × arm × arm mutually independent; arms of those let in | 0 units; p-values uniform |
| avalanche | one bit of the id flipped: does a binary digit of the bucket's place change? Every one of 112 bits × every digit | 0.5 ± 0.01 |
| coverage | arms of the tenth that is let in, against the weights | p-values uniform |
| ramp | coverage from 0 to 100 % in 12 steps | nobody leaves or changes arms |
| reallocation | 56 changes of weights by \`reallocate()\` | exactly the total variation distance of the line; exactly those ids |
| identity | ${identityIds.toLocaleString('en')} random Unicode ids through the native core, WebAssembly (of ours both modules) and its JavaScript fallback | equal running hashes of variant, error and bucket |

"p-values uniform": Kolmogorov-Smirnov p > 0.001, and the smallest p-value above 0.0001 divided by their number. A sound hash fails one such
test in a thousand; uneven includes too even, which is what a checksum is on ids in sequence.

## Numbers
${reports.map(modeNumbers).join('\n')}`;
}

/** Modes by tests. */
export function modeTable(reports: readonly ModeReport[]): string {
  const rows = reports.map(({ mode, findings }) => {
    const cells = NAMES.map((name) => findings.find(({ test }) => test === name)).map((finding) =>
      finding ? CELLS[finding.verdict] : 'not run',
    );
    return `| ${mode.name} | ${cells.join(' | ')} |`;
  });
  return [`| mode | ${NAMES.join(' | ')} |`, `|---|${NAMES.map(() => '---').join('|')}|`, ...rows].join('\n');
}

function modeNumbers({ mode, findings }: ModeReport): string {
  const rows = findings.map(({ test, verdict, result }) => `| ${test} | ${CELLS[verdict]} | ${result} |`);
  return `### ${mode.name}\n\`${mode.formula}\`\n\n| test | verdict | result |\n|---|---|---|\n${rows.join('\n')}\n`;
}
