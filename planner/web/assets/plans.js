// The list of plans: rename, note, star, delete with undo, choose some to compare.

import { hasEnded, patch, post, remove } from './api.js';
import { button, h, replace, row, table } from './dom.js';
import { moment, t } from './language.js';
import { complain, toast, tried } from './toast.js';

const FEWEST = 2;
const MOST = 6;

export function jobsTable(context, jobs, districts) {
  const chosen = new Set();
  const bar = h('div', { class: 'actions' });
  const holder = h('div', {});
  let starred = false;
  const compare = tried(async () => {
    const job = await post('compare', { plans: [...chosen] });
    location.hash = `#/compare/${job.id}`;
  });
  function drawBar() {
    replace(bar,
      button(t('plans.compare', { n: chosen.size }), compare, { disabled: chosen.size < FEWEST || chosen.size > MOST }),
      h('label', {}, h('input', { type: 'checkbox', checked: starred, onchange: (event) => { starred = event.target.checked; draw(); } }), ` ${t('plans.starred')}`),
      h('span', { class: 'sub' }, t('plans.compareText')));
  }
  function draw() {
    const heads = [t('plans.choose'), t('plans.star'), t('name'), t('district'), t('state'), t('made'), h('span', { class: 'hidden' }, t('actions'))];
    replace(holder, table(t('plans'), heads, jobs.filter((job) => !starred || job.star).map((job) => rowOf(heads, job))));
  }
  function rowOf(heads, job) {
    const turn = (event) => {
      if (event.target.checked) chosen.add(job.id);
      else chosen.delete(job.id);
      drawBar();
    };
    return row(heads, [
      h('input', { type: 'checkbox', 'aria-label': t('plans.chooseOne', { name: job.name }), disabled: !job.has_plan, checked: chosen.has(job.id), onchange: turn }),
      button(job.star ? '★' : '☆', tried(async () => { Object.assign(job, await patch(`jobs/${job.id}`, { star: !job.star })); draw(); }),
        { class: 'plain', 'aria-pressed': String(job.star), 'aria-label': t('plans.starOne', { name: job.name }) }),
      [h('a', { href: `#/job/${job.id}` }, job.name || t('unnamed')), job.note ? h('div', { class: 'sub' }, job.note) : null],
      districts[job.district] ?? '', stateBadge(job), moment(job.made),
      h('span', { class: 'actions' }, button(t('rename'), rename(job)), button(t('note'), note(job)), button(t('delete'), gone(context, job))),
    ]);
  }
  const rename = (job) => tried(async () => {
    const name = prompt(t('rename.ask'), job.name);
    if (name) { Object.assign(job, await patch(`jobs/${job.id}`, { name })); draw(); }
  });
  const note = (job) => tried(async () => {
    const text = prompt(t('note.ask', { name: job.name }), job.note);
    if (text !== null) { Object.assign(job, await patch(`jobs/${job.id}`, { note: text })); draw(); }
  });
  drawBar();
  draw();
  return h('div', {}, bar, holder);
}

export function gone(context, job, then = context.again) {
  return async () => {
    try {
      await remove(`jobs/${job.id}`);
    } catch (problem) {
      complain(problem);
      return;
    }
    then();
    toast(t('deleted', { name: job.name }), t('undo'), async () => { await post(`jobs/${job.id}/restore`); context.again(); });
  };
}

export function stateBadge(job) {
  const name = job.stopping && !hasEnded(job) ? 'stopping' : job.state;
  return h('span', { class: `badge ${name}` }, job.state === 'queued' ? t('state.queued', { n: job.before }) : t(`state.${name}`));
}
