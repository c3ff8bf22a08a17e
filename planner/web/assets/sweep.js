// One key with several values: a plan for each, and what they trade off.

import { get, post } from './api.js';
import { h, newId, row, table } from './dom.js';
import { number, of, percent, t, yuan } from './language.js';
import { tried } from './toast.js';

const USUAL = 'rules.merge.most';

export function sweepTab(context, state) {
  const leaves = numbersOf(state.form, []);
  const [key, values, limit] = [newId(), newId(), newId()];
  const choice = h('select', { id: key }, leaves.map((leaf) => h('option', { value: leaf.route.join('.'), selected: leaf.route.join('.') === USUAL }, `${leaf.path} (${leaf.route.join('.')})`)));
  const typed = h('input', { id: values, type: 'text', placeholder: '40, 50, 60, 70', required: true });
  const seconds = h('input', { id: limit, type: 'number', min: 0, step: 'any', class: 'short', value: 20 });
  const start = tried(async (event) => {
    event.preventDefault();
    const asked = typed.value.split(/[,，、\s]+/).filter(Boolean).map(Number);
    const job = await post(`scenarios/${state.scenario.id}/sweep`, { route: choice.value.split('.'), values: asked, time_limit: Number(seconds.value) });
    location.hash = `#/job/${job.id}`;
  });
  return [h('p', {}, t('sweep.text')),
    h('form', { class: 'solve', onsubmit: start },
      h('span', {}, h('label', { for: key }, t('sweep.key')), choice),
      h('span', {}, h('label', { for: values }, t('sweep.values')), typed),
      h('span', {}, h('label', { for: limit }, t('sweep.limit')), seconds),
      h('button', { type: 'submit', class: 'main' }, t('sweep.do')))];
}

// Keys whose values are numbers, outside what the user names; each with the names of the groups it stands in.
function numbersOf(node, above) {
  const here = node.key ? [...above, of(node, 'label')] : above;
  if (node.type === 'named') return [];
  if (node.type === 'group') return node.children.filter((child) => child.key !== 'solver').flatMap((child) => numbersOf(child, here));
  return ['number', 'integer', 'budget'].includes(node.type) ? [{ route: node.route, path: here.join(' › ') }] : [];
}

export async function sweepView(job) {
  const document = await get(`jobs/${job.id}/result`);
  if (!document?.settings) return null;
  const heads = [document.keys.join(' · '), [t('sweep.total'), 'n'], [t('job.bound'), 'n'], [t('job.gap'), 'n'], [t('sweep.fiscal'), 'n'], [t('sum.merged'), 'n'], [t('sweep.moved'), 'n'], [t('job.short'), 'n'], t('sweep.said')];
  const rows = document.settings.map((setting) => row(heads, [setting.values.map((value) => (value === null ? t('form.none') : String(value))).join(' · '), ...cells(setting), said(document, setting)]));
  const files = `api/jobs/${job.id}/files`;
  return [table(t('sweep.table'), heads, rows), h('p', { class: 'sub' }, t('sweep.front'), document.totals_comparable ? '' : ` ${t('sweep.prices')}`),
    h('img', { src: `${files}/sweep.png`, alt: t('sweep.picture'), class: 'sheet' }),
    h('p', {}, h('a', { href: `${files}/sweep.xlsx?download=true` }, t('compare.workbook')))];
}

function cells(setting) {
  const figures = setting.figures;
  if (!figures) return ['—', '—', '—', '—', '—', '—', '—'];
  return [yuan(figures.total), yuan(figures.bound), figures.gap === null ? '—' : percent(figures.gap), yuan(figures.fiscal), number(figures.merged), number(figures.moved), number(figures.shortfall)];
}

function said(document, setting) {
  if (setting.failed) return of(setting, 'failed');
  return [setting.on_front ? '★ ' : '', setting.proven_dearer && document.totals_comparable ? t('sweep.dearer') : ''];
}
