// Early warning of seats, and what merging saves: the figures of report and workbook, with filters.

import { get } from './api.js';
import { h, replace, row, table } from './dom.js';
import { STAGES_OF_KIND, filters, limited, select, textFilter } from './filters.js';
import { currentLanguage, number, of, t } from './language.js';

const LEVELS = ['red', 'yellow', 'green', 'none'];

export async function warningTab(context, job) {
  const plan = await get(`jobs/${job.id}/document`);
  const { warnings, schools, towns } = plan;
  if (!warnings?.years.length) return h('p', {}, t('warn.none'));
  const kinds = new Map(schools.id.map((_, at) => [`${schools.name[at]} ${towns[schools.town[at]]}`, schools.kind[at]]));
  const stages = [...new Set(warnings.towns.map(([[, , stage]]) => stage))];
  const holder = h('div', {});
  const draw = () => replace(holder, townTable(warnings, picks), schoolTable(warnings, picks, kinds));
  const picks = {
    which: select(t('warn.which'), [['plan', t('which.plan')], ['today', t('which.today')]], draw),
    town: select(t('col.town'), [['', t('all')], ...[...new Set(warnings.towns.map(([[, town]]) => town))].map((town) => [town, town])], draw),
    stage: select(t('col.stage'), [['', t('all')], ...stages.map((stage) => [stage, t(`stage.${stage}`)])], draw),
    year: select(t('col.year'), [['', t('warn.anyYear')], ...warnings.years.map((year, at) => [String(at), String(year)])], draw),
    level: select(t('warn.level'), [['', t('all')], ...LEVELS.map((level) => [level, t(`level.${level}`)])], draw),
  };
  draw();
  return [stamp(plan), h('ul', {}, warnings.sentences[currentLanguage()].map((each) => h('li', {}, each))),
    filters(Object.values(picks)), holder,
    h('p', { class: 'sub' }, t('warn.note', { yellow: number(warnings.limits[0] * 100), red: number(warnings.limits[1] * 100) }))];
}

// A row that is asked for: of the network, town and stage chosen, and of the colour in the year chosen, or in any.
function isAsked(picks, which, town, stages, levels) {
  const chosen = picks.year.value() === '' ? levels : [levels[Number(picks.year.value())]];
  return which === picks.which.value() && [town, ''].includes(picks.town.value())
    && (picks.stage.value() === '' || stages.includes(picks.stage.value()))
    && (picks.level.value() === '' || chosen.some((each) => each?.[0] === picks.level.value()));
}

function yearCells(levels) {
  return levels.map((each) => {
    if (!each) return '—';
    const [level, percent, lacking] = each;
    const parts = [t(`level.${level}`), percent === null ? '' : `${number(percent)}%`, lacking > 0 ? t('warn.lacks', { n: number(lacking) }) : ''];
    return h('span', { class: `level ${level}` }, parts.filter(Boolean).join(' '));
  });
}

const yearOr = (year) => (year === null ? '—' : String(year));

function townTable(warnings, picks) {
  const heads = [t('col.town'), t('col.stage'), t('warn.firstYellow'), t('warn.firstRed'), ...warnings.years.map(String)];
  const rows = warnings.towns.filter(([[which, town, stage], , , levels]) => isAsked(picks, which, town, [stage], levels));
  return [h('h2', {}, t('warn.towns')), limited(t('warn.towns'), heads, rows, ([[, town, stage], yellow, red, levels]) =>
    [town, t(`stage.${stage}`), yearOr(yellow), yearOr(red), ...yearCells(levels)])];
}

function schoolTable(warnings, picks, kinds) {
  const heads = [t('col.school'), t('col.town'), t('col.kind'), t('warn.firstYellow'), t('warn.firstRed'), ...warnings.years.map(String)];
  const kindOf = (name, town) => kinds.get(`${name} ${town}`);
  const rows = warnings.schools.filter(([[which, name, town], , , levels]) => isAsked(picks, which, town, STAGES_OF_KIND[kindOf(name, town)] ?? [], levels));
  return [h('h2', {}, t('warn.schools')), limited(t('warn.schools'), heads, rows, ([[, name, town], yellow, red, levels]) =>
    [name, town, t(`kind.${kindOf(name, town)}`), yearOr(yellow), yearOr(red), ...yearCells(levels)])];
}

const COUNTS = ['classes', 'rooms', 'beds', 'riders', 'boarders', 'moved_pupils', 'pupil_minutes'];
const SUMS = ['fiscal', 'families', 'other', 'all'];

export async function balanceTab(context, job) {
  const [plan, merging] = await Promise.all([get(`jobs/${job.id}/document`), get(`jobs/${job.id}/balances`)]);
  if (!merging.rows.length) return [h('p', {}, t('balance.none')), h('p', {}, h('a', { class: 'main', href: `#/job/${job.id}/reasons` }, t('plan.reasons')))];
  const { schools, towns } = plan;
  const placed = merging.rows.map((each) => ({ ...each, at: schools.id.indexOf(each.school_id) }));
  const merged = placed.filter((each) => each.at >= 0);
  const others = placed.filter((each) => each.at < 0);
  const townOf = (each) => towns[schools.town[each.at]];
  const holder = h('div', {});
  const town = select(t('col.town'), [['', t('all')], ...[...new Set(merged.map(townOf))].map((each) => [each, each])], draw);
  const sign = select(t('balance.sign'), [['', t('all')], ['saved', t('balance.saved')], ['dearer', t('balance.dearer')]], draw);
  const name = textFilter(t('balance.school'), draw);
  const heads = [t('balance.school'), t('col.town'), ...[...SUMS, ...COUNTS].map((each) => [t(`balance.${each}`), 'n'])];
  const cells = (each) => [...SUMS.map((what) => difference(each[what] / (currentLanguage() === 'zh' ? 1e4 : 1e3), 1)),
    ...COUNTS.map((what) => difference(each[what], ['classes', 'rooms', 'beds'].includes(what) ? 1 : 0))];
  const nameOf = (each) => (each.rest ? t('balance.rest') : t('balance.together'));
  function draw() {
    const rows = merged.filter((each) => [townOf(each), ''].includes(town.value())
      && (sign.value() === '' || (each.all < 0) === (sign.value() === 'saved'))
      && schools.name[each.at].toLowerCase().includes(name.value())).sort((a, b) => a.all - b.all);
    replace(holder, table(t('plan.balances'), heads, [
      ...rows.map((each) => row(heads, [schools.name[each.at], townOf(each), ...cells(each)])),
      ...(rows.length === merged.length ? others : []).map((each) => row(heads, [nameOf(each), '', ...cells(each)], { class: 'total' }))]));
  }
  draw();
  return [stamp(plan), h('ul', {}, of(merging, 'says').map((each) => h('li', {}, each))),
    filters([town, sign, name]), holder, h('p', { class: 'sub' }, t('balance.note'))];
}

function difference(value, decimals) {
  const shown = Number(value.toFixed(decimals)) + 0;
  return `${shown < 0 ? '−' : ''}${number(Math.abs(shown), Number.isInteger(shown) ? 0 : decimals)}`;
}

export function stamp(plan) {
  return plan.synthetic ? h('p', { class: 'stamp' }, t('synthetic')) : null;
}
