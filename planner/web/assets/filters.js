// Filters above a table: choices and text; and tables that show their first rows until all are asked for.

import { button, h, newId, replace, row, table } from './dom.js';
import { t } from './language.js';

const SHOWN = 60;
export const STAGES_OF_KIND = { teaching_point: ['primary'], primary: ['primary'], junior: ['junior'], nine_year: ['primary', 'junior'], kindergarten: ['kindergarten'], special: ['primary', 'junior'] };

export function filters(picks) {
  return h('div', { class: 'choose' }, picks.map((each) => h('span', {}, each.label, each.node)));
}

export function select(text, options, changed) {
  const id = newId();
  const node = h('select', { id, onchange: () => changed() }, options.map(([value, shown]) => h('option', { value }, shown)));
  return { label: h('label', { for: id }, text), node, value: () => node.value };
}

// One of the values that there are, or all.
export function selectOf(text, values, changed, said = (value) => value) {
  return select(text, [['', t('all')], ...[...new Set(values)].map((value) => [value, said(value)])], changed);
}

export function textFilter(text, changed) {
  const id = newId();
  const node = h('input', { id, type: 'search', oninput: () => changed() });
  return { label: h('label', { for: id }, text), node, value: () => node.value.trim().toLowerCase() };
}

export function isAny(pick, value) {
  return pick.value() === '' || pick.value() === value;
}

export function limited(caption, heads, rows, cells, props = () => ({})) {
  const holder = h('div', {});
  const draw = (all) => replace(holder, rows.length ? table(caption, heads, (all ? rows : rows.slice(0, SHOWN)).map((each) => row(heads, cells(each), props(each)))) : h('p', {}, t('warn.nothing')),
    !all && rows.length > SHOWN ? button(t('table.all', { n: String(rows.length) }), () => draw(true)) : null);
  draw(false);
  return holder;
}
