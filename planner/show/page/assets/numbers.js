// Numbers as people read them; never rounded so that a limit or a proof looks better than it is.

function countText(value) {
  return Math.round(value).toLocaleString('en-US');
}

function pupilsText(value) {
  if (Math.abs(value - Math.round(value)) < 1e-5) return countText(value);
  return Math.max(value, 0.1).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
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
  return value === null || value === undefined ? '—' : value.toFixed(1);
}

function kilometresText(value) {
  return value === null || value === undefined ? '—' : value.toFixed(1);
}

function shareText(share) {
  return `${Number((Math.ceil(share * 10000 - 1e-9) / 100).toFixed(2))}%`;
}

function yuanText(yuan) {
  const size = Math.abs(yuan);
  const fixed = (value, places) =>
    value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
  if (language === 'en') return size >= 1e6 ? `¥${fixed(yuan / 1e6, 2)} m` : `¥${fixed(yuan, 0)}`;
  if (size >= 1e8) return `${fixed(yuan / 1e8, 2)}亿元`;
  if (size >= 1e4) return `${fixed(yuan / 1e4, size >= 1e6 ? 0 : 1)}万元`;
  return `${fixed(yuan, 0)}元`;
}
