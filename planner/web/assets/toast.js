// Short messages at the foot of the page, with one thing to do about them.

import { button, h } from './dom.js';
import { of, t } from './language.js';

const SECONDS = 12;

export function toast(text, doing, action) {
  const node = h('div', { class: 'toast' }, h('span', {}, text),
    doing ? button(doing, () => { node.remove(); action(); }) : null,
    button('×', () => node.remove(), { 'aria-label': t('close'), class: 'plain' }));
  document.getElementById('toasts').append(node);
  setTimeout(() => node.remove(), SECONDS * 1000);
}

export function complain(problem) {
  const document = problem.document ?? { error: String(problem.message ?? problem) };
  toast(of(document, 'error'));
}

// Do something that may be refused; what is wrong is told.
export function tried(action) {
  return async (...given) => {
    try {
      return await action(...given);
    } catch (problem) {
      complain(problem);
      if (!problem.document) throw problem;
      return undefined;
    }
  };
}
