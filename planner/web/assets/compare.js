// Plans side by side: figures with the better marked, schools and journeys that differ, maps, a swipe map of two.

import { ended, get, hasEnded, patch } from './api.js';
import { button, h, replace, row, table } from './dom.js';
import { currentLanguage, minutes, number, of, percent, t } from './language.js';
import { problemView } from './problem.js';
import { gone, stateBadge } from './plans.js';
import { stamp } from './tables.js';
import { tried } from './toast.js';
import { tradeOff } from './tradeoff.js';

export async function compareView(context, id) {
  const job = await get(`jobs/${id}`);
  const badge = hasEnded(job) ? null : stateBadge(job);
  const holder = h('div', {}, h('p', { class: 'waiting', role: 'status' }, h('i', { class: 'spin', 'aria-hidden': true }), t('compare.working')));
  ended(context, job).then(async (done) => {
    if (!context.isShown()) return;
    badge?.remove();
    const [document, files, plans, shown] = await Promise.all([get(`jobs/${done.id}/result`), get(`jobs/${done.id}/files`), Promise.all(done.of.map((each) => get(`jobs/${each}`))),
      get(`jobs/${done.of[0]}/document`).catch(() => null)]);
    replace(holder, shown ? stamp(shown) : null, document?.figures ? compared(done, document, files, plans) : problemView(document ?? { error: t('job.failed'), error_zh: t('job.failed') }));
  });
  return [h('p', { class: 'crumbs' }, h('a', { href: '#/' }, t('nav.home'))), h('h1', {}, t('compare')), job.note ? h('p', { class: 'note' }, job.note) : null, badge,
    h('p', { class: 'sub' }, job.name), own(context, job), holder];
}

function own(context, job) {
  const write = (what, question, old) => tried(async () => {
    const text = prompt(question, old);
    if (text !== null) { await patch(`jobs/${job.id}`, { [what]: text }); context.again(); }
  });
  return h('p', { class: 'actions' }, button(t('rename'), write('name', t('rename.ask'), job.name)), button(t('note'), write('note', t('note.ask', { name: job.name }), job.note)),
    button(t('delete'), gone(context, job, () => { location.hash = '#/'; })));
}

function compared(job, document, files, plans) {
  const has = (name) => files.some((file) => file.name === name);
  const sentences = (currentLanguage() === 'zh' ? document.sentences : document.sentences_en) ?? [];
  const address = (name) => `api/jobs/${job.id}/files/${name}`;
  return [
    h('ul', {}, document.plans.map((plan, at) => h('li', {}, h('strong', {}, plan.plan), ' ', h('a', { href: `#/job/${job.of[at]}` }, plans[at].name), ` (${plan.name}, ${plan.years.join(', ')})`))),
    h('ul', { class: 'said' }, sentences.map((each) => h('li', {}, each))),
    has('compare.html') ? [h('h2', {}, t('compare.swipe')), h('iframe', { class: 'page', src: `${address('compare.html')}${currentLanguage() === 'en' ? '#en' : ''}`, title: t('compare.swipe'), sandbox: 'allow-scripts allow-downloads allow-modals allow-popups' })] : null,
    tradeOff(document),
    h('h2', {}, t('compare.figures')), h('p', { class: 'sub' }, t('compare.marks')), figuresTable(document),
    h('h2', {}, t('compare.schools', { n: document.schools.length })), schoolsTable(document),
    h('h2', {}, t('compare.maps')), h('p', {}, h('a', { href: `${address('compare.xlsx')}?download=true` }, t('compare.workbook'))),
    files.filter((file) => file.name.endsWith('.png')).map((file) => h('img', { src: address(file.name), alt: t('compare.mapAlt', { name: file.name }), loading: 'lazy', class: 'sheet' })),
  ];
}

const MARKS = { better: '★', equal: '＝', unproven: '☆' };

function figuresTable(document) {
  const heads = [t('compare.figure'), ...document.columns.map((column) => [column.years.length === 1 ? `${column.plan} ${column.years[0]}` : t('compare.years', { p: column.plan, n: column.years.length }), 'n'])];
  const rows = document.figures.filter((figure) => figure.values.some((value) => value !== null)).map((figure) => row(heads, [of(figure, 'says'),
    ...figure.values.map((value, at) => h('span', { class: figure.marks[at] === 'better' ? 'better' : null }, cell(figure, value), ' ', h('span', { class: 'mark' }, MARKS[figure.marks[at]] ?? '')))]));
  return table(t('compare.figures'), heads, rows);
}

function cell(figure, value) {
  if (value === null) return '—';
  if (figure.unit === 'share') return percent(value);
  if (figure.unit === 'minutes') return /worst|p90/.test(figure.figure) ? minutes(value) : number(value, 1);
  return number(value, figure.unit === 'ratio' ? 3 : figure.unit === 'pupils' && !Number.isInteger(value) ? 1 : 0);
}

const SHOWN = 200;

function schoolsTable(document) {
  if (!document.schools.length) return h('p', {}, t('compare.noSchools'));
  const labels = document.plans.map((plan) => plan.plan);
  const heads = [t('col.school'), t('col.year'), ...labels];
  const said = (state) => (state === null ? '—' : `${t(`action.${state.action}`)} · ${t('n.pupils', { n: number(state.pupils) })}`);
  return table(t('compare.schoolsCaption'), heads, document.schools.slice(0, SHOWN).map((school) => row(heads, [school.name, String(school.year), ...labels.map((label) => said(school.plans[label]))])));
}
