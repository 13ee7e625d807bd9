import { h, uniqueId } from '../dom.js';
import type { CompanySize, Role } from '../events.js';
import { COMPANY_SIZES, ROLES } from '../events.js';
import { humanize } from '../format.js';
import type { Workspace } from '../workspace.js';

/** Who you are to Freight and which variants you get. Another role or company can switch features; a new visitor can get the other arm. */
export function visitorBar(workspace: Workspace): HTMLElement {
  const role = choice('Role', ROLES, humanize, workspace.visitor.role, 'visitor-role');
  const size = choice('Company', COMPANY_SIZES, (each) => `${each} people`, workspace.visitor.company_size, 'visitor-size');
  const arm = h('dd', { 'data-testid': 'assigned-variant' });
  const express = h('dd', { 'data-testid': 'express-flag' });
  const show = (): void => {
    arm.textContent = workspace.assay.details('carrier_step').variant ?? 'none';
    express.textContent = workspace.assay.details('express_checkout').variant ?? 'off';
  };
  const change = (): void => {
    workspace.setVisitor({ ...workspace.visitor, role: role.select.value as Role, company_size: size.select.value as CompanySize });
  };
  role.select.addEventListener('change', change);
  size.select.addEventListener('change', change);
  workspace.onVisitor(show);
  show();
  return h(
    'section',
    { class: 'visitor', 'aria-labelledby': 'visitor-title' },
    h(
      'div',
      { class: 'side-head' },
      h('h2', { class: 'side-title', id: 'visitor-title' }, 'You are'),
      h(
        'button',
        { type: 'button', class: 'button button-quiet', 'data-testid': 'new-visitor', onclick: () => workspace.becomeNewVisitor() },
        'New visitor',
      ),
    ),
    h('div', { class: 'field-pair' }, role.root, size.root),
    h('dl', { class: 'assignments' }, h('dt', {}, 'carrier_step'), arm, h('dt', {}, 'express_checkout'), express),
  );
}

function choice<Value extends string>(
  label: string,
  values: readonly Value[],
  text: (value: Value) => string,
  current: Value,
  testId: string,
): { readonly root: HTMLElement; readonly select: HTMLSelectElement } {
  const id = uniqueId('visitor');
  const select = h(
    'select',
    { id, class: 'field-input', 'data-testid': testId },
    ...values.map((value) => h('option', { value, selected: value === current }, text(value))),
  );
  return { root: h('div', { class: 'field' }, h('label', { class: 'field-label', for: id }, label), select), select };
}
