// Holds core/ to its layers: which module may use which, and which may use third-party code. Reads every assay_module() call and every
// #include below core/assay and wasm/.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

/** "Modules of core/, and what each may include": the design's table. A module may only name modules above it. */
export const allowed = {
  base: [],
  strings: ['base'],
  hash: ['base'],
  targeting: ['base', 'strings'],
  assignment: ['base', 'hash'],
  evaluation: ['base', 'strings', 'hash', 'targeting', 'assignment'],
  event: ['base', 'strings'],
  columnar: ['base', 'strings', 'event'],
  ingest: ['base', 'strings', 'hash', 'event', 'columnar'],
  sketch: ['base', 'hash'],
  aggregate: ['base', 'columnar', 'sketch'],
  behavior: ['base', 'columnar', 'aggregate'],
  stats: ['base'],
  experiment: ['base', 'columnar', 'aggregate', 'evaluation', 'stats'],
  monitor: ['base', 'aggregate', 'stats'],
  wire: ['base', 'strings', 'event', 'evaluation'],
  snapshot: ['base', 'strings', 'columnar', 'sketch', 'ingest'],
};
// "all"
allowed.engine = Object.keys(allowed);

// Third-party headers: the modules that may include them, and the name they have in EXTERNAL.
const thirdParty = {
  'flatbuffers/': { modules: ['wire', 'snapshot'], external: 'flatbuffers' },
  'xxhash.h': { modules: ['hash'], external: 'xxhash' },
  'boost/': { modules: ['stats'], external: 'boost' },
  emscripten: { modules: [], external: undefined },
};

// Standard headers that core/ must do without, and why.
const banned = {
  'streams and locales cost 50 to 140 kB of WebAssembly':
    'iostream istream ostream sstream fstream strstream iomanip ios iosfwd streambuf locale codecvt syncstream spanstream regex print format',
  'their order differs between standard libraries, and answers must not': 'unordered_map unordered_set',
  'core/ has no clock: time is an argument': 'chrono ctime time.h sys/time.h',
  'core/ has no randomness: seeds are arguments': 'random',
  'core/ has no files': 'filesystem fcntl.h unistd.h sys/stat.h sys/mman.h',
  'core/ has no threads of its own': 'thread mutex shared_mutex condition_variable future atomic pthread.h',
  'errors are values': 'stdexcept system_error csetjmp setjmp.h',
};
const bannedBecause = new Map(Object.entries(banned).flatMap(([why, headers]) => headers.split(' ').map((header) => [header, why])));

/** Every violation below `root`, as "path:line: what is wrong". Empty when the layers hold. */
export function checkLayers(root) {
  const core = join(root, 'core/assay');
  const problems = [];
  const modules = new Map();
  for (const folder of folders(core)) {
    const sources = sourceFiles(join(core, folder));
    const module = readModule(root, core, folder, sources, problems);
    if (module !== undefined) modules.set(folder, module);
    for (const path of sources) checkIncludes(root, path, folder, module, problems);
  }
  problems.push(...cycles(modules));
  for (const path of sourceFiles(join(root, 'wasm'))) {
    for (const { header, line } of includes(path)) {
      if (/^(flatbuffers\/|xxhash\.h|boost\/)/.test(header)) {
        problems.push(`${relative(root, path)}:${line}: wasm/ moves bytes; ${header} is for the core`);
      }
    }
  }
  return problems;
}

