// A run: how far it is; and once it has ended, its plan.

import { follow, get, hasEnded, patch, post } from './api.js';
import { button, h, replace, tabs } from './dom.js';
import { currentLanguage, number, of, percent, t, yuan } from './language.js';
import { curve } from './curve.js';
import { liveMap } from './live.js';
import { planTab } from './plan.js';
import { gone, stateBadge } from './plans.js';
import { problemView } from './problem.js';
import { sweepView } from './sweep.js';
import { tile } from './today.js';
import { tried } from './toast.js';

export async function jobView(context, id, tab = 'map') {
  const job = await get(`jobs/${id}`);
  const head = h('div', {});
  const body = h('div', {});
  let last = job.state;
  const draw = async (now) => {
    replace(head, headOf(context, now));
    const isNew = now.state !== last;
    last = now.state;
    if (hasEnded(now) && isNew) context.again();
  };
  await draw(job);
  if (hasEnded(job)) replace(body, await endedView(context, job, tab));
  else workView(context, job, body, draw);
  return [head, body];
}

function headOf(context, job) {
  const write = (what, question, old) => tried(async () => {
    const text = prompt(question, old);
    if (text !== null) { await patch(`jobs/${job.id}`, { [what]: text }); context.again(); }
  });
  const again = tried(async () => { await post(`jobs/${job.id}/again`); context.again(); });
  return [
    job.scenario ? h('p', { class: 'crumbs' }, h('a', { href: `#/district/${job.district}` }, t('district')), ' › ', h('a', { href: `#/scenario/${job.scenario}` }, t('scenario'))) : null,
    h('h1', {}, job.star ? '★ ' : '', job.name || t('unnamed'), ' ', stateBadge(job)),
    job.note ? h('p', { class: 'note' }, job.note) : null,
    h('p', { class: 'actions' },
      hasEnded(job) ? null : button(t(job.stopping || job.kind === 'import' ? 'job.stopNow' : 'job.stop'), tried(async () => { await post(`jobs/${job.id}/stop`); }), { class: 'main' }),
      hasEnded(job) && job.state !== 'done' && job.kind !== 'import' ? button(t(job.state === 'interrupted' && job.kind === 'run' ? 'job.goOn' : 'job.again'), again, { class: job.has_plan ? null : 'main' }) : null,
      job.has_plan ? button(t('job.beginHere'), () => { sessionStorage.setItem('planner-begin', job.id); location.hash = `#/scenario/${job.scenario}`; }) : null,
      job.has_plan && job.of.length ? button(t('job.changed'), tried(async () => { const made = await post('compare', { plans: [job.of[0], job.id] }); location.hash = `#/compare/${made.id}`; })) : null,
      button(job.star ? t('plans.unstar') : t('plans.starDo'), tried(async () => { await patch(`jobs/${job.id}`, { star: !job.star }); context.again(); })),
      button(t('rename'), write('name', t('rename.ask'), job.name)),
      button(t('note'), write('note', t('note.ask', { name: job.name }), job.note)),
      button(t('delete'), gone(context, job, () => { location.hash = '#/'; }))),
  ];
}

function workView(context, job, body, draw) {
  const lines = [];
  const doing = h('p', { class: 'waiting', role: 'status' }, h('i', { class: 'spin', 'aria-hidden': true }), t('job.waiting'));
  const figures = h('dl', { class: 'tiles' });
  const picture = h('div', { class: 'curve' });
  const live = job.kind === 'run' ? liveMap(context, job) : null;
  replace(body, doing, figures, live ? h('div', { class: 'beside wide' }, live.node, h('div', {}, picture, live.card)) : picture, job.kind === 'import' ? null : h('p', { class: 'sub' }, t('job.closeText')));
  context.onLeave(follow(job.id, (line) => {
    lines.push(line);
    const stage = of(line, 'stage');
    replace(doing, h('i', { class: 'spin', 'aria-hidden': true }), of(line, 'says'), stage ? `${currentLanguage() === 'zh' ? '：' : ': '}${stage}` : '');
    const standing = lines.filter((each) => each.seconds !== undefined);
    if (standing.length) {
      replace(figures, standingTiles(standing[standing.length - 1]));
      replace(picture, curve(standing));
    }
  }, draw, () => live?.update()));
}

function standingTiles(line) {
  return [
    tile(t('job.cost'), yuan(line.cost), t('job.costText')),
    tile(t('job.bound'), yuan(line.bound), t('job.boundText')),
    tile(t('job.gap'), line.gap === null ? '—' : percent(line.gap), t('job.gapText')),
    tile(t('job.short'), number(line.shortfall_pupils), t('job.shortText'), line.shortfall_pupils > 0),
    tile(t('job.seconds'), number(line.seconds), ''),
  ];
}

async function endedView(context, job, tab) {
  if (job.has_plan) {
    const base = `#/job/${job.id}`;
    const entries = ['map', 'report', 'villages', 'whatif', 'shortfall', 'warnings', 'reasons', 'balances', 'files'].map((name) => [name === 'map' ? base : `${base}/${name}`, t(`plan.${name}`)]);
    return [tabs(t('plan'), entries, tab === 'map' ? base : `${base}/${tab}`), await planTab(context, job, tab)];
  }
  if (job.kind === 'import') return importedView(await get(`jobs/${job.id}/result`));
  const swept = job.kind === 'sweep' ? await sweepView(job) : null;
  if (swept) return swept;
  const document = await get(`jobs/${job.id}/result`);
  const said = document && !document.ok ? [problemView(document)] : [h('p', {}, t(`ended.${job.state}`))];
  if (job.state === 'failed') said.push(h('pre', {}, (await get(`jobs/${job.id}/messages`)).text));
  return said;
}

// An import that was left while it went on: its district, or the way to choose the files again, since they are gone.
function importedView(answer) {
  if (answer?.district) return h('p', {}, h('a', { class: 'main', href: `#/district/${answer.district}` }, t('import.open')));
  return [answer && !answer.ok ? problemView(answer) : h('p', {}, t('import.left')), h('p', {}, h('a', { class: 'main', href: '#/import' }, t('import')))];
}
