#!/usr/bin/env node
import packageJson from '../package.json' with { type: 'json' };
import { nodeIo } from './node-io.js';
import { run } from './run.js';

// A reader that has seen enough, such as `head`, closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await run(process.argv.slice(2), nodeIo(packageJson.version));
