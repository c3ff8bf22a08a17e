// Seats wanted, there and reachable, by stage, town and school: asked for, since it takes a while; with filters.

import { ended, get } from './api.js';
import { button, h, replace, row, table } from './dom.js';
import { filters, isAny, limited, select, selectOf, textFilter } from './filters.js';
import { number, of, t } from './language.js';
import { problemView } from './problem.js';
import { tried } from './toast.js';

const REASONS = ['no_room', 'out_of_reach', 'too_dear'];

export function shortfallSection(context, ask) {
  const holder = h('div', {});
  const start = tried(async () => {
    const doing = h('span', {}, t('shortfall.working'));
    replace(holder, h('p', { class: 'waiting', role: 'status' }, h('i', { class: 'spin', 'aria-hidden': true }), doing));
    const done = await ended(context, await ask(), (line) => replace(doing, of(line, 'says')));
    if (!context.isShown()) return;
    const document = await get(`jobs/${done.id}/result`);
    replace(holder, document?.ok ? shown(document, done) : problemView(document ?? { error: t('job.failed') }));
  });
  replace(holder, h('p', {}, t('shortfall.text')), button(t('shortfall.do'), start));
  return h('section', {}, h('h2', {}, t('shortfall')), holder);
}

// Every network and year has its stages; towns and schools of one of them are shown, filtered.
function shown(document, job) {
  const pictures = [['today', document.today], ['plan', document.plan]].flatMap(([which, years]) => (years ?? []).map((picture) => [which, picture]));
  const holder = h('div', {});
  const towns = pictures.flatMap(([, picture]) => picture.towns);
  const picks = {
    network: select(t('shortfall.network'), pictures.map(([which, picture], at) => [String(at), t(`shortfall.${which}`, { year: picture.year })]), draw),
    town: selectOf(t('col.town'), towns.map((each) => each.town), draw),
    stage: selectOf(t('col.stage'), towns.map((each) => each.stage), draw, (stage) => t(`stage.${stage}`)),
    reason: select(t('shortfall.reason'), [['any', t('shortfall.anyReason')], ...REASONS.map((reason) => [reason, t(`shortfall.${reason}`)]), ['', t('shortfall.noReason')]], draw),
    school: textFilter(t('shortfall.school'), draw),
  };
  picks.network.node.value = String(Math.max(pictures.findIndex(([which]) => which === 'plan'), 0));
  function draw() {
    const [which, picture] = pictures[Number(picks.network.value())] ?? [];
    if (picture) replace(holder, stagesTable(which, picture), townsTable(picture, picks), schoolsTable(document.schools, which, picture, picks));
  }
  draw();
  return [
    filters(Object.values(picks)), holder, oversize(document.oversize),
    h('p', {}, h('a', { href: `api/jobs/${job.id}/files/shortfall.xlsx?download=true` }, t('shortfall.workbook'))),
    h('details', {}, h('summary', {}, t('notes', { n: of(document, 'notes').length })), h('ul', {}, of(document, 'notes').map((each) => h('li', {}, each)))),
  ];
}

function stagesTable(which, picture) {
  const title = t(`shortfall.${which}`, { year: picture.year });
  const heads = [t('col.stage'), [t('col.pupils'), 'n'], [t('col.seats'), 'n'], [t('col.reachable'), 'n'], [t('col.noRoom'), 'n'], [t('col.noReach'), 'n'], [t('col.least'), 'n']];
  const rows = picture.stages.map((stage) => row(heads, [t(`stage.${stage.stage}`), number(stage.pupils), number(stage.seats), number(stage.reachable_seats),
    number(stage.no_room), number(stage.out_of_reach), number(stage.least_proven)], { class: lacking(stage) > 0 ? 'bad' : null }));
  return [h('h3', {}, title), table(title, heads, rows)];
}

// Classes above the class size and schools above their size, as pupils attend today.
function oversize(ledger) {
  if (!ledger || ledger.classes.length + ledger.schools.length === 0) return null;
  const { totals } = ledger;
  const heads = [t('col.school'), t('col.town'), t('oversize.grade'), [t('col.pupils'), 'n'], [t('whatif.classCount'), 'n'], [t('oversize.largest'), 'n'], [t('oversize.size'), 'n']];
  const large = [t('col.school'), t('col.town'), [t('col.pupils'), 'n'], [t('oversize.most'), 'n'], [t('oversize.rooms'), 'n'], [t('oversize.needed'), 'n']];
  return h('details', {}, h('summary', {}, t('oversize')), h('p', {}, t('oversize.totals', { over: number(totals.over), large: number(totals.large), very: number(totals.very_large), schools: number(totals.beyond_size), rooms: number(totals.rooms_short) }), ledger.is_estimated ? ` ${t('oversize.estimated')}` : ''),
    ledger.classes.length ? limited(t('oversize.classes'), heads, ledger.classes, (each) =>
      [each.name, each.town, each.grade, number(each.pupils), number(each.classes), number(each.largest_class), number(each.class_size)]) : null,
    ledger.schools.length ? limited(t('oversize.schools'), large, ledger.schools, (each) =>
      [each.name, each.town, number(each.pupils), number(each.pupils_max), number(each.classrooms), number(each.classrooms_needed)]) : null);
}

function lacking(each) {
  return REASONS.reduce((sum, reason) => sum + (each[reason] ?? 0), 0);
}

function townsTable(picture, picks) {
  const reason = picks.reason.value();
  const asked = (each) => (reason === '' ? true : reason === 'any' ? lacking(each) > 0 : (each[reason] ?? 0) > 0);
  const rows = picture.towns.filter((each) => isAny(picks.town, each.town) && isAny(picks.stage, each.stage) && asked(each));
  const heads = [t('col.town'), t('col.stage'), [t('col.pupils'), 'n'], [t('col.seats'), 'n'], [t('col.reachable'), 'n'], ...REASONS.map((each) => [t(`shortfall.${each}`), 'n'])];
  if (!rows.length && reason === 'any' && picks.town.value() === '' && picks.stage.value() === '') return [h('h3', {}, t('warn.towns')), h('p', {}, t('shortfall.none'))];
  return [h('h3', {}, t('warn.towns')), limited(t('warn.towns'), heads, rows, (each) =>
    [each.town, t(`stage.${each.stage}`), number(each.pupils), number(each.seats), number(each.reachable_seats), ...REASONS.map((name) => number(each[name] ?? 0))],
  (each) => ({ class: lacking(each) > 0 ? 'bad' : null }))];
}

// Schools of the network, the fullest first.
function schoolsTable(schools, which, picture, picks) {
  const wanted = picks.school.value();
  const fill = (each) => (each.seats ? each.pupils / each.seats : -1);
  const rows = schools.filter((each) => each.which === which && each.year === picture.year && isAny(picks.town, each.town) && isAny(picks.stage, each.stage)
    && `${each.name} ${each.school_id}`.toLowerCase().includes(wanted)).sort((a, b) => fill(b) - fill(a));
  const heads = [t('col.school'), t('col.town'), t('col.stage'), [t('col.seats'), 'n'], [t('col.pupils'), 'n'], [t('shortfall.empty'), 'n'], [t('shortfall.beyond'), 'n']];
  return [h('h3', {}, t('shortfall.schools')), limited(t('shortfall.schools'), heads, rows, (each) =>
    [each.name, each.town, t(`stage.${each.stage}`), number(each.seats), number(each.pupils), number(each.empty), number(each.beyond)],
  (each) => ({ class: each.beyond > 0 ? 'bad' : null }))];
}
