// What the reader asks for; the same for every map of a page.

const asked = {
  year: 0,
  band: -1,
  schools: 'action',
  homes: 'minutes',
  shown: { schools: true, homes: true, flows: true, trips: false, areas: false, towns: true, water: true, roads: true },
  pick: null,
};

function pick(kind, id) {
  asked.pick = kind ? { kind, id } : null;
  refresh();
}
