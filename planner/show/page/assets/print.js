// Paper: a map is printed as a picture, drawn again at three dots a pixel, with a scale bar of its own.

const PAPER_DOTS = 3;

function printable(views) {
  let closed = [];
  window.addEventListener('beforeprint', () => {
    views.filter(({ ready }) => ready).forEach(putPicture);
    closed = [...document.querySelectorAll('details:not([open])')];
    closed.forEach((notes) => { notes.open = true; });
  });
  window.addEventListener('afterprint', () => {
    document.querySelectorAll('img.on-paper').forEach((picture) => picture.remove());
    closed.forEach((notes) => { notes.open = false; });
  });
}

function putPicture(view) {
  const { map } = view;
  const ratio = map.getPixelRatio();
  map.setPixelRatio(PAPER_DOTS);
  map.redraw();
  const sheet = document.createElement('canvas');
  const drawing = map.getCanvas();
  sheet.width = drawing.width;
  sheet.height = drawing.height;
  const pen = sheet.getContext('2d');
  pen.drawImage(drawing, 0, 0);
  drawScale(pen, map, drawing.width / map.getContainer().clientWidth);
  map.setPixelRatio(ratio);
  document.getElementById('stage').style.setProperty('--shape', String(drawing.width / drawing.height));
  const picture = make('img', { class: 'on-paper', alt: '' });
  picture.src = sheet.toDataURL('image/png');
  map.getContainer().append(picture);
}

function drawScale(pen, map, dots) {
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  const metres = map.unproject([0, height / 2]).distanceTo(map.unproject([width, height / 2])) / width;
  const kilometres = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200].filter((km) => (km * 1000) / metres < width / 5).pop() ?? 0.1;
  pen.scale(dots, dots);
  pen.fillStyle = '#222';
  pen.fillRect(16, height - 20, (kilometres * 1000) / metres, 2.5);
  pen.font = `13px ${LETTERS}`;
  pen.fillText(`${kilometres} km`, 16, height - 27);
}
