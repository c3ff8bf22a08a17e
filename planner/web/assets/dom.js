// Building nodes: every text is set as text and never as markup.

export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked' || name === 'disabled') node[name] = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';

export function s(tag, props, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props ?? {})) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function replace(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

let count = 0;
export function newId() {
  count += 1;
  return `n${count}`;
}

export function button(text, onclick, props = {}) {
  return h('button', { type: 'button', onclick, ...props }, text);
}

// A heading cell may be a [text, 'n'] pair: numbers stand to the right.
export function table(caption, heads, rows, props = {}) {
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h('table', props,
      h('caption', { class: props.showCaption ? null : 'hidden' }, caption),
      h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col', class: Array.isArray(head) ? head[1] : null }, Array.isArray(head) ? head[0] : head)))),
      h('tbody', {}, rows)));
}

export function row(heads, cells, props = {}) {
  return h('tr', props, cells.map((cell, place) => h(place === 0 ? 'th' : 'td',
    { class: Array.isArray(heads[place]) ? heads[place][1] : null, scope: place === 0 ? 'row' : null }, cell)));
}

// Tabs are links: each has an address of its own, so that back and forward work.
export function tabs(label, entries, current) {
  return h('nav', { class: 'tabs', 'aria-label': label }, entries.map(([href, text]) =>
    h('a', { href, 'aria-current': href === current ? 'page' : null }, text)));
}
