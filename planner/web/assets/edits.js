// Changing a district's tables: rooms and beds of a school, the place of a site, a further site; listed, undone.

import { ended, get, post } from './api.js';
import { button, h, newId, replace } from './dom.js';
import { moment, number, of, t } from './language.js';
import { flyTo, legend, place, showLine, todayMap } from './map.js';
import { problemView } from './problem.js';
import { schoolCard } from './today.js';
import { toast, tried } from './toast.js';
import { villageSearch } from './village.js';
import { waiting } from './district.js';

const DEGREE = 100000;
const CLICK_PIXELS = 5;
const KINDS = { teaching_point: '1-3', primary: '1-6', junior: '7-9', nine_year: '1-9', kindergarten: 'K1-K3' };

export async function editTab(context, district) {
  const scenario = district.scenarios[0];
  if (!scenario) return h('p', {}, t('scenario.none'));
  const listed = await get(`districts/${district.id}/edits`);
  const holder = h('div', {}, waiting(t('today.reading')));
  const job = await post(`scenarios/${scenario.id}/jobs`, { kind: 'today' });
  ended(context, job, (line) => replace(holder, waiting(of(line, 'says')))).then(tried(async (done) => {
    if (!context.isShown()) return;
    const today = await get(`jobs/${done.id}/result`);
    replace(holder, today?.ok ? editing(context, district, today) : problemView(today ?? { error: t('job.failed') }, mending(context, district)));
  }));
  return [h('p', {}, t('edit.text')), holder, editList(context, listed)];
}

// What has been changed since the tables were uploaded, and how the last change is taken back.
export function editList(context, district) {
  if (!district.edits.length) return null;
  const undo = tried(async () => { await post(`districts/${district.id}/edits/undo`); context.again(); });
  return h('section', { class: 'changes' }, h('h2', {}, t('edit.list', { n: number(district.edits.length) })),
    h('ol', { reversed: true }, [...district.edits].reverse().map((each) => h('li', {}, of(each, 'says'), h('span', { class: 'sub' }, ` ${moment(each.made)}`)))),
    button(t('changes.undo'), undo));
}

// How a wrong cell is mended: its new value is written, and everything is read again.
export function mending(context, district) {
  return async (finding, value) => {
    await post(`districts/${district.id}/edits`, { change: 'cell', file: finding.file, cell: finding.cell, column: finding.column, value });
    context.again();
  };
}

