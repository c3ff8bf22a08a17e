// A scenario: its form, its text, decisions on schools, its changes; and solving it.

import { get, patch, post, put } from './api.js';
import { button, h, newId, replace, tabs } from './dom.js';
import { formView } from './form.js';
import { moment, of, t } from './language.js';
import { problemView } from './problem.js';
import { schoolsTab } from './schools.js';
import { sweepTab } from './sweep.js';
import { toast, tried } from './toast.js';

export async function scenarioView(context, id, tab = 'form') {
  const [scenario, form] = await Promise.all([get(`scenarios/${id}`), get('form')]);
  const district = await get(`districts/${scenario.district}`);
  const base = `#/scenario/${id}`;
  const state = { scenario, form, base };
  const changes = h('section', { class: 'changes' });
  state.changed = (now) => {
    state.scenario = now;
    replace(changes, changesList(state, context));
  };
  state.changed(scenario);
  const views = { form: formTab, text: textTab, schools: schoolsTab, sweep: sweepTab };
  return [
    h('p', { class: 'crumbs' }, h('a', { href: `#/district/${district.id}` }, district.source === 'example' ? t('home.exampleName') : district.name)),
    h('h1', {}, scenario.name || t('unnamed')),
    scenario.problem ? problemView(scenario.problem) : null,
    await solveBar(state),
    tabs(t('scenario'), [[base, t('tab.form')], [`${base}/schools`, t('tab.schools')], [`${base}/sweep`, t('tab.sweep')], [`${base}/text`, t('tab.text')]], tab === 'form' ? base : `${base}/${tab}`),
    await (views[tab] ?? formTab)(context, state),
    changes,
  ];
}

function formTab(context, state) {
  if (!Object.keys(state.scenario.values).length) return h('p', {}, t('form.broken'));
  return formView(state.form, state.scenario, async (changes) => {
    const now = await patch(`scenarios/${state.scenario.id}`, { changes });
    toast(t('saved'), t('undo'), tried(async () => { await post(`scenarios/${now.id}/undo`); context.again(); }));
    state.changed(now);
    return now;
  });
}

function textTab(context, state) {
  const id = newId();
  const told = h('div', {});
  const area = h('textarea', { id, spellcheck: 'false', rows: 36, wrap: 'off' });
  area.value = state.scenario.text;
  const save = async () => {
    try {
      const now = await put(`scenarios/${state.scenario.id}/text`, { text: area.value });
      replace(told, h('p', { role: 'status' }, t('saved')));
      area.value = now.text;
      state.changed(now);
    } catch (problem) {
      replace(told, problemView(problem.document));
    }
  };
  const href = URL.createObjectURL(new Blob([state.scenario.text], { type: 'text/yaml' }));
  context.onLeave(() => URL.revokeObjectURL(href));
  return [h('p', {}, t('text.text')), h('label', { for: id, class: 'hidden' }, t('tab.text')), area, told,
    h('p', { class: 'actions' }, button(t('save'), save, { class: 'main' }), h('a', { href, download: 'scenario.yaml' }, t('text.download')))];
}

function changesList(state, context) {
  const { changes } = state.scenario;
  if (!changes.length) return null;
  const undo = tried(async () => { await post(`scenarios/${state.scenario.id}/undo`); context.again(); });
  return [h('h2', {}, t('changes', { n: changes.length })),
    h('ol', { reversed: true }, [...changes].reverse().map((each) => h('li', {}, of(each, 'says'), h('span', { class: 'sub' }, ` ${moment(each.made)}`)))),
    button(t('changes.undo'), undo)];
}

async function solveBar(state) {
  const [limit, name, from] = [newId(), newId(), newId()];
  const plans = (await get('jobs?kind=run')).filter((job) => job.has_plan && job.district === state.scenario.district);
  const earlier = h('select', { id: from }, h('option', { value: '' }, t('solve.beginNone')),
    plans.map((job) => h('option', { value: job.id, selected: sessionStorage.getItem('planner-begin') === job.id }, job.name)));
  const usual = state.scenario.values.solver?.time_limit_seconds ?? 60;
  const seconds = h('input', { id: limit, type: 'number', min: 0, max: 86400, step: 'any', value: usual, class: 'short' });
  const title = h('input', { id: name, type: 'text', maxlength: 120, placeholder: t('solve.namePlace') });
  const start = tried(async (event) => {
    event.preventDefault();
    const asked = { kind: 'run', name: title.value.trim() };
    if (seconds.value !== '' && Number(seconds.value) !== usual) asked.time_limit = Number(seconds.value);
    if (earlier.value) asked.begin_with = earlier.value;
    sessionStorage.removeItem('planner-begin');
    const job = await post(`scenarios/${state.scenario.id}/jobs`, asked);
    location.hash = `#/job/${job.id}`;
  });
  return h('form', { class: 'solve', onsubmit: start },
    h('span', {}, h('label', { for: name }, t('solve.name')), title),
    plans.length ? h('span', {}, h('label', { for: from }, t('solve.begin')), earlier) : null,
    h('span', {}, h('label', { for: limit }, t('solve.limit')), seconds),
    h('button', { type: 'submit', class: 'main', disabled: Boolean(state.scenario.problem) }, t('solve.do')));
}
