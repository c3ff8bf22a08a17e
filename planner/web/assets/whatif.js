// What if a village went to another school: dragged on the map or chosen below, answered without solving.

import { get, post } from './api.js';
import { button, h, newId, replace, row, table } from './dom.js';
import { currentLanguage, minutes, number, of, t, yuan } from './language.js';
import { flyTo, legend, place, showLine, showWays, todayMap } from './map.js';
import { tile } from './today.js';
import { complain, toast, tried } from './toast.js';
import { villageSearch } from './village.js';
import { waiting } from './district.js';

const ACTIONS = ['keep', 'merge', 'expand', 'build', 'leave', 'change'];
const MODES = ['walk', 'ride', 'board'];
const CLICK_PIXELS = 5;
const NEAR_PIXELS = 26;

export async function whatIfTab(context, job) {
  const holder = h('div', {}, waiting(t('whatif.reading')));
  Promise.all([get(`jobs/${job.id}/document`), get(`jobs/${job.id}/what-if`)]).then(tried(async ([plan, known]) => {
    if (context.isShown()) replace(holder, trying(context, job, groundOf(plan), known));
  })).catch((problem) => { replace(holder); complain(problem); });
  return holder;
}

// A plan in its last planning year, in the form that the map draws; each village has its trips in place of its bands.
function groundOf(plan) {
  const state = plan.states[plan.years.length - 1] ?? plan.states[0];
  const { schools, settlements, towns } = plan;
  const pupils = state.schools.pupils.map((grades) => grades.reduce((a, b) => a + b, 0));
  const homes = settlements.id.map((id, at) => ({ id, name: settlements.name[at], town: towns[settlements.town[at]], lon: settlements.lon[at], lat: settlements.lat[at], bands: [] }));
  const { s, b, c, m, t: way, p } = state.trips;
  s.forEach((home, trip) => homes[home].bands.push([p[trip], c[trip], MODES[m[trip]], way[trip], null, b[trip]]));
  state.short.s.forEach((home, each) => homes[home].bands.push([state.short.p[each], -1, null, null, null, state.short.b[each]]));
  return {
    bands: plan.bands, synthetic: plan.synthetic, settlements: homes, ground: plan.ground, look: plan.look,
    schools: schools.id.map((id, at) => ({
      id, name: schools.name[at], town: towns[schools.town[at]], lon: schools.lon[at], lat: schools.lat[at], candidate: schools.candidate[at] === 1,
      pupils: pupils[at], seats: null, fate: ACTIONS[state.schools.action[at]] ?? 'keep',
    })),
  };
}

