// A district: how it is today, its tables, its scenarios.

import { ended, get, post, remove } from './api.js';
import { button, h, replace, row, table, tabs } from './dom.js';
import { editList, editTab, mending } from './edits.js';
import { importPapers } from './imports.js';
import { moment, of, t } from './language.js';
import { problemView } from './problem.js';
import { shortfallSection } from './shortfall.js';
import { complain, toast, tried } from './toast.js';
import { todaySection } from './today.js';
import { uploadForm } from './upload.js';

export async function districtView(context, id, tab = 'today') {
  const district = await get(`districts/${id}`);
  const name = district.source === 'example' ? t('home.exampleName') : district.name;
  const views = { today: todayTab, edit: editTab, data: dataTab, scenarios: scenariosTab };
  return [
    h('h1', {}, name),
    tabs(name, [[`#/district/${id}`, t('tab.today')], [`#/district/${id}/edit`, t('tab.edit')], [`#/district/${id}/data`, t('tab.data')], [`#/district/${id}/scenarios`, t('tab.scenarios')]],
      tab === 'today' ? `#/district/${id}` : `#/district/${id}/${tab}`),
    await (views[tab] ?? todayTab)(context, district),
  ];
}

async function todayTab(context, district) {
  const scenario = district.scenarios[0];
  if (!scenario) return h('p', {}, t('scenario.none'));
  const holder = h('div', {}, waiting(t('today.reading')));
  const job = await post(`scenarios/${scenario.id}/jobs`, { kind: 'today' });
  ended(context, job, (line) => replace(holder, waiting(of(line, 'says')))).then(tried(async (done) => {
    if (!context.isShown()) return;
    const document = await get(`jobs/${done.id}/result`);
    if (!document?.ok) {
      replace(holder, await refused(context, district, done, document));
      return;
    }
    replace(holder, todaySection(context, document), shortfallSection(context, () => post(`scenarios/${scenario.id}/jobs`, { kind: 'shortfall' })),
      h('p', { class: 'next' }, h('a', { class: 'main', href: `#/scenario/${scenario.id}` }, t('today.next'))));
  }));
  return holder;
}

export function waiting(text) {
  return h('p', { class: 'waiting', role: 'status' }, h('i', { class: 'spin', 'aria-hidden': true }), text);
}

async function refused(context, district, job, document) {
  const again = uploadForm(`districts/${district.id}/tables`, 'PUT', context.again);
  if (document) return [h('p', {}, t('data.wrong')), problemView(document, mending(context, district)), editList(context, await get(`districts/${district.id}/edits`)), h('p', {}, h('a', { href: `#/scenario/${job.scenario}` }, t('data.mendScenario'))),
    h('h2', {}, t('data.again')), h('p', {}, t('data.againText')), again];
  const { text } = await get(`jobs/${job.id}/messages`);
  return [problemView({ error: t('job.failed') }), h('pre', {}, text)];
}

async function dataTab(context, district) {
  const files = district.files.map((name) => h('li', {}, h('a', { href: `api/districts/${district.id}/tables/${encodeURIComponent(name)}`, download: name }, name)));
  return [
    h('p', {}, district.source === 'empty' ? t('data.emptyText') : t('data.text', { n: district.version })),
    h('ul', {}, files), editList(context, await get(`districts/${district.id}/edits`)),
    h('h2', {}, t('data.again')), h('p', {}, t('data.againText')),
    uploadForm(`districts/${district.id}/tables`, 'PUT', () => { location.hash = `#/district/${district.id}`; }),
    importPapers(district, await get(`districts/${district.id}/import`)),
  ];
}

async function scenariosTab(context, district) {
  const heads = [t('name'), t('made'), h('span', { class: 'hidden' }, t('actions'))];
  const copy = (scenario) => tried(async () => {
    const name = prompt(t('scenario.copyAsk'), t('scenario.copyName', { name: scenario.name }));
    if (!name) return;
    const made = await post(`districts/${district.id}/scenarios`, { copy_of: scenario.id, name });
    location.hash = `#/scenario/${made.id}`;
  });
  const gone = (scenario) => async () => {
    await remove(`scenarios/${scenario.id}`).catch(complain);
    context.again();
    toast(t('deleted', { name: scenario.name }), t('undo'), async () => { await post(`scenarios/${scenario.id}/restore`); context.again(); });
  };
  return table(t('tab.scenarios'), heads, district.scenarios.map((scenario) => row(heads, [
    h('a', { href: `#/scenario/${scenario.id}` }, scenario.name || t('unnamed')), moment(scenario.made),
    h('span', { class: 'actions' }, button(t('scenario.copy'), copy(scenario)), button(t('delete'), gone(scenario)))])));
}
