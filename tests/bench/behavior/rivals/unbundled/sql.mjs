// The workload's columns and questions in SQL, as far as both databases put them alike.
import { BROWSERS, COMPANY_SIZES, COUNTRIES, EVENTS, ROLES, STEPS } from '../../workload.mjs';

/** The texts of a column are indexes into a list. */
export const TEXT_COLUMNS = [
  ['event', 'event', EVENTS],
  ['role', 'role', ROLES],
  ['company_size', 'companySize', COMPANY_SIZES],
  ['browser', 'browser', BROWSERS],
  ['country', 'country', COUNTRIES],
];

export const STEP_LIST = STEPS.map((step) => `'${step}'`).join(',');