function trying(context, job, today, known) {
  const chosen = { home: null, band: null, school: null };
  const [bandId, schoolId] = [newId(), newId()];
  const bandPick = h('select', { id: bandId, disabled: true, onchange: () => { chosen.band = Number(bandPick.value); listSchools(); ask(); } });
  const schoolPick = h('select', { id: schoolId, disabled: true, onchange: () => { chosen.school = schoolPick.value === '' ? null : Number(schoolPick.value); ask(); } });
  const named = h('strong', {}, t('whatif.pick'));
  const answer = h('div', { class: 'answer', 'aria-live': 'polite' });
  const view = todayMap(context, today, (kind, at) => { if (kind === 'home') pickHome(at); else pickSchool(at); }, (map) => letDrag(map));
  let count = 0;

  function pickHome(at) {
    const home = today.settlements[at];
    chosen.home = at;
    chosen.school = null;
    const bands = [...new Set(home.bands.filter((each) => each[0] > 0).map((each) => each[5]))].sort((a, b) => a - b);
    if (!bands.includes(chosen.band)) [chosen.band = null] = bands;
    named.textContent = `${home.name}（${home.town}）`;
    replace(bandPick, bands.map((band) => h('option', { value: band, selected: band === chosen.band }, word(today.bands[band]))));
    bandPick.disabled = !bands.length;
    listSchools();
    showWays(view, today, 'home', at);
    replace(answer);
  }

  function listSchools() {
    schoolPick.disabled = chosen.band === null;
    if (chosen.band === null) return;
    const home = today.settlements[chosen.home];
    const offered = new Set(known.offers[today.bands[chosen.band].id]);
    const listed = today.schools.map((school, at) => [school, at, kilometres(home, school)]).filter(([school]) => offered.has(school.id)).sort((a, b) => a[2] - b[2]);
    replace(schoolPick, h('option', { value: '' }, t('whatif.choose')), listed.map(([school, at, far]) =>
      h('option', { value: at, selected: at === chosen.school }, `${school.name} · ${t(`action.${school.fate}`)} · ${t('whatif.km', { n: number(far, 1) })}`)));
  }

  function pickSchool(at) {
    if (chosen.home === null || chosen.band === null) return;
    chosen.school = at;
    schoolPick.value = String(at);
    ask();
  }

  async function ask() {
    count += 1;
    const mine = count;
    if (chosen.school === null) { replace(answer); return; }
    const [home, band, school] = [today.settlements[chosen.home], today.bands[chosen.band], today.schools[chosen.school]];
    showLine(view, home, place(school));
    try {
      const said = await post(`jobs/${job.id}/what-if`, { settlement_id: home.id, band: band.id, school_id: school.id });
      if (mine === count) replace(answer, answerView(context, job, today, { home, band, school }, said));
    } catch (problem) {
      complain(problem);
    }
  }

  // A village is dragged to a school: the nearest one to where it is let go.
  function letDrag(map) {
    map.on('mousedown', 'homes', (event) => {
      event.preventDefault();
      const { at } = event.features[0].properties;
      const from = event.point;
      const move = (now) => showLine(view, today.settlements[at], [now.lngLat.lng, now.lngLat.lat]);
      map.on('mousemove', move);
      map.once('mouseup', (end) => {
        map.off('mousemove', move);
        if (from.dist(end.point) < CLICK_PIXELS) return;
        pickHome(at);
        const near = today.schools.map((school, each) => [map.project(place(school)).dist(end.point), each]).sort((a, b) => a[0] - b[0])[0];
        if (near && near[0] <= NEAR_PIXELS) pickSchool(near[1]);
      });
    });
  }

  return [today.synthetic ? h('p', { class: 'stamp' }, t('synthetic')) : null, h('p', {}, t('whatif.text')),
    villageSearch(today.settlements, (at) => { pickHome(at); flyTo(view, today.settlements[at]); bandPick.focus(); }),
    h('div', { class: 'choose' }, named, h('span', {}, h('label', { for: bandId }, t('whatif.band')), bandPick), h('span', {}, h('label', { for: schoolId }, t('whatif.school')), schoolPick)),
    h('div', { class: 'beside wide' }, h('div', {}, view.holder, legend(today, ACTIONS, 'action')), answer)];
}

const word = (names) => names[currentLanguage()];
const sum = (values) => values.reduce((a, b) => a + b, 0);

function kilometres(home, school) {
  const degree = 111.32 / 1e5;
  return Math.hypot((home.lat - school.lat) * degree, (home.lon - school.lon) * degree * Math.cos((home.lat / 1e5) * (Math.PI / 180)));
}

function signed(value, print) {
  if (value === null) return '—';
  return `${value > 0 ? '+' : value < 0 ? '−' : '±'}${print(Math.abs(value))}`;
}

