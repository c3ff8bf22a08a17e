// Where one begins: the example, a workbook, an empty district; and what there is already.

import { get, patch, post, remove } from './api.js';
import { button, h, newId, table, row } from './dom.js';
import { currentLanguage, moment, t } from './language.js';
import { gone as removed, jobsTable } from './plans.js';
import { complain, toast, tried } from './toast.js';
import { archiveForm, uploadForm } from './upload.js';

export async function homeView(context) {
  const [districts, plans, comparisons] = await Promise.all([get('districts'), get('jobs?kind=run'), get('jobs?kind=compare&kind=sweep')]);
  return [
    h('h1', {}, t('home.title')),
    h('p', { class: 'lead' }, t('home.lead')),
    h('section', { class: 'cards', 'aria-label': t('home.begin') }, exampleCard(), uploadCard(), importCard(), emptyCard()),
    districts.length ? districtsSection(context, districts) : null,
    plans.length ? plansSection(context, plans, districts) : null,
    comparisons.length ? comparisonsSection(context, comparisons) : null,
  ];
}

function card(title, text, ...rest) {
  return h('article', { class: 'card' }, h('h2', {}, title), h('p', {}, text), ...rest);
}

function exampleCard() {
  const begin = tried(async (event) => {
    event.target.disabled = true;
    const made = await post('districts', { start: 'example' }).finally(() => { event.target.disabled = false; });
    location.hash = `#/district/${made.id}`;
  });
  return card(t('home.example'), t('home.exampleText'), button(t('home.exampleDo'), begin, { class: 'main' }));
}

function uploadCard() {
  return card(t('home.upload'), t('home.uploadText'), uploadForm('districts/upload', 'POST', (made) => { location.hash = `#/district/${made.id}`; }),
    h('details', {}, h('summary', {}, t('home.archive')), archiveForm((job) => { location.hash = `#/job/${job.id}`; })));
}

function importCard() {
  return card(t('import'), t('home.importText'), h('p', {}, h('a', { class: 'main', href: '#/import' }, t('home.importDo'))));
}

function emptyCard() {
  const id = newId();
  const name = h('input', { id, type: 'text', maxlength: 120, autocomplete: 'off' });
  const begin = tried(async (event) => {
    event.preventDefault();
    const made = await post('districts', { start: 'empty', name: name.value });
    location.hash = `#/district/${made.id}/data`;
  });
  return card(t('home.empty'), t('home.emptyText'),
    h('form', { onsubmit: begin }, h('label', { for: id }, t('home.name')), name, h('button', { type: 'submit' }, t('home.emptyDo'))));
}

function districtsSection(context, districts) {
  const heads = [t('name'), t('scenarios'), t('made'), h('span', { class: 'hidden' }, t('actions'))];
  const gone = (district) => async () => {
    try {
      await remove(`districts/${district.id}`);
    } catch (problem) {
      complain(problem);
      return;
    }
    context.again();
    toast(t('deleted', { name: nameOf(district) }), t('undo'), async () => { await post(`districts/${district.id}/restore`); context.again(); });
  };
  const rename = (district) => async () => {
    const name = prompt(t('rename.ask'), district.name);
    if (name) await patch(`districts/${district.id}`, { name }).then(context.again, complain);
  };
  const rows = districts.map((district) => row(heads, [
    h('a', { href: `#/district/${district.id}` }, nameOf(district)),
    district.scenarios.map((scenario, place) => [place ? ' · ' : '', h('a', { href: `#/scenario/${scenario.id}` }, scenario.name || t('unnamed'))]),
    moment(district.made),
    h('span', { class: 'actions' }, button(t('rename'), rename(district)), button(t('delete'), gone(district))),
  ]));
  return h('section', {}, h('h2', {}, t('districts')), table(t('districts'), heads, rows));
}

// The embedded example bears both of its names.
function nameOf(district) {
  if (district.source !== 'example') return district.name;
  return t('home.exampleName');
}

function plansSection(context, plans, districts) {
  const names = Object.fromEntries(districts.map((district) => [district.id, nameOf(district)]));
  return h('section', {}, h('h2', {}, t('plans')), jobsTable(context, plans, names));
}

function comparisonsSection(context, comparisons) {
  return h('section', {}, h('h2', {}, t('comparisons')),
    h('ul', {}, comparisons.map((job) => h('li', { lang: currentLanguage() }, h('a', { href: `#/${job.kind === 'compare' ? 'compare' : 'job'}/${job.id}` }, job.name), ` · ${moment(job.made)} `, button(t('delete'), removed(context, job))))));
}
