import type { Datafile } from 'assay/compile';

/** One flag of every kind. `button` and `button_label` belong to one experiment. */
export const sampleDatafile: Datafile = {
  revision: 1,
  flags: {
    banner: { type: 'boolean', variants: { on: true, off: false }, default: 'on' },
    greeting: {
      type: 'string',
      variants: { short: 'hi', empty: '' },
      default: 'short',
      rules: [{ when: { quiet: true }, serve: 'empty' }],
    },
    limit: { type: 'number', variants: { zero: 0 }, default: 'zero' },
    theme: { type: 'json', variants: { dark: { accent: '#06c' } }, default: 'dark' },
    steps: { type: 'json', variants: { two: ['a', 'b'] }, default: 'two' },
    nothing: { type: 'json', variants: { none: null }, default: 'none' },
    retired: { type: 'boolean', variants: { on: true, off: false }, default: 'off', enabled: false },
    early: {
      type: 'boolean',
      variants: { on: true, off: false },
      default: 'off',
      rules: [{ id: 'half', split: { weights: { on: 1, off: 1 } } }],
    },
    button: {
      type: 'string',
      variants: { control: 'grey', blue: 'blue' },
      default: 'control',
      rules: [{ id: 'all', split: { experiment: 'button_colour', weights: { control: 1, blue: 1 } } }],
    },
    button_label: {
      type: 'string',
      variants: { control: 'Buy', blue: 'Buy now' },
      default: 'control',
      rules: [{ id: 'all', split: { experiment: 'button_colour', weights: { control: 1, blue: 1 } } }],
    },
    region: {
      type: 'string',
      variants: { a: 'a', b: 'b' },
      default: 'a',
      rules: [{ id: 'by-company', split: { experiment: 'region_test', unit: 'company', weights: { a: 1, b: 1 } } }],
    },
  },
};

/** The same with a new version of the experiment. */
export const restartedDatafile: Datafile = {
  ...sampleDatafile,
  revision: 2,
  flags: {
    button: {
      type: 'string',
      variants: { control: 'grey', blue: 'blue' },
      default: 'control',
      rules: [{ id: 'all', split: { experiment: 'button_colour', version: 2, weights: { control: 1, blue: 1 } } }],
    },
  },
};