function answerView(context, job, today, way, said) {
  const nameOf = (id) => today.schools.find((school) => school.id === id)?.name ?? id;
  const was = [...new Set(said.was.map((each) => nameOf(each.school_id)))].join('、') || t('whatif.noSeat');
  const years = new Set(said.was.map((each) => each.year)).size || 1;
  const pupils = sum(today.settlements.find((home) => home.id === way.home.id).bands.filter((each) => today.bands[each[5]] === way.band).map((each) => each[0]));
  const head = h('h2', {}, t('whatif.way', { home: way.home.name, band: word(way.band), n: number(pupils), was, now: way.school.name }));
  if (!said.possible) return [head, h('p', { class: 'warning' }, t('whatif.cannot')), rules(said)];
  const { before, after } = said.terms;
  const meanOf = (journeys) => (journeys.length ? sum(journeys.map((each) => each.minutes * each.pupils)) / sum(journeys.map((each) => each.pupils)) : null);
  const modesOf = (journeys) => [...new Set(journeys.map((each) => t(`mode.${each.mode}`)))].join('、') || '—';
  const classes = sum(said.schools.map((each) => each.after.classes - each.before.classes)) / years;
  if (said.was.length && said.was.every((each) => each.school_id === way.school.id) && Math.abs(after.total - before.total) < 1) {
    return [head, h('p', {}, t('whatif.same')), job.scenario ? h('p', { class: 'actions' }, button(t('whatif.keep'), settle(job, way, 'fix')), button(t('whatif.forbid'), settle(job, way, 'forbid'))) : null];
  }
  return [
    head,
    h('dl', { class: 'tiles' },
      tile(t('whatif.total'), signed(after.total - before.total, yuan), t('whatif.totalText', { a: yuan(before.total), b: yuan(after.total) }), after.total > before.total + 0.5),
      tile(t('whatif.fiscal'), signed(said.groups.after.fiscal - said.groups.before.fiscal, yuan), ''),
      tile(t('whatif.minutes'), `${minutes(meanOf(said.was))} → ${minutes(meanOf(said.now))}`, t('whatif.modes', { a: modesOf(said.was), b: modesOf(said.now) })),
      tile(t('whatif.classes'), signed(classes, (value) => number(value)), t('whatif.classesText')),
      tile(t('whatif.broken'), number(said.broken.length), '', said.broken.length > 0)),
    rules(said),
    schoolsTable(said, nameOf),
    h('details', {}, h('summary', {}, t('whatif.terms')), termsTable(before, after)),
    job.scenario ? h('p', { class: 'actions' }, button(t('whatif.keep'), settle(job, way, 'fix'), { class: 'main' }), button(t('whatif.forbid'), settle(job, way, 'forbid')), button(t('whatif.solve'), again(job))) : null,
  ];
}

function rules(said) {
  const broken = of(said, 'broken');
  if (!said.broken.length) return h('p', {}, t('whatif.none'));
  return [h('h3', {}, t('whatif.broken')), h('ul', { class: 'rules' }, broken.map((each) => h('li', {}, each))), said.possible ? h('p', { class: 'sub' }, t('whatif.brokenText')) : null];
}

function schoolsTable(said, nameOf) {
  const heads = [t('col.school'), [t('col.pupils'), 'n'], [t('whatif.classCount'), 'n'], [t('whatif.rooms'), 'n'], [t('whatif.beds'), 'n']];
  const several = new Set(said.schools.map((each) => each.year)).size > 1;
  const both = (each, what) => (each.before[what] === each.after[what] ? number(each.after[what]) : `${number(each.before[what])} → ${number(each.after[what])}`);
  return table(t('whatif.schools'), heads, said.schools.map((each) => row(heads, [
    [nameOf(each.school_id), several ? ` ${each.year}` : '', !each.before.open && each.after.open ? h('span', { class: 'sub' }, ` ${t('whatif.opened')}`) : null],
    ...['pupils', 'classes', 'rooms_added', 'beds_added'].map((what) => both(each, what))])), { showCaption: true });
}

function termsTable(before, after) {
  const heads = [t('whatif.term'), [t('whatif.change'), 'n']];
  const names = Object.keys(before).filter((name) => Math.abs(after[name] - before[name]) > 0.5 || name === 'total');
  return table(t('whatif.terms'), heads, names.map((name) => row(heads, [t(`term.${name}`), signed(after[name] - before[name], yuan)])));
}

// Keep the way as a lock, or rule it out: a change of the scenario, which holds when that is solved again.
function settle(job, way, decision) {
  return tried(async () => {
    await post(`scenarios/${job.scenario}/assignment`, { settlement_id: way.home.id, band: way.band.id, school_id: way.school.id, settlement: way.home.name, school: way.school.name, decision });
    toast(t(`way.${decision}Done`, { home: way.home.name, school: way.school.name }), t('undo'), tried(() => post(`scenarios/${job.scenario}/undo`)));
  });
}

function again(job) {
  return tried(async () => {
    const made = await post(`scenarios/${job.scenario}/jobs`, { kind: 'run', begin_with: job.id, ...(job.options.time_limit ? { time_limit: job.options.time_limit } : {}) });
    location.hash = `#/job/${made.id}`;
  });
}
