// Words in one language at a time; Chinese first, English by the switch.

import { WORDS } from './words.js';

let language = localStorage.getItem('planner-language') ?? 'zh';

export function currentLanguage() {
  return language;
}

export function setLanguage(chosen) {
  language = chosen;
  localStorage.setItem('planner-language', chosen);
  document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : 'en';
}

// t('key', {n: 3}): braces take the values.
export function t(key, values = {}) {
  const known = WORDS[key];
  if (!known) throw new Error(`no words for ${key}`);
  const text = known[language === 'zh' ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// A document's own pair of texts: says and says_zh.
export function of(document, name) {
  return (language === 'zh' ? document[`${name}_zh`] : document[name]) ?? document[name] ?? '';
}

export function list(parts) {
  return parts.join(language === 'zh' ? '、' : ', ');
}

const formats = {};
export function number(value, decimals = 0) {
  if (value === null || value === undefined || Number.isNaN(value)) return '—';
  const name = `${language}${decimals}`;
  formats[name] ??= new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return formats[name].format(value);
}

export function yuan(value) {
  if (value === null || value === undefined) return '—';
  return language === 'zh' ? `${number(value / 1e4, 1)} 万元` : `${number(value / 1e6, 2)} million yuan`;
}

export function percent(value, decimals = 2) {
  return value === null || value === undefined ? '—' : `${number(value * 100, decimals)}%`;
}

// Minutes are rounded up, as everywhere: a limit is met at equality.
export function minutes(value) {
  return value === null || value === undefined ? '—' : number(Math.ceil(value - 1e-4) + 0); // +0: none is not written −0
}

export function moment(iso) {
  if (!iso) return '—';
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

export function bytes(value) {
  return value > 1e6 ? `${number(value / 1e6, 1)} MB` : `${number(Math.max(1, value / 1e3))} kB`;
}
