// Names on a still map: the schools that change, where there are few places all schools and settlements too, each where it
// hides nothing; those that find no room stay unnamed.

function stillNames(plan, state, at, size) {
  const taken = [];
  const overlaps = (box) => taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
  const wide = (text) => sum([...text].map((letter) => (letter.codePointAt(0) > 0x2e7f ? 1 : 0.58))) * size;
  const schools = schoolFeatures(plan, state).features;
  for (const school of schools) {
    const [x, y] = at(school.geometry.coordinates);
    const reach = { keep: 3, change: 9 }[school.properties.action] ?? 6;
    taken.push([x - reach, y - reach, x + reach, y + reach]);
  }
  for (const town of townNameFeatures(plan).features) {
    const [x, y] = at(town.geometry.coordinates);
    const half = (15 * [...town.properties.name].length + 8) / 2;
    taken.push([x - half, y - 14, x + half, y + 5]);
  }
  const found = [];
  const isFew = plan.nHomes <= STILL_FEW;
  const telling = schools.filter((school) => isFew || school.properties.action !== 'keep')
    .sort((a, b) => a.properties.order - b.properties.order);
  const homes = isFew ? homeFeatures(plan, state, -1).features.map((home) => ({ ...home, properties: { ...home.properties, action: 'home' } })) : [];
  for (const place of [...telling, ...homes]) {
    const { name, action } = place.properties;
    const [x, y] = at(place.geometry.coordinates);
    const width = wide(name);
    const gap = ['build', 'change'].includes(action) ? 12 : 8;
    const spots = [[x + gap, y + size * 0.36], [x - gap - width, y + size * 0.36], [x - width / 2, y - gap], [x - width / 2, y + gap + size * 0.8]];
    for (const [left, base] of spots) {
      const box = [left, base - size * 0.85, left + width, base + size * 0.15];
      if (box[0] < 2 || box[2] > STILL_WIDTH - 2 || overlaps(box)) continue;
      taken.push(box);
      found.push({ name, action, size, x: left, y: base });
      break;
    }
  }
  return found;
}
