// npm start: sets up, builds, analyses the bundled sample with the command-line tool, then serves the demo.
//   npm start -- --once          everything but the serving        npm start -- --port 9000
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';
import { Failure, isMain, main, root } from './process.mjs';
import { portArgument, serve } from './serve.mjs';
import { setup } from './setup.mjs';

const sample = 'demo/sample/freight-sample.csv';
const steps = ['shipment_creation_started', 'shipment_details_completed', 'carrier_selected', 'shipment_creation_completed'];
const analyses = [
  { title: 'Where shipments are abandoned', args: ['funnel', sample, '--steps', steps.join(','), '--within', '1h'] },
  {
    title: 'How long creating a shipment takes',
    args: ['task', sample, '--start', steps.at(0), '--complete', steps.at(-1), '--within', '1h'],
  },
  {
    title: 'Whether the new carrier step helps',
    args: ['experiment', sample, '--experiment', 'carrier_step', '--conversion', steps.at(-1), '--within', '7d'],
  },
];

if (isMain(import.meta.url)) {
  await main(async (args) => {
    const port = portArgument(args);
    await build(await setup());
    for (const { title, args: query } of analyses) {
      process.stdout.write(`\n${title}\n$ npm run -s assay -- ${query.join(' ')}\n`);
      const { status } = spawnSync(process.execPath, [join(root, 'js/dist/node/cli.js'), ...query], { cwd: root, stdio: 'inherit' });
      if (status !== 0) throw new Failure(`assay ${query[0]} ended with ${status}`);
    }
    if (args.includes('--once')) return;
    const { url } = await serve(join(root, 'demo/dist'), { port });
    process.stdout.write(`\nThe demo: ${url}   (Ctrl+C ends it)\n`);
  });
}
