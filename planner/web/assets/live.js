// The best plan so far on the map, while a run works: what becomes of schools, and where each village's children go.

import { ended, get, post } from './api.js';
import { h, replace } from './dom.js';
import { list, number, t } from './language.js';
import { legend, showPlan, showWays, todayMap } from './map.js';

const ACTIONS = ['keep', 'expand', 'build', 'merge', 'change', 'leave'];
const NOT_THERE = 404;

export function liveMap(context, job) {
  const said = h('p', { class: 'sub' }, t('live.none'));
  const card = h('div', { class: 'pick', 'aria-live': 'polite' }, t('live.pick'));
  const holder = h('div', {});
  const node = h('section', {}, holder, said);
  const state = { today: null, view: null, busy: false, again: false, signs: h('div', {}) };

  // one after the other: a better plan that comes meanwhile is fetched next
  async function update() {
    if (state.busy) { state.again = true; return; }
    state.busy = true;
    try {
      state.today ??= await ground(context, job);
      const best = await get(`jobs/${job.id}/best`);
      if (context.isShown() && state.today) show(best);
    } catch (problem) {
      if (!problem.document) throw problem;
    } finally {
      state.busy = false;
    }
    if (state.again) { state.again = false; update(); }
  }

  function show(best) {
    put(state.today, best);
    if (!state.view) {
      state.view = todayMap(context, state.today, pick, () => state.view.map.once('load', () => showPlan(state.view, state.today)));
      replace(holder, state.today.synthetic ? h('p', { class: 'stamp' }, t('synthetic')) : null, state.view.holder, state.signs);
    }
    showPlan(state.view, state.today);
    replace(state.signs, legend(state.today, ACTIONS, 'action'));
    const counts = ACTIONS.filter((action) => best.counts[action]).map((action) => t('live.count', { what: t(`action.${action}`), n: number(best.counts[action]) }));
    const moved = best.trips.p.reduce((sum, pupils, trip) => sum + pupils * best.trips.moved[trip], 0);
    const short = best.short.p.reduce((sum, pupils) => sum + pupils, 0);
    said.textContent = t('live.said', { year: best.year, counts: list(counts), moved: number(moved), short: number(short) });
  }

  function pick(kind, at) {
    const { settlements, schools } = state.today;
    showWays(state.view, state.today, kind, at);
    if (kind === 'school') {
      replace(card, h('h3', {}, schools[at].name), h('p', {}, `${t(`action.${schools[at].fate}`)} · ${t('n.pupils', { n: number(schools[at].pupils) })}`));
      return;
    }
    const home = settlements[at];
    replace(card, h('h3', {}, `${home.name}（${home.town}）`), h('ul', {}, home.bands.map((band) =>
      h('li', {}, `${t('n.pupils', { n: number(band[0]) })} → ${band[1] < 0 ? t('whatif.noSeat') : schools[band[1]].name}`))));
  }

  return { node, card, update };
}

// The district's places: those that were looked at before, of the same tables; else it is looked at now.
async function ground(context, job) {
  try {
    return await get(`jobs/${job.id}/ground`);
  } catch (problem) {
    if (problem.status !== NOT_THERE || !job.scenario) throw problem;
  }
  const done = await ended(context, await post(`scenarios/${job.scenario}/jobs`, { kind: 'today' }));
  const today = await get(`jobs/${done.id}/result`);
  return today?.ok ? today : null;
}

// Put a plan's schools and trips in the place of today's; places are told by id, since tables may have changed.
function put(today, best) {
  const school = new Map(today.schools.map((each, at) => [each.id, at]));
  const home = new Map(today.settlements.map((each, at) => [each.id, at]));
  const schoolAt = best.schools.map((id) => school.get(id) ?? -1);
  const homeAt = best.settlements.map((id) => home.get(id) ?? -1);
  for (const each of today.settlements) each.bands = [];
  for (const each of today.schools) Object.assign(each, { fate: 'keep', seats: null, pupils: 0 });
  schoolAt.forEach((at, each) => { if (at >= 0) today.schools[at].fate = best.actions[each]; });
  const { s, c, p, t: way, moved } = best.trips;
  s.forEach((from, trip) => {
    const [village, to] = [homeAt[from], schoolAt[c[trip]]];
    if (village < 0 || to < 0) return;
    today.settlements[village].bands.push([p[trip], to, null, way[trip], null, moved[trip]]);
    today.schools[to].pupils += p[trip];
  });
  best.short.s.forEach((from, each) => {
    if (homeAt[from] >= 0) today.settlements[homeAt[from]].bands.push([best.short.p[each], -1, null, null, null, 0]);
  });
}
