// Numbers as every output writes them, in the browser: the same as planner/show/words/numbers.py says in print.
// Never rounded so that a limit or a proof looks better than it is.

// To so many places, halves away from zero on the decimals that stand for the number.
function fixedText(value, places) {
  const text = value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
  return Number(text.replace(/,/g, '')) === 0 ? text.replace('-', '') : text;
}

function countText(value) {
  return Math.round(value).toLocaleString('en-US');
}

function pupilsText(value) {
  if (Math.abs(value - Math.round(value)) < 1e-5) return countText(value);
  return fixedText(Math.max(value, 0.1), 1);
}

// A difference of counts that are shared out: below zero is fewer.
function differenceText(value) {
  return fixedText(value, Math.abs(value - Math.round(value)) < 0.05 ? 0 : 1);
}

// People who are counted by shares: about so many, where the share is not whole.
function aboutPupils(value) {
  const whole = Math.round(value);
  if (whole === 0) return phrase('n.few');
  return phrase(Math.abs(value - whole) < 1e-5 ? 'n.pupils' : 'n.about', { n: countText(whole) });
}

function minutesText(value) {
  return value === null || value === undefined ? '—' : Math.ceil(value - 1e-6).toLocaleString('en-US');
}

function meanText(value) {
  return value === null || value === undefined ? '—' : fixedText(value, 1);
}

function kilometresText(value) {
  return value === null || value === undefined ? '—' : fixedText(value, 1);
}

function shareText(share) {
  return `${Number((Math.ceil(share * 10000 - 1e-9) / 100).toFixed(2))}%`;
}

function partText(part) {
  return `${fixedText(part * 100, 1)}%`;
}

function gapText(gap) {
  return (Math.ceil(gap * 1e6 - 1e-6) / 1e6).toFixed(6);
}

function boundText(yuan) {
  return Math.floor(yuan).toLocaleString('en-US');
}

function wholeYuan(yuan) {
  return fixedText(yuan, 0);
}

function secondsText(seconds) {
  return fixedText(seconds, seconds >= 10 ? 0 : 1);
}

function yuanText(yuan) {
  const size = Math.abs(yuan);
  if (language === 'en') return size >= 1e6 ? `${fixedText(yuan / 1e6, 2)} million yuan` : `${wholeYuan(yuan)} yuan`;
  if (size >= 1e8) return `${fixedText(yuan / 1e8, 2)}亿元`;
  if (size >= 1e4) return `${fixedText(yuan / 1e4, size >= 1e6 ? 0 : 1)}万元`;
  return `${wholeYuan(yuan)}元`;
}