function editing(context, district, today) {
  const card = h('div', { class: 'pick', 'aria-live': 'polite' }, t('edit.pick'));
  const save = (change) => tried(async () => {
    const made = await post(`districts/${district.id}/edits`, change());
    toast(of(made.edits[made.edits.length - 1], 'says'), t('undo'), tried(async () => { await post(`districts/${district.id}/edits/undo`); context.again(); }));
    context.again();
  });
  let onPlace = null;
  const view = todayMap(context, today, (kind, at) => { if (kind === 'school' && !onPlace) pick(at); }, (map) => {
    map.on('click', (event) => onPlace?.(event.lngLat));
    letDrag(map);
  });

  function pick(at) {
    onPlace = null;
    const school = today.schools[at];
    const fields = {
      classrooms: entry(t('edit.rooms'), { type: 'number', min: 0, value: school.rooms }), classrooms_max: entry(t('edit.roomsMax'), { type: 'number', min: 0, value: school.rooms_max }),
      beds: entry(t('edit.beds'), { type: 'number', min: 0, value: school.beds }), beds_max: entry(t('edit.bedsMax'), { type: 'number', min: 0, value: school.beds_max }),
    };
    const was = { classrooms: school.rooms, classrooms_max: school.rooms_max, beds: school.beds, beds_max: school.beds_max };
    const spot = school.candidate ? placeFields(place(school)) : {};
    const start = spot.lon ? [spot.lon.input.value, spot.lat.input.value] : [];
    const change = () => {
      const asked = { change: 'school', school_id: school.id };
      for (const [name, field] of Object.entries(fields)) if (Number(field.input.value) !== was[name]) asked[name] = Number(field.input.value);
      if (spot.lon && (spot.lon.input.value !== start[0] || spot.lat.input.value !== start[1])) Object.assign(asked, { lon: Number(spot.lon.input.value), lat: Number(spot.lat.input.value) });
      return asked;
    };
    replace(card, schoolCard(today, at), h('form', { class: 'entries', onsubmit: (event) => { event.preventDefault(); save(change)(); } },
      Object.values(fields).map((each) => each.node), Object.values(spot).map((each) => each.node),
      school.candidate ? h('p', { class: 'sub' }, t('edit.dragText')) : null, h('button', { type: 'submit', class: 'main' }, t('save'))));
    return spot;
  }

  function newSite() {
    const towns = [...new Set(today.settlements.map((home) => home.town))];
    const fields = {
      name: entry(t('edit.name'), { type: 'text', required: true, maxlength: 120 }),
      town: choice(t('col.town'), towns.map((town) => [town, town])),
      kind: choice(t('col.kind'), Object.keys(KINDS).map((kind) => [kind, t(`kind.${kind}`)])),
      grades: entry(t('col.grades'), { type: 'text', required: true, value: KINDS.primary, pattern: '(K?[1-9])(-K?[1-9])?' }),
      classrooms: entry(t('edit.roomsFirst'), { type: 'number', min: 0, value: 12, required: true }),
      classrooms_max: entry(t('edit.roomsMax'), { type: 'number', min: 0, value: 24, required: true }),
      beds: entry(t('edit.beds'), { type: 'number', min: 0, value: 0, required: true }),
      ...placeFields(view.map ? view.map.getCenter().toArray() : place(today.settlements[0])),
    };
    fields.kind.input.value = 'primary';
    fields.kind.input.addEventListener('change', () => { fields.grades.input.value = KINDS[fields.kind.input.value]; });
    onPlace = (at) => {
      setPlace(fields, at);
      fields.town.input.value = nearest(today.settlements, at).town;
    };
    const change = () => ({ change: 'site', ...Object.fromEntries(Object.entries(fields).map(([name, { input }]) => [name, input.type === 'number' ? Number(input.value) : input.value.trim()])) });
    replace(card, h('h3', {}, t('edit.site')), h('p', { class: 'sub' }, t('edit.siteText')),
      h('form', { class: 'entries', onsubmit: (event) => { event.preventDefault(); save(change)(); } }, Object.values(fields).map((each) => each.node), h('button', { type: 'submit', class: 'main' }, t('edit.siteDo'))));
    fields.name.input.focus();
  }

  // A candidate site is dragged to another place; it is saved with the button.
  function letDrag(map) {
    map.on('mousedown', 'schools', (event) => {
      const { at } = event.features[0].properties;
      if (!today.schools[at].candidate || onPlace) return;
      event.preventDefault();
      const from = event.point;
      const move = (now) => showLine(view, today.schools[at], [now.lngLat.lng, now.lngLat.lat]);
      map.on('mousemove', move);
      map.once('mouseup', (end) => {
        map.off('mousemove', move);
        if (from.dist(end.point) >= CLICK_PIXELS) setPlace(pick(at), end.lngLat);
      });
    });
  }

  const find = villageSearch(today.schools, (at) => { pick(at); flyTo(view, today.schools[at]); }, t('edit.find'));
  return [today.synthetic ? h('p', { class: 'stamp' }, t('synthetic')) : null, find, h('p', { class: 'actions' }, button(t('edit.site'), newSite)),
    h('div', { class: 'beside' }, h('div', {}, view.holder, legend(today)), card)];
}

function nearest(homes, at) {
  const far = (home) => { const [lon, lat] = place(home); return Math.hypot((lon - at.lng) * Math.cos((lat * Math.PI) / 180), lat - at.lat); };
  return homes.reduce((best, home) => (far(home) < far(best) ? home : best));
}

function placeFields([lon, lat]) {
  return {
    lon: entry(t('edit.lon'), { type: 'number', step: 'any', required: true, min: 70, max: 140, value: degrees(lon) }),
    lat: entry(t('edit.lat'), { type: 'number', step: 'any', required: true, min: 0, max: 60, value: degrees(lat) }),
  };
}

const degrees = (value) => String(Math.round(value * DEGREE) / DEGREE);

function setPlace(fields, at) {
  fields.lon.input.value = degrees(at.lng);
  fields.lat.input.value = degrees(at.lat);
}

function entry(text, props) {
  const id = newId();
  const input = h('input', { id, ...props });
  return { input, node: h('span', {}, h('label', { for: id }, text), input) };
}

function choice(text, options) {
  const id = newId();
  const input = h('select', { id }, options.map(([value, shown]) => h('option', { value }, shown)));
  return { input, node: h('span', {}, h('label', { for: id }, text), input) };
}
