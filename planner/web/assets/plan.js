// A plan that is there: its map, its report, its villages, its shortfall, its reasons, its files.

import { get, post } from './api.js';
import { button, h, replace, row, table } from './dom.js';
import { bytes, currentLanguage, minutes, number, of, percent, t, yuan } from './language.js';
import { reasonsTab } from './reasons.js';
import { shortfallSection } from './shortfall.js';
import { balanceTab, stamp, warningTab } from './tables.js';
import { tile } from './today.js';
import { toast, tried } from './toast.js';
import { whatIfTab } from './whatif.js';
import { villageSearch } from './village.js';

export async function planTab(context, job, tab) {
  const files = await get(`jobs/${job.id}/files`);
  if (['map', 'report', 'villages', 'whatif', 'warnings', 'balances'].includes(tab) && !files.some((file) => file.name === 'map.html')) {
    return [h('p', {}, t('plan.notDrawn')), button(t('plan.redraw'), tried(async () => { await post(`jobs/${job.id}/redraw`); context.again(); }), { class: 'main' })];
  }
  const views = { map: mapTab, report: reportTab, villages: villagesTab, whatif: whatIfTab, shortfall: shortfallTab, warnings: warningTab, balances: balanceTab, reasons: reasonsTab, files: filesTab };
  return (views[tab] ?? mapTab)(context, job);
}

// The pages that a run wrote, as they are; they take their language from the address. On paper the plan's map stands in
// their place: a page within a page is cut off there, and has a button of its own to be printed whole.
function page(job, file, title) {
  const address = `api/jobs/${job.id}/files/${file}${currentLanguage() === 'en' ? '#en' : ''}`;
  return [h('p', { class: 'actions' }, h('a', { href: address, target: '_blank', rel: 'noopener' }, t('plan.alone'))),
    h('iframe', { class: 'page', src: address, title, sandbox: 'allow-scripts allow-downloads allow-modals allow-popups' }),
    h('img', { class: 'sheet onpaper', src: `api/jobs/${job.id}/files/map.png`, alt: t('file.map.png') })];
}

async function mapTab(context, job) {
  const document = await get(`jobs/${job.id}/result`);
  return [document?.ok === undefined ? null : summary(document), page(job, 'map.html', t('plan.map'))];
}

function reportTab(context, job) {
  return page(job, 'report.html', t('plan.report'));
}

function summary(document) {
  const last = document.hearing?.[document.hearing.length - 1];
  const objective = document.objective;
  return [
    of(document, 'warnings').map?.((each) => h('p', { class: 'warning' }, each)),
    h('dl', { class: 'tiles' },
      tile(t('sum.merged'), number(document.merged), ''),
      last ? tile(t('sum.moved'), number(last.moved_merged), t('sum.movedText', { n: number(last.moved_open) })) : null,
      tile(t('job.short'), number(document.shortfall_pupils), '', document.shortfall_pupils > 0),
      objective ? tile(t('sum.cost'), yuan(objective.cost), t('sum.costText')) : null,
      tile(t('job.gap'), document.gap === null || document.gap === undefined ? '—' : percent(document.gap), t(`status.${document.status}`))),
  ];
}

async function villagesTab(context, job) {
  const plan = await get(`jobs/${job.id}/document`);
  const { settlements, schools, towns } = plan;
  const homes = settlements.id.map((id, at) => ({ id, name: settlements.name[at], town: towns[settlements.town[at]] }));
  const card = h('div', { class: 'answer', 'aria-live': 'polite' }, t('village.text'));
  return [stamp(plan), h('p', {}, t('village.lead')), villageSearch(homes, (at) => replace(card, villageCard(plan, homes, schools, at, settle(job, plan)))), card];
}

// Settle a way in the plan's scenario: it holds when that is solved again.
function settle(job, plan) {
  const act = (home, band, school, decision) => tried(async () => {
    const asked = { settlement_id: plan.settlements.id[home], band: plan.bands[band].id, school_id: plan.schools.id[school], settlement: plan.settlements.name[home], school: plan.schools.name[school], decision };
    await post(`scenarios/${job.scenario}/assignment`, asked);
    toast(t(`way.${decision}Done`, { home: plan.settlements.name[home], school: plan.schools.name[school] }), t('undo'), tried(() => post(`scenarios/${job.scenario}/undo`)));
  });
  return (home, band, school) => h('span', { class: 'actions' },
    button(t('way.fix'), act(home, band, school, 'fix')), button(t('way.forbid'), act(home, band, school, 'forbid')));
}

