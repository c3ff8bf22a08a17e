// Finding a village by its name, code or town.

import { h, newId, replace } from './dom.js';
import { t } from './language.js';

const MOST = 12;

// `homes`: things with id, name, town. `pick(at)` is called with the place of the one chosen.
export function villageSearch(homes, pick, label = t('village.find')) {
  const id = newId();
  const found = h('ul', { class: 'found' });
  const input = h('input', { id, type: 'search', autocomplete: 'off', oninput: draw, placeholder: t('village.hint') });
  function hits() {
    const wanted = input.value.trim().toLowerCase();
    if (!wanted) return [];
    const rank = (home) => (home.name.toLowerCase().startsWith(wanted) ? 0 : 1);
    return homes.map((home, at) => [home, at])
      .filter(([home]) => `${home.name} ${home.id} ${home.town}`.toLowerCase().includes(wanted))
      .sort(([a], [b]) => rank(a) - rank(b)).slice(0, MOST);
  }
  function draw() {
    const listed = hits();
    replace(found, listed.map(([home, at]) => h('li', {}, h('button', { type: 'button', class: 'link', onclick: () => { replace(found); pick(at); } }, `${home.name}（${home.town}）`))),
      input.value.trim() && !listed.length ? h('li', {}, t('village.none')) : null);
  }
  return h('form', {
    class: 'find', role: 'search',
    onsubmit: (event) => { event.preventDefault(); const [first] = hits(); if (first) { replace(found); pick(first[1]); } },
  }, h('label', { for: id }, label), input, found);
}
