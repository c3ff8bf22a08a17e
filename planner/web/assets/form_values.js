// One editor for each type of value that a scenario's schema has.

import { h } from './dom.js';
import { of, number, t } from './language.js';

// Returns the input, and what stands beside it: the default and the bounds. An empty input means: the default holds.
export function editorOf(node, given, id, set, unset) {
  const editor = EDITORS[node.type] ?? EDITORS.text;
  return { input: editor(node, given, id, set, unset), hint: h('span', { class: 'hint' }, hintOf(node)) };
}

function hintOf(node) {
  const parts = [];
  if ('default' in node && node.default !== '' && !node.required) parts.push(t('form.default', { v: shown(node, node.default) }));
  const BIG = 1e8;
  if (node.max !== undefined && node.max < BIG) parts.push(t('form.between', { a: number(node.min ?? 0, 0), b: decimals(node.max) }));
  return parts.join(' · ');
}

function decimals(value) {
  return number(value, Number.isInteger(value) ? 0 : 1);
}

function shown(node, value) {
  if (value === null || value === undefined) return node.type === 'number' || node.type === 'integer' ? t('form.noLimit') : t('form.nothing');
  if (Array.isArray(value)) return value.length ? value.map((each) => shown(node, each)).join(' ') : t('form.nothing');
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  const choice = node.choices?.find((each) => each.value === value);
  return choice ? of(choice, 'label') : String(value);
}

const EDITORS = { number: numberEditor, integer: numberEditor, flag: flagEditor, choice: choiceEditor, choices: choicesEditor, list: listEditor, map: mapEditor, budget: budgetEditor, text: textEditor };

function numberEditor(node, given, id, set, unset) {
  const read = (event) => {
    const text = event.target.value.trim();
    if (text === '') unset();
    else if (text === t('form.none') || text === 'null') set(null);
    else set(Number.isNaN(Number(text)) ? text : Number(text));
  };
  return h('input', { id, type: 'text', inputmode: 'decimal', class: 'short', value: given === undefined ? '' : given === null ? t('form.none') : String(given), onchange: read });
}

function flagEditor(node, given, id, set, unset) {
  return selectOf(id, [['', t('form.byDefault')], ['true', t('yes')], ['false', t('no')]], given === undefined ? '' : String(given),
    (value) => (value === '' ? unset() : set(value === 'true')));
}

function choiceEditor(node, given, id, set, unset) {
  const entries = node.choices.map((each) => [JSON.stringify(each.value), of(each, 'label')]);
  return selectOf(id, [...(node.required ? [] : [['', t('form.byDefault')]]), ...entries], given === undefined || given === null ? '' : JSON.stringify(given),
    (value) => (value === '' ? unset() : set(JSON.parse(value))));
}

function selectOf(id, entries, chosen, then) {
  return h('select', { id, onchange: (event) => then(event.target.value) },
    entries.map(([value, text]) => h('option', { value, selected: value === chosen }, text)));
}

function choicesEditor(node, given, id, set, unset) {
  const chosen = new Set(given ?? []);
  const turn = (value) => (event) => {
    if (event.target.checked) chosen.add(value);
    else chosen.delete(value);
    const listed = node.choices.map((each) => each.value).filter((each) => chosen.has(each));
    if (listed.length) set(listed);
    else unset();
  };
  return h('span', { class: 'choices', role: 'group', id, tabindex: -1 }, node.choices.map((each) =>
    h('label', {}, h('input', { type: 'checkbox', checked: chosen.has(each.value), onchange: turn(each.value) }), ` ${of(each, 'label')}`)));
}

// A list: one entry a comma; of pairs: one pair a line, its two halves parted by a comma.
function listEditor(node, given, id, set, unset) {
  if (node.of.type === 'list') {
    return areaOf(id, (given ?? []).map((pair) => pair.join(', ')).join('\n'), t('form.pairs'), (text) => {
      const pairs = lines(text).map((line) => line.split(/[,，]/).map((each) => each.trim()));
      if (pairs.length) set(pairs);
      else unset();
    });
  }
  const read = (event) => {
    const parts = event.target.value.split(/[,，、\s]+/).filter(Boolean);
    if (!parts.length) unset();
    else set(node.of.type === 'integer' ? parts.map((each) => (Number.isInteger(Number(each)) ? Number(each) : each)) : parts);
  };
  return h('input', { id, type: 'text', value: (given ?? []).join(', '), onchange: read });
}

function mapEditor(node, given, id, set, unset) {
  const text = Object.entries(given ?? {}).map(([key, value]) => `${key}: ${value}`).join('\n');
  return areaOf(id, text, t('form.map'), (typed) => {
    const value = mapOf(typed, node.of.type !== 'text');
    if (Object.keys(value).length) set(value);
    else unset();
  });
}

// One sum, or one a year.
function budgetEditor(node, given, id, set, unset) {
  const text = given === null || given === undefined ? '' : typeof given === 'object' ? Object.entries(given).map(([key, value]) => `${key}: ${value}`).join('\n') : String(given);
  return areaOf(id, text, t('form.budget'), (typed) => {
    if (!typed.trim()) unset();
    else set(/[:：]/.test(typed) ? mapOf(typed, true) : Number(typed.replaceAll(/[,，\s]/g, '')));
  });
}

function mapOf(text, isNumber) {
  return Object.fromEntries(lines(text).map((line) => {
    const [key, ...rest] = line.split(/[:：]/);
    const value = rest.join(':').trim();
    return [key.trim(), isNumber && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value];
  }));
}

function lines(text) {
  return text.split('\n').map((line) => line.trim()).filter(Boolean);
}

function areaOf(id, text, placeholder, then) {
  const area = h('textarea', { id, rows: Math.min(6, Math.max(2, text.split('\n').length)), placeholder, onchange: (event) => then(event.target.value) });
  area.value = text;
  return area;
}

function textEditor(node, given, id, set, unset) {
  return h('input', { id, type: 'text', value: given ?? '', onchange: (event) => (event.target.value === '' ? unset() : set(event.target.value)) });
}
