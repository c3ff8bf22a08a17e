// Decisions on schools: on the map or in the table, each a change of the scenario, listed and undone.

import { ended, get, post } from './api.js';
import { button, h, newId, replace, row, table } from './dom.js';
import { number, of, t } from './language.js';
import { FATES, dotSign, fateOf, flyTo, legend, showSchools, showWays, todayMap } from './map.js';
import { problemView } from './problem.js';
import { complain, toast, tried } from './toast.js';
import { schoolCard } from './today.js';
import { waiting } from './district.js';

const SHOWN = 30;

export async function schoolsTab(context, state) {
  const holder = h('div', {}, waiting(t('today.reading')));
  const job = await post(`scenarios/${state.scenario.id}/jobs`, { kind: 'today' });
  ended(context, job, (line) => replace(holder, waiting(of(line, 'says')))).then(tried(async (done) => {
    if (!context.isShown()) return;
    const today = await get(`jobs/${done.id}/result`);
    replace(holder, today?.ok ? decisions(context, state, today) : problemView(today ?? { error: t('job.failed') }));
  }));
  return holder;
}

function decisions(context, state, today) {
  const card = h('div', { class: 'pick', 'aria-live': 'polite' }, t('schools.pick'));
  const view = todayMap(context, today, (kind, at) => { if (kind === 'school') pick(at); });
  const list = h('div', {});
  function pick(at) {
    showWays(view, today, 'school', at);
    replace(card, schoolCard(today, at), decide(at));
  }
  function decide(at) {
    const school = today.schools[at];
    const names = school.candidate ? ['keep', 'close', 'free', 'table'] : ['keep', 'never', 'close', 'free', 'table'];
    return [h('p', {}, t('schools.now'), ' ', h('strong', {}, t(`fate.${fateOf(school)}`))),
      h('p', { class: 'actions' }, names.map((name) => button(t(`decide.${school.candidate && name !== 'free' && name !== 'table' ? `site.${name}` : name}`), () => take(at, name))))];
  }
  const take = async (at, decision) => {
    const school = today.schools[at];
    const reason = decision === 'never' ? prompt(t('decide.why', { name: school.name })) : '';
    if (reason === null) return;
    try {
      const now = await post(`scenarios/${state.scenario.id}/decision`, { school_id: school.id, school: school.name, decision, reason });
      state.changed(now);
      await reread();
      toast(t('decide.done', { name: school.name, what: t(`decide.${decision}`) }), t('undo'), tried(async () => {
        state.changed(await post(`scenarios/${state.scenario.id}/undo`));
        await reread();
      }));
    } catch (problem) {
      complain(problem);
    }
    pick(at);
  };
  // what the decision makes of the school is read from the scenario again, not guessed here
  async function reread() {
    const job = await post(`scenarios/${state.scenario.id}/jobs`, { kind: 'today' });
    const done = await ended(context, job);
    const now = await get(`jobs/${done.id}/result`);
    if (now?.ok) today.schools = now.schools;
    showSchools(view, today);
    draw();
  }
  const id = newId();
  const filter = h('input', { id, type: 'search', oninput: draw });
  function draw() {
    const heads = [t('col.school'), t('col.town'), t('col.kind'), [t('col.pupils'), 'n'], t('schools.decision')];
    const wanted = filter.value.trim().toLowerCase();
    const found = today.schools.map((school, at) => [school, at])
      .filter(([school]) => `${school.name} ${school.town} ${school.id} ${t(`kind.${school.kind}`)} ${t(`fate.${fateOf(school)}`)}`.toLowerCase().includes(wanted))
      .sort(([a], [b]) => a.pupils - b.pupils);
    const rows = found.slice(0, SHOWN).map(([school, at]) => row(heads, [
      h('button', { type: 'button', class: 'link', onclick: () => { pick(at); flyTo(view, school); card.scrollIntoView({ block: 'nearest' }); } }, school.name),
      school.town, t(`kind.${school.kind}`), number(school.pupils), [dotSign(FATES[fateOf(school)]), t(`fate.${fateOf(school)}`)]]));
    replace(list, table(t('schools.table'), heads, rows), found.length > SHOWN ? h('p', { class: 'sub' }, t('schools.more', { n: number(found.length - SHOWN) })) : null);
  }
  draw();
  return [h('p', {}, t('schools.text')), h('div', { class: 'beside' }, h('div', {}, view.holder, legend(today)), card),
    h('p', { class: 'filter' }, h('label', { for: id }, `${t('table.filter')} `), filter), list];
}