function readModule(root, core, folder, sources, problems) {
  const path = join(core, folder, 'CMakeLists.txt');
  const where = relative(root, path);
  const report = (text) => problems.push(`${where}: ${text}`);
  if (!existsSync(path)) {
    if (sources.length > 0) report('missing, but the folder has sources: one assay_module() call is needed');
    return undefined;
  }
  const text = readFileSync(path, 'utf8').replace(/#.*$/gm, '');
  const calls = [...text.matchAll(/\bassay_module\s*\(([^)]*)\)/g)];
  if (calls.length !== 1) {
    report(`${calls.length} assay_module() calls; a folder is one module`);
    return undefined;
  }
  const module = { NAME: [], SRCS: [], DEPS: [], EXTERNAL: [], HOT_SMALL: [], COLD: [] };
  let section = module.NAME;
  for (const word of calls[0][1].trim().split(/\s+/)) {
    if (word === 'HOT') continue; // how to optimise, not what to use
    if (word in module) section = module[word];
    else section.push(word);
  }
  if (module.NAME.join() !== folder) report(`NAME ${module.NAME.join(' ')} is not the folder's name, ${folder}`);
  if (!(folder in allowed)) {
    report(`no module of the design is called ${folder}`);
    return undefined;
  }
  for (const dependency of module.DEPS) {
    if (!allowed[folder].includes(dependency)) report(`${folder} must not depend on ${dependency}`);
  }
  for (const external of module.EXTERNAL) {
    const owner = Object.values(thirdParty).find((entry) => entry.external === external);
    if (!owner?.modules.includes(folder)) report(`${folder} must not use ${external}`);
  }
  const listed = new Set(module.SRCS);
  const present = sources.filter((source) => source.endsWith('.cc')).map((source) => relative(join(core, folder), source));
  for (const source of present) if (!listed.has(source)) report(`${source} is in the folder but not in SRCS`);
  for (const source of listed) if (!present.includes(source)) report(`${source} is in SRCS but not in the folder`);
  for (const source of [...module.COLD, ...module.HOT_SMALL])
    if (!listed.has(source)) report(`${source} is said how to optimise but is not in SRCS`);
  return module;
}

function checkIncludes(root, path, folder, module, problems) {
  const report = (line, text) => problems.push(`${relative(root, path)}:${line}: ${text}`);
  for (const { header, line, quoted } of includes(path)) {
    const own = /^assay\/([^/]+)\//.exec(header)?.[1];
    const vendor = Object.keys(thirdParty).find((prefix) => header.startsWith(prefix));
    if (own !== undefined) {
      if (own !== folder && module !== undefined && !module.DEPS.includes(own))
        report(line, `${header} is of ${own}, which is not in DEPS`);
      if (!existsSync(join(root, 'core', header))) report(line, `${header} does not exist`);
    } else if (vendor !== undefined) {
      const { modules, external } = thirdParty[vendor];
      if (!modules.includes(folder))
        report(line, `${folder} must not include ${header}${modules.length > 0 ? `: only ${modules.join(' and ')} may` : ''}`);
      else if (!module?.EXTERNAL.includes(external)) report(line, `${header} needs EXTERNAL ${external}`);
    } else if (quoted) {
      report(line, `${header}: the core's headers are included as "assay/<module>/<name>.h"`);
    } else if (bannedBecause.has(header)) {
      report(line, `<${header}> is banned in core/: ${bannedBecause.get(header)}`);
    }
  }
}

function cycles(modules) {
  const problems = [];
  const finished = new Set();
  const visit = (name, trail) => {
    if (trail.includes(name)) problems.push(`core/assay: a cycle: ${[...trail.slice(trail.indexOf(name)), name].join(' -> ')}`);
    else if (!finished.has(name)) {
      for (const next of modules.get(name)?.DEPS ?? []) visit(next, [...trail, name]);
      finished.add(name);
    }
  };
  for (const name of modules.keys()) visit(name, []);
  return problems;
}

function includes(path) {
  const found = [];
  readFileSync(path, 'utf8')
    .split('\n')
    .forEach((text, index) => {
      const match = /^\s*#\s*include\s*([<"])([^>"]+)[>"]/.exec(text);
      if (match !== null) found.push({ header: match[2], quoted: match[1] === '"', line: index + 1 });
    });
  return found;
}

function folders(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function sourceFiles(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true })
    .filter((name) => ['.h', '.cc'].some((type) => basename(name).endsWith(type)))
    .sort()
    .map((name) => join(path, name));
}
