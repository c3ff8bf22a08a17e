// The district as it is: figures, map, towns, schools, and where the children of a village go.

import { h, newId, replace, row, table } from './dom.js';
import { minutes, number, of, percent, t } from './language.js';
import { flyTo, legend, showWays, todayMap } from './map.js';
import { villageSearch } from './village.js';

export function todaySection(context, today) {
  const card = h('div', { class: 'pick', 'aria-live': 'polite' }, t('today.pick'));
  const view = todayMap(context, today, (kind, at) => pick(kind, at));
  function pick(kind, at) {
    showWays(view, today, kind, at);
    const thing = kind === 'school' ? today.schools[at] : today.settlements[at];
    replace(card, kind === 'school' ? schoolCard(today, at) : homeCard(today, at));
    return thing;
  }
  const find = villageSearch(today.settlements, (at) => flyTo(view, pick('home', at)));
  return [
    today.synthetic ? h('p', { class: 'stamp' }, t('synthetic')) : null,
    tiles(today),
    find,
    h('div', { class: 'beside' }, h('div', {}, view.holder, legend(today)), card),
    notes(today),
    h('h2', {}, t('today.towns')), townsTable(today),
    schoolsTable(today, (at) => { flyTo(view, pick('school', at)); view.holder.scrollIntoView({ block: 'center' }); }),
  ];
}

function sum(values) {
  return values.reduce((a, b) => a + b, 0);
}

function pupilsOf(home) {
  return sum(home.bands.map((band) => band[0]));
}

function tiles(today) {
  const existing = today.schools.filter((school) => !school.candidate);
  const over = existing.filter((school) => school.seats !== null && school.pupils > school.seats);
  const ways = today.settlements.flatMap((home) => home.bands.filter((band) => band[0] > 0 && band[3] !== null));
  const weight = sum(ways.map((band) => band[0]));
  const mean = weight ? sum(ways.map((band) => band[0] * band[3])) / weight : null;
  const nowhere = sum(today.settlements.flatMap((home) => home.bands.filter((band) => band[1] < 0).map((band) => band[0])));
  return h('dl', { class: 'tiles' },
    tile(t('tile.schools'), number(existing.length), t('tile.sites', { n: number(today.schools.length - existing.length) })),
    tile(t('tile.homes'), number(today.settlements.length), t('tile.pupils', { n: number(sum(today.settlements.map(pupilsOf))), year: today.year })),
    tile(t('tile.minutes'), mean === null ? '—' : number(mean, 1), t('tile.minutesText')),
    tile(t('tile.over'), number(over.length), t('tile.overText'), over.length > 0),
    nowhere > 0 ? tile(t('tile.nowhere'), number(nowhere), t('tile.nowhereText'), true) : null);
}

export function tile(name, value, text, bad = false) {
  return h('div', { class: bad ? 'tile bad' : 'tile' }, h('dt', {}, name), h('dd', {}, h('strong', {}, value), h('small', {}, text ?? '')));
}

function notes(today) {
  const said = of(today, 'notes');
  return said.length ? h('details', {}, h('summary', {}, t('notes', { n: said.length })), h('ul', {}, said.map((each) => h('li', {}, each)))) : null;
}

function townsTable(today) {
  const heads = [t('col.town'), [t('col.homes'), 'n'], [t('col.schools'), 'n'], [t('col.pupils'), 'n'], [t('col.seats'), 'n'], [t('col.load'), 'n']];
  const towns = {};
  const town = (name) => (towns[name] ??= { homes: 0, schools: 0, pupils: 0, seats: 0, bounded: true });
  for (const home of today.settlements) {
    town(home.town).homes += 1;
    town(home.town).pupils += pupilsOf(home);
  }
  for (const school of today.schools.filter((each) => !each.candidate)) {
    town(school.town).schools += 1;
    if (school.seats === null) town(school.town).bounded = false;
    else town(school.town).seats += school.seats;
  }
  const rows = Object.entries(towns).map(([name, each]) => row(heads, [name, number(each.homes), number(each.schools), number(each.pupils),
    each.bounded ? number(each.seats) : '—', each.bounded && each.seats ? percent(each.pupils / each.seats, 0) : '—'],
  { class: each.bounded && each.pupils > each.seats ? 'bad' : null }));
  return table(t('today.towns'), heads, rows);
}

const SHOWN = 40;

function schoolsTable(today, show) {
  const id = newId();
  const heads = [t('col.school'), t('col.town'), t('col.kind'), t('col.grades'), [t('col.pupils'), 'n'], [t('col.seats'), 'n'], [t('col.load'), 'n']];
  const holder = h('div', {});
  const filter = h('input', { id, type: 'search', oninput: () => draw() });
  let all = false;
  function draw() {
    const wanted = filter.value.trim().toLowerCase();
    const found = today.schools.map((school, at) => [school, at])
      .filter(([school]) => [school.name, school.town, school.id, t(`kind.${school.kind}`)].join(' ').toLowerCase().includes(wanted))
      .sort(([a], [b]) => loadOf(b) - loadOf(a));
    const rows = (all ? found : found.slice(0, SHOWN)).map(([school, at]) => row(heads, [
      h('button', { type: 'button', class: 'link', onclick: () => show(at) }, school.name), school.town, t(`kind.${school.kind}`), school.grades,
      number(school.pupils), school.seats === null ? '—' : number(school.seats), school.seats ? percent(school.pupils / school.seats, 0) : '—'],
    { class: school.seats !== null && school.pupils > school.seats ? 'bad' : null }));
    replace(holder, table(t('today.schools'), heads, rows),
      !all && found.length > SHOWN ? h('button', { type: 'button', onclick: () => { all = true; draw(); } }, t('table.all', { n: number(found.length) })) : null);
  }
  draw();
  return [h('h2', {}, t('today.schools')), h('p', { class: 'filter' }, h('label', { for: id }, `${t('table.filter')} `), filter), holder];
}

function loadOf(school) {
  return school.seats ? school.pupils / school.seats : -1;
}

export function schoolCard(today, at) {
  const school = today.schools[at];
  const homes = today.settlements.filter((home) => home.bands.some((band) => band[0] > 0 && band[1] === at));
  return [
    h('h3', {}, school.name),
    h('p', { class: 'sub' }, [school.id, school.town, t(`kind.${school.kind}`), t('col.gradesOf', { n: school.grades })].join(' · ')),
    h('p', {}, t('card.load', { p: number(school.pupils), s: school.seats === null ? '—' : number(school.seats) })),
    h('p', {}, t('card.rooms', { n: number(school.rooms), most: number(school.rooms_max), beds: number(school.beds) })),
    h('p', {}, t('card.homes', { n: number(homes.length) })),
    school.never ? h('p', {}, t('card.never', { why: school.never })) : null,
  ];
}

export function homeCard(today, at) {
  const home = today.settlements[at];
  const heads = [t('col.band'), [t('col.pupils'), 'n'], t('col.school'), t('col.mode'), [t('col.minutes'), 'n']];
  const rows = home.bands.map((band, place) => [band, today.bands[place]]).filter(([band]) => band[0] > 0).map(([band, named]) => row(heads, [
    of({ name: named.en, name_zh: named.zh }, 'name'), number(band[0]), band[1] < 0 ? t('card.nowhere') : today.schools[band[1]].name,
    band[2] ? t(`mode.${band[2]}`) : '—', minutes(band[3])]));
  return [h('h3', {}, home.name), h('p', { class: 'sub' }, `${home.id} · ${home.town}`), table(home.name, heads, rows)];
}
