// The form of a scenario, made from its schema: nothing here knows a single key.

import { button, h, newId, replace } from './dom.js';
import { editorOf } from './form_values.js';
import { currentLanguage, of, t } from './language.js';
import { problemView } from './problem.js';

const OWN_PLACE = new Set(['district', 'decisions']);

// `save(changes)` keeps changed keys and returns the scenario as it is then.
export function formView(form, scenario, save) {
  const state = { values: scenario.values, names: scenario.names, changes: new Map(), bar: h('div', { class: 'savebar', hidden: true }) };
  const told = h('div', {});
  const body = h('div', { class: 'form' });
  const draw = () => replace(body, form.children.filter((node) => !OWN_PLACE.has(node.key)).map((node) => nodeView(node, node.route, state)));
  const keep = async () => {
    try {
      ({ values: state.values, names: state.names } = await save([...state.changes.values()]));
      state.changes.clear();
      state.bar.hidden = true;
      replace(told);
      draw();
    } catch (problem) {
      replace(told, problemView(problem.document));
      told.scrollIntoView({ block: 'nearest' });
    }
  };
  const drop = () => { state.changes.clear(); state.bar.hidden = true; replace(told); draw(); };
  state.count = h('span', { role: 'status' });
  state.bar.append(state.count, button(t('save'), keep, { class: 'main' }), button(t('form.drop'), drop));
  draw();
  return [h('p', {}, t('form.text')), body, told, state.bar];
}

export function valueAt(values, route) {
  return route.reduce((here, part) => (here === null || typeof here !== 'object' ? undefined : here[part]), values);
}

function change(state, route, value, isRemoved = false) {
  state.changes.set(route.join('\u0000'), isRemoved ? { route, remove: true } : { route, value });
  state.bar.hidden = false;
  state.count.textContent = t('form.changed', { n: state.changes.size });
}

function nodeView(node, route, state) {
  if (node.type === 'named') return namedView(node, route, state);
  if (node.type === 'group') return groupView(node, route, state);
  return fieldView(node, route, state);
}

// A group that may be off is on where its key stands in the scenario.
function groupView(node, route, state) {
  const given = valueAt(state.values, route);
  const isOptional = node.nullable && !('default' in node && node.default !== null);
  const isOn = given !== undefined && given !== null;
  const body = h('div', { class: 'below' });
  const draw = () => replace(body, node.children.map((child) => nodeView(child, [...route, child.key], state)));
  if (!isOptional || isOn) draw();
  const turn = (event) => {
    if (event.target.checked) {
      change(state, route, {});
      draw();
    } else {
      change(state, route, null, true);
      replace(body);
    }
  };
  const id = newId();
  const isOuter = route.length === 1;
  return h('details', { class: 'group', open: isOuter && route[0] !== 'solver' && route[0] !== 'staffing' && route[0] !== 'early_warning' && route[0] !== 'prices' ? true : isOn && route.length > 1 },
    h('summary', {}, of(node, 'label'), isOptional ? h('span', { class: isOn ? 'on' : 'off' }, isOn ? t('form.on') : t('form.off')) : null),
    meaning(node),
    isOptional ? h('p', {}, h('input', { id, type: 'checkbox', checked: isOn, onchange: turn }), h('label', { for: id }, ` ${t('form.use')}`)) : null,
    body);
}

function namedView(node, route, state) {
  const given = valueAt(state.values, route) ?? {};
  return h('details', { class: 'group', open: true }, h('summary', {}, of(node, 'label')), meaning(node),
    Object.keys(given).map((name) => h('fieldset', {}, h('legend', {}, state.names[name] ? `${state.names[name][currentLanguage()]} (${name})` : name),
      node.of.children.map((child) => nodeView(child, [...route, name, child.key], state)))));
}

function fieldView(node, route, state) {
  const id = newId();
  const given = valueAt(state.values, route);
  const { input, hint } = editorOf(node, given, id, (value) => change(state, route, value), () => change(state, route, null, true));
  const help = newId();
  input.setAttribute?.('aria-describedby', help);
  return h('div', { class: given === undefined ? 'field' : 'field set' },
    h('label', { for: id }, of(node, 'label'), node.required ? h('span', { class: 'need' }, ` ${t('form.required')}`) : null),
    h('div', { class: 'entry' }, input, node.unit ? h('span', { class: 'unit' }, of(node, 'unit')) : null, hint),
    h('div', { id: help, class: 'help' }, meaning(node), h('code', {}, route.join('.'))));
}

function meaning(node) {
  const whole = of(node, 'meaning');
  const says = whole === of(node, 'label') ? '' : whole.replace(/\bnull\b/g, t('form.none')); // as it is typed here
  return h('p', { class: 'sub' }, says, node.norm ? h('span', { class: 'norm' }, ` ${t('form.norm')}${of(node, 'norm')}`) : null);
}
