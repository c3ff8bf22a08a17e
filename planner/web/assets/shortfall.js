// Seats wanted, there and reachable, by stage and town: asked for, since it takes a while.

import { ended, get } from './api.js';
import { button, h, replace, row, table } from './dom.js';
import { number, of, t } from './language.js';
import { problemView } from './problem.js';
import { tried } from './toast.js';

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

function shown(document, job) {
  const networks = [['today', document.today], ['plan', document.plan]].filter(([, years]) => years?.length);
  return [
    networks.map(([name, years]) => years.map((picture) => pictureView(name, picture))),
    h('p', {}, h('a', { href: `api/jobs/${job.id}/files/shortfall.xlsx?download=true` }, t('shortfall.workbook'))),
    h('details', {}, h('summary', {}, t('notes', { n: of(document, 'notes').length })), h('ul', {}, of(document, 'notes').map((each) => h('li', {}, each)))),
  ];
}

function pictureView(name, picture) {
  const title = t(`shortfall.${name}`, { year: picture.year });
  const heads = [t('col.stage'), [t('col.pupils'), 'n'], [t('col.seats'), 'n'], [t('col.reachable'), 'n'], [t('col.noRoom'), 'n'], [t('col.noReach'), 'n'], [t('col.least'), 'n']];
  const rows = picture.stages.map((stage) => row(heads, [t(`stage.${stage.stage}`), number(stage.pupils), number(stage.seats), number(stage.reachable_seats),
    number(stage.no_room), number(stage.out_of_reach), number(stage.least_proven)], { class: stage.no_room + stage.out_of_reach > 0 ? 'bad' : null }));
  return [h('h3', {}, title), table(title, heads, rows), townsView(picture)];
}

// Only towns where somebody lacks a seat.
function townsView(picture) {
  const heads = [t('col.town'), t('col.stage'), [t('col.pupils'), 'n'], [t('col.noRoom'), 'n'], [t('col.noReach'), 'n']];
  const short = picture.towns.filter((each) => (each.no_room ?? 0) + (each.out_of_reach ?? 0) > 0);
  if (!short.length) return h('p', {}, t('shortfall.none'));
  const rows = short.map((each) => row(heads, [each.town, t(`stage.${each.stage}`), number(each.pupils), number(each.no_room), number(each.out_of_reach)]));
  return table(t('shortfall.towns'), heads, rows);
}
