/** The arms of `carrier_step`, control first. */
export const ARMS = ['control', 'recommended'] as const;
export type Arm = (typeof ARMS)[number];

/** Flags and experiments of the app. `carrier_step` is the experiment; `express_checkout` is a release to the accounts it was built for. */
export const datafile = {
  revision: 1,
  flags: {
    carrier_step: {
      type: 'string',
      variants: { control: 'list', recommended: 'recommended' },
      default: 'control',
      rules: [{ id: 'all', split: { experiment: 'carrier_step', unit: 'user', weights: { control: 50, recommended: 50 } } }],
    },
    express_checkout: {
      type: 'boolean',
      variants: { on: true, off: false },
      default: 'off',
      rules: [{ id: 'big-dispatchers', when: { role: 'dispatcher', company_size: { in: ['51-250', '250+'] } }, serve: 'on' }],
    },
  },
} as const;
