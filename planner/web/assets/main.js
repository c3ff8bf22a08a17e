// The page: which view an address means, and what stands around every view.

import { button, h, replace } from './dom.js';
import { get } from './api.js';
import { currentLanguage, setLanguage, t } from './language.js';
import { problemView } from './problem.js';
import { compareView } from './compare.js';
import { districtView } from './district.js';
import { homeView } from './home.js';
import { importView } from './imports.js';
import { jobView } from './job.js';
import { scenarioView } from './scenario.js';

const VIEWS = [
  [/^#\/district\/([0-9a-f]+)(?:\/(\w+))?$/, districtView],
  [/^#\/scenario\/([0-9a-f]+)(?:\/(\w+))?$/, scenarioView],
  [/^#\/job\/([0-9a-f]+)(?:\/(\w+))?$/, jobView],
  [/^#\/import(?:\/([0-9a-f]+))?$/, importView],
  [/^#\/compare\/([0-9a-f]+)$/, compareView],
];
const SECONDS_BETWEEN = 5;
let leaving = [];
let shown = 0;

async function show() {
  shown += 1;
  const mine = shown;
  for (const leave of leaving) leave();
  leaving = [];
  const kept = leaving;
  const context = { onLeave: (action) => kept.push(action), again: show, isShown: () => mine === shown };
  delete document.documentElement.dataset.ready;
  frame();
  const main = document.getElementById('main');
  let found = [homeView, []];
  for (const [pattern, view] of VIEWS) {
    const match = location.hash.match(pattern);
    if (match) found = [view, match.slice(1)];
  }
  let nodes;
  try {
    nodes = await found[0](context, ...found[1]);
  } catch (problem) {
    if (!problem.document) throw problem;
    nodes = [problemView(problem.document), h('p', {}, h('a', { href: '#/' }, t('nav.home')))];
  }
  if (!context.isShown()) return;
  replace(main, nodes);
  document.title = `${main.querySelector('h1')?.textContent ?? ''} · ${t('product')}`;
  document.documentElement.dataset.ready = location.hash || '#/';
}

function frame() {
  document.getElementById('skip').textContent = t('skip');
  replace(document.getElementById('head'),
    h('a', { class: 'brand', href: '#/' }, t('product')),
    h('nav', { 'aria-label': t('nav') }, h('a', { href: '#/', id: 'queue', hidden: true }, '')),
    h('div', { class: 'switches' },
      button(t('theme'), changeTheme, { class: 'plain' }),
      button(currentLanguage() === 'zh' ? 'English' : '中文', changeLanguage, { class: 'plain', lang: currentLanguage() === 'zh' ? 'en' : 'zh-CN' })));
  replace(document.getElementById('foot'), t('foot'));
  queue();
}

function changeLanguage() {
  setLanguage(currentLanguage() === 'zh' ? 'en' : 'zh');
  show();
}

function changeTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('planner-theme', root.dataset.theme);
}

// What is being worked on, wherever one is on the page.
async function queue() {
  const node = document.getElementById('queue');
  try {
    const jobs = (await get('jobs')).filter((job) => ['queued', 'running'].includes(job.state));
    const first = jobs.find((job) => job.state === 'running') ?? jobs[0];
    node.textContent = jobs.length ? t('queue', { n: jobs.length }) : '';
    node.hidden = !jobs.length;
    node.href = first ? `#/${first.kind === 'compare' ? 'compare' : 'job'}/${first.id}` : '#/';
  } catch {
    node.textContent = t('offline');
    node.hidden = false;
  }
}

addEventListener('hashchange', () => { show(); document.getElementById('main').focus({ preventScroll: true }); scrollTo(0, 0); });
document.getElementById('skip').addEventListener('click', (event) => { event.preventDefault(); document.getElementById('main').focus(); });
maplibregl.prewarm();
setLanguage(currentLanguage());
setInterval(queue, SECONDS_BETWEEN * 1000);
show();