function villageCard(plan, homes, schools, at, settled) {
  const heads = [t('col.band'), [t('col.pupils'), 'n'], t('col.school'), t('col.mode'), [t('col.minutes'), 'n'], [t('col.km'), 'n'], t('col.was'), h('span', { class: 'hidden' }, t('actions'))];
  const word = (names) => names[currentLanguage()];
  const modes = ['walk', 'ride', 'board'];
  const parts = plan.states.map((state) => {
    const rows = state.trips.s.flatMap((home, trip) => (home === at ? [trip] : [])).map((trip) => {
      const { b, c, m, t: way, k, p } = state.trips;
      return row(heads, [word(plan.bands[b[trip]]), number(p[trip]), schools.name[c[trip]], t(`mode.${modes[m[trip]]}`), minutes(way[trip]), k[trip] === null ? '—' : number(k[trip], 1), wasAt(plan, schools, state.year, at, b[trip], c[trip]), settled(at, b[trip], c[trip])]);
    });
    const short = state.short.s.flatMap((home, each) => (home === at ? [each] : [])).map((each) =>
      row(heads, [word(plan.bands[state.short.b[each]]), number(state.short.p[each]), t(`short.${state.short.r[each]}`), '—', '—', '—', '—', ''], { class: 'bad' }));
    return [plan.states.length > 1 ? h('h3', {}, String(state.year)) : null, table(`${homes[at].name} ${state.year}`, heads, [...rows, ...short])];
  });
  return [h('h2', {}, homes[at].name), h('p', { class: 'sub' }, `${homes[at].id} · ${homes[at].town}`), parts, whys(plan, schools, at)];
}

// The merged schools that pupils of a village and band come from.
function wasAt(plan, schools, year, home, band, to) {
  const { moves } = plan;
  const from = moves.from.filter((_, each) => moves.s[each] === home && moves.b[each] === band && moves.year[each] === year && moves.to[each] === to);
  return from.length ? t('village.was', { names: [...new Set(from)].map((each) => schools.name[each]).join(' ') }) : '';
}

// Why the schools that this village lost were merged, where that has been worked out.
function whys(plan, schools, at) {
  const lost = [...new Set(plan.moves.from.filter((_, each) => plan.moves.s[each] === at))];
  if (!lost.length) return null;
  const known = lost.map((school) => [school, plan.whys.find((why) => why.c === school)]).filter(([, why]) => why);
  if (!known.length) return h('p', { class: 'sub' }, t('village.askWhy'));
  return [h('h3', {}, t('plan.reasons')), known.map(([school, why]) => h('p', {}, h('strong', {}, schools.name[school]), ' ', why.verdict[currentLanguage()]))];
}

async function shortfallTab(context, job) {
  const plan = await get(`jobs/${job.id}/document`).catch(() => null);
  return [plan ? stamp(plan) : null, shortfallSection(context, () => post(`jobs/${job.id}/about`, { kind: 'shortfall' }))];
}

async function filesTab(context, job) {
  const files = await get(`jobs/${job.id}/files`);
  const heads = [t('file'), t('file.what'), [t('file.size'), 'n']];
  const shown = files.filter((file) => file.name !== 'files.json');
  const rows = shown.map((file) => row(heads, [
    h('a', { href: `api/jobs/${job.id}/files/${file.name.split('/').map(encodeURIComponent).join('/')}?download=true`, download: file.name.split('/').pop() }, file.name),
    whatIs(file.name), bytes(file.bytes)]));
  return [h('p', {}, h('a', { class: 'main', href: `api/jobs/${job.id}/archive`, download: true }, t('files.zip')), ' ', h('span', { class: 'sub' }, t('files.zipText'))),
    table(t('plan.files'), heads, rows)];
}

const KNOWN = ['plan.docx', 'plan.xlsx', 'plan.gpkg', 'plan.json', 'map.html', 'report.html', 'map.png', 'present.png', 'load.png', 'minutes.png', 'moves.png', 'shortfall.png', 'early-warning.png', 'trajectory.csv', 'explain.xlsx', 'reasons.json'];
function whatIs(name) {
  if (KNOWN.includes(name)) return t(`file.${name}`);
  if (name.startsWith('catchments')) return t('file.catchments');
  return name.startsWith('hearing/') ? t('file.hearing') : '';
}
