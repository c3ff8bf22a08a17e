// Why each school of a plan is kept or merged: asked for, since it takes minutes; filtered by town, stage, fate, reason.

import { ended, get, post } from './api.js';
import { button, h, replace } from './dom.js';
import { STAGES_OF_KIND, filters, isAny, selectOf, textFilter } from './filters.js';
import { currentLanguage, number, of, t } from './language.js';
import { problemView } from './problem.js';
import { stamp } from './tables.js';
import { tried } from './toast.js';


export async function reasonsTab(context, job) {
  const holder = h('div', {});
  const asked = (await get('jobs?kind=explain')).find((each) => each.of[0] === job.id && ['done', 'running', 'queued'].includes(each.state));
  const show = tried(async (explain) => {
    const doing = h('span', {}, t('reasons.working'));
    replace(holder, h('p', { class: 'waiting', role: 'status' }, h('i', { class: 'spin', 'aria-hidden': true }), doing),
      button(t('job.stopNow'), tried(() => post(`jobs/${explain.id}/stop`))));
    const done = await ended(context, explain, (line) => replace(doing, of(line, 'says')));
    if (!context.isShown()) return;
    const [document, plan] = await Promise.all([get(`jobs/${done.id}/result`), get(`jobs/${job.id}/document`).catch(() => null)]);
    replace(holder, document?.schools ? reasonsView(document, plan) : problemView(document ?? { error: t('job.failed'), error_zh: t('job.failed') }));
  });
  if (asked) show(asked);
  else replace(holder, h('p', {}, t('reasons.text')), button(t('reasons.do'), tried(async () => show(await post(`jobs/${job.id}/about`, { kind: 'explain' }))), { class: 'main' }));
  return holder;
}

function reasonsView(document, plan) {
  const language = currentLanguage();
  const rows = document.schools.map((school) => ({ ...school, ...placeOf(plan, school.school_id) }));
  const holder = h('div', { 'aria-live': 'polite' });
  const picks = {
    town: selectOf(t('col.town'), rows.map((each) => each.town), draw),
    stage: selectOf(t('col.stage'), rows.flatMap((each) => each.stages), draw, (stage) => t(`stage.${stage}`)),
    action: selectOf(t('schools.decision'), rows.map((each) => each.action), draw, (action) => t(`action.${action}`)),
    verdict: selectOf(t('reasons.verdict'), rows.map((each) => each.opposite?.verdict ?? 'none'), draw, (verdict) => t(`verdict.${verdict}`)),
    rule: selectOf(t('reasons.rule'), rows.flatMap((each) => each.rules.map((rule) => rule.rule)), draw, (rule) => t(`rule.${rule}`)),
    school: textFilter(t('shortfall.school'), draw),
  };
  function draw() {
    const wanted = picks.school.value();
    const found = rows.filter((each) => isAny(picks.town, each.town) && (picks.stage.value() === '' || each.stages.includes(picks.stage.value()))
      && isAny(picks.action, each.action) && isAny(picks.verdict, each.opposite?.verdict ?? 'none')
      && (picks.rule.value() === '' || each.rules.some((rule) => rule.rule === picks.rule.value()))
      && `${each.name} ${each.school_id}`.toLowerCase().includes(wanted));
    replace(holder, h('p', { class: 'sub' }, t('reasons.shown', { n: number(found.length), of: number(rows.length) })), found.map((school) => schoolView(school, language)));
  }
  draw();
  return [
    plan ? stamp(plan) : null,
    of(document, 'warnings').map?.((each) => h('p', { class: 'warning' }, each)),
    filters(Object.values(picks)), holder,
    document.relaxations?.length ? [h('h3', {}, t('reasons.relax')), listed(document.relaxations, language)] : null,
  ];
}

function placeOf(plan, id) {
  const at = plan?.schools.id.indexOf(id) ?? -1;
  return at < 0 ? { town: '', stages: [] } : { town: plan.towns[plan.schools.town[at]], stages: STAGES_OF_KIND[plan.schools.kind[at]] ?? [] };
}

function schoolView(school, language) {
  return h('details', { class: 'group' },
    h('summary', {}, school.name, ' ', h('span', { class: 'sub' }, [t(`action.${school.action}`), school.town].filter(Boolean).join(' · '))),
    h('p', {}, school.says[language]),
    listed(school.rules, language), school.red_lines.length ? h('h4', {}, t('reasons.red')) : null, listed(school.red_lines, language),
    school.journeys.length ? h('h4', {}, t('reasons.journeys')) : null, listed(school.journeys, language));
}

function listed(rows, language) {
  return rows?.length ? h('ul', {}, rows.map((each) => h('li', {}, each.says[language], each.result ? ` — ${each.result[language]}` : ''))) : null;
}
