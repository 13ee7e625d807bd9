import type { TrackingPlan } from 'assay';

/** A plan with one of everything. */
export const samplePlan: TrackingPlan = {
  format: 1,
  description: 'The shop.',
  events: {
    order_completed: {
      description: 'The customer paid.',
      properties: {
        total: { type: 'number', minimum: 0, maximum: 10_000, required: true, description: 'In euro.' },
        plan: { type: 'string', enum: ['free', 'pro'] },
        items: { type: 'integer', minimum: 1 },
        gift: { type: 'boolean' },
        coupon: { type: 'string', minLength: 2, maxLength: 4 },
        email: { type: 'string', pii: 'personal' },
        diagnosis: { type: 'string', pii: 'sensitive' },
        customer: { type: 'string', pii: 'pseudonymous' },
      },
    },
    cart_opened: {},
    searched: { properties: { term: { type: 'string', required: true } }, additionalProperties: true },
  },
  properties: { theme: { type: 'string', enum: ['dark', 'light'] }, phone: { type: 'string', pii: 'personal' } },
  traits: { tier: { type: 'string' }, name: { type: 'string', pii: 'personal' } },
};
