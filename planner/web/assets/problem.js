// What is wrong with the input: each place with a picture of its cell, what stands there and what would be right.

import { h, row, table } from './dom.js';
import { number, of, t } from './language.js';
import { tried } from './toast.js';

// `mend(finding, value)`, where given, writes another value into a cell.
export function problemView(document, mend = null) {
  const findings = document.findings ?? [];
  return h('section', { class: 'problem', role: 'alert' },
    h('h3', {}, of(document, 'error')),
    sentences(document, 'clashes'),
    document.clash_set?.length ? h('p', {}, t('problem.clash')) : null,
    sentences(document, 'clash_set'),
    document.causes?.length > 1 ? causes(document.causes) : null,
    findings.length ? findingsTable(findings, mend) : null);
}

function sentences(document, name) {
  const said = of(document, name);
  return Array.isArray(said) && said.length ? h('ul', {}, said.map((each) => h('li', {}, each))) : null;
}

function causes(found) {
  return h('details', {}, h('summary', {}, t('problem.causes', { n: number(found.length) })),
    h('ul', {}, found.map((cause) => h('li', {}, of(cause, 'text')))));
}

function findingsTable(findings, mend) {
  const heads = [t('problem.where'), t('problem.cell'), t('problem.expected'), ...(mend ? [t('problem.mend')] : [])];
  const LISTED = 100;
  const rows = findings.slice(0, LISTED).map((finding) => row(heads, [place(finding), cell(finding),
    [of(finding, 'expected'), finding.example ? h('span', { class: 'sub' }, ` ${t('problem.example', { v: finding.example })}`) : null], ...(mend ? [finding.cell ? mender(finding, mend) : '—'] : [])]));
  return table(t('problem.table'), heads, rows, { class: 'findings' });
}

// A new value for a wrong cell: what stands there is changed in the page's own copy of the tables.
function mender(finding, mend) {
  const input = h('input', { type: 'text', value: finding.value ?? '', maxlength: 400, 'aria-label': t('problem.mendCell', { cell: finding.cell }) });
  return h('form', { class: 'mend', onsubmit: (event) => { event.preventDefault(); tried(() => mend(finding, input.value))(); } }, input, h('button', { type: 'submit' }, t('problem.mendDo')));
}

function place(finding) {
  const line = finding.row ? t('problem.row', { n: number(finding.row) }) : '';
  return [h('strong', {}, finding.file === 'scenario' ? t('scenario') : finding.file), ' ', finding.cell ?? line];
}

// The cell as a spreadsheet shows it: its column's heading above, its row's number beside.
function cell(finding) {
  const column = of(finding, 'column') || finding.column;
  if (!column && finding.value === null) return '—';
  return h('span', { class: 'cell' },
    h('span', { class: 'cellhead' }, column ?? ''),
    h('span', { class: 'cellrow' }, h('i', {}, finding.row ?? ''), h('b', {}, finding.value ?? t('problem.empty'))));
}
