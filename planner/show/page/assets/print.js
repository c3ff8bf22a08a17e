// Paper: the whole district is printed as a drawing that no window has cut; a part that the reader has chosen, or what the
// drawing does not show, as a picture of the window, drawn again at three dots a pixel, with a scale bar of its own.

const PAPER_DOTS = 3;
const PAPER_SHAPE = 207 / 150;

function printable(views) {
  let closed = [];
  window.addEventListener('beforeprint', () => {
    const [view] = views;
    if (views.length === 1 && view.ready && showsWhole(view)) putDrawing(view);
    else views.filter(({ ready }) => ready).forEach(putPicture);
    closed = [...document.querySelectorAll('details:not([open])')];
    closed.forEach((notes) => { notes.open = true; });
  });
  window.addEventListener('afterprint', () => {
    document.querySelectorAll('.on-paper').forEach((picture) => picture.remove());
    closed.forEach((notes) => { notes.open = false; });
  });
}

// Whether the window shows the whole district, and nothing that the drawing lacks.
function showsWhole({ map, bounds: [[west, south], [east, north]] }) {
  const { shown, schools, pick: picked } = asked;
  const drawnSo = shown.schools && shown.homes && shown.towns && shown.water && shown.roads && !shown.trips && !shown.areas;
  const seen = map.getBounds();
  const slack = 0.02;
  const inside = seen.getWest() < west + slack * (east - west) && seen.getEast() > east - slack * (east - west)
    && seen.getSouth() < south + slack * (north - south) && seen.getNorth() > north - slack * (north - south);
  return drawnSo && inside && schools === 'action' && !picked;
}

function putDrawing({ map, plan }) {
  const drawing = stillMap(plan, plan.stateAt(asked.year), { band: bandOf(plan), homes: asked.homes, flows: asked.shown.flows });
  const [, , width, height] = drawing.getAttribute('viewBox').split(' ').map(Number);
  document.getElementById('stage').style.setProperty('--shape', String(width / height));
  const holder = make('div', { class: 'on-paper' });
  holder.append(drawing);
  map.getContainer().append(holder);
}

function putPicture(view) {
  const { map } = view;
  const ratio = map.getPixelRatio();
  map.setPixelRatio(PAPER_DOTS);
  map.redraw();
  const drawing = map.getCanvas();
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  const dots = drawing.width / width;
  const { from, tall } = paperPart(view, width, height);
  const sheet = document.createElement('canvas');
  sheet.width = drawing.width;
  sheet.height = Math.round(tall * dots);
  const pen = sheet.getContext('2d');
  pen.drawImage(drawing, 0, -from * dots);
  pen.scale(dots, dots);
  drawScale(pen, map, width, tall);
  map.setPixelRatio(ratio);
  document.getElementById('stage').style.setProperty('--shape', String(width / tall));
  const picture = make('img', { class: 'on-paper', alt: '' });
  picture.src = sheet.toDataURL('image/png');
  map.getContainer().append(picture);
}

// What of the window goes on paper: its empty top and bottom may go, until it has the shape of the sheet.
function paperPart({ map, bounds: [[west, south], [east, north]] }, width, height) {
  const seen = (y) => Math.max(0, Math.min(height, y));
  const top = seen(map.project([west, north]).y - 24);
  const bottom = seen(map.project([east, south]).y + 48);
  const tall = Math.min(height, Math.max(width / PAPER_SHAPE, bottom - top));
  const from = Math.max(0, Math.min(height - tall, (top + bottom - tall) / 2));
  return { from, tall };
}

function drawScale(pen, map, width, tall) {
  const middle = map.getContainer().clientHeight / 2;
  const metres = map.unproject([0, middle]).distanceTo(map.unproject([width, middle])) / width;
  const kilometres = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200].filter((km) => (km * 1000) / metres < width / 5).pop() ?? 0.1;
  pen.fillStyle = '#222';
  pen.fillRect(16, tall - 20, (kilometres * 1000) / metres, 2.5);
  pen.font = `13px ${LETTERS}`;
  pen.fillText(`${kilometres} km`, 16, tall - 27);
}
