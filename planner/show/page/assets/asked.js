// What the reader asks for; the same for every map of a page.

const asked = {
  year: 0,
  band: null, // a grade band's id; null: all
  schools: 'action',
  homes: 'minutes',
  shown: { schools: true, homes: true, flows: true, trips: false, areas: false, towns: true, water: true, roads: true },
  pick: null,
};

function pick(kind, id) {
  asked.pick = kind ? { kind, id } : null;
  showLink();
  refresh();
}

// The place of the asked grade band in a plan's own list; -1 for all.
function bandOf(plan) {
  return asked.band === null ? -1 : plan.source.bands.findIndex((band) => band.id === asked.band);
}
