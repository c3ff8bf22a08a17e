// Words: one language at a time, every text set as text and never as markup.

const PHRASES = readJson('phrases');
const watchers = [];
const spoken = [];
let language = new URLSearchParams(location.hash.slice(1)).has('en') ? 'en' : 'zh';

function readJson(name) {
  return JSON.parse(document.getElementById(`data-${name}`).textContent);
}

function phrase(key, values = {}) {
  const known = PHRASES[key];
  if (!known) throw new Error(`no phrase ${key}`);
  return known[language].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// A pair of texts from the document, such as {zh, en}.
function either(pair) {
  return pair ? pair[language] : '';
}

// Set a text, and set it again whenever the language changes; `values` may be a function.
function say(node, key, values, attribute) {
  const speak = () => {
    const text = phrase(key, typeof values === 'function' ? values() : values);
    if (attribute) node.setAttribute(attribute, text);
    else node.textContent = text;
  };
  spoken.push(speak);
  speak();
  return node;
}

// Call again after every change of language or state.
function watch(action) {
  watchers.push(action);
  action();
}

function refresh() {
  for (const action of watchers) action();
}

function setLanguage(chosen) {
  language = chosen;
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const speak of spoken) speak();
  refresh();
}

// make('p', {class: 'note'}, 'text', child, ...): attributes that are functions are listeners.
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function drawn(tag, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function languageButton() {
  const button = make('button', { type: 'button', class: 'quiet', id: 'language' });
  button.addEventListener('click', () => setLanguage(language === 'zh' ? 'en' : 'zh'));
  say(button, 'switch.language');
  return button;
}

function printButton() {
  const button = make('button', { type: 'button', class: 'quiet', id: 'print', click: () => window.print() });
  return say(button, 'switch.print');
}
