// Signs of schools and settlements as outlines in a box of 24 by 24: the same on map, legend and paper.

const SIGN_PATHS = {
  keep: 'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z',
  merge: 'M7.2 2L12 6.8L16.8 2L22 7.2L17.2 12L22 16.8L16.8 22L12 17.2L7.2 22L2 16.8L6.8 12L2 7.2z',
  change: 'M12 1L21.5 6.5V17.5L12 23L2.5 17.5V6.5z',
  expand: 'M3 3H21V21H3z',
  build: 'M12 1L14.9 8.7L23 9.1L16.7 14.2L18.8 22L12 17.6L5.2 22L7.3 14.2L1 9.1L9.1 8.7z',
  short: 'M12 2L22.5 21H1.5z',
  head: 'M12 2L19 20L12 16L5 20z',
};

function signOf(look, name) {
  if (name === 'short') return { ...look.short, points: 10.5 };
  if (name === 'head') return { fill: look.flow, edge: '#FFFFFF', points: 12 };
  return look.actions[name];
}

// A small drawing for a legend; size in pixels.
function signDrawing(look, name, size = 18) {
  const sign = signOf(look, name);
  const box = drawn('svg', { viewBox: '-1 -1 26 26', width: size, height: size, 'aria-hidden': 'true' });
  box.append(drawn('path', { d: SIGN_PATHS[name], fill: sign.fill, stroke: sign.edge, 'stroke-width': 2 }));
  return box;
}

// A picture for the map's sprite: white halo, fill and edge, three dots a pixel.
function signPicture(look, name) {
  const sign = signOf(look, name);
  const side = Math.round(sign.points * 1.35) + 5;
  const ratio = 3;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side * ratio;
  // read back at once: a canvas of the graphics card would make the page wait for it
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const scale = ((side - 4) / 24) * ratio;
  pen.translate(2 * ratio, 2 * ratio);
  pen.scale(scale, scale);
  pen.lineJoin = 'round';
  const outline = new Path2D(SIGN_PATHS[name]);
  pen.lineWidth = (2.6 * ratio) / scale;
  pen.strokeStyle = 'rgba(255,255,255,0.9)';
  pen.stroke(outline);
  pen.fillStyle = sign.fill;
  pen.fill(outline);
  pen.lineWidth = (1.2 * ratio) / scale;
  pen.strokeStyle = sign.edge;
  pen.stroke(outline);
  return { image: pen.getImageData(0, 0, canvas.width, canvas.height), options: { pixelRatio: ratio } };
}

function dotDrawing(fill, edge, size = 14) {
  const box = drawn('svg', { viewBox: '0 0 14 14', width: size, height: size, 'aria-hidden': 'true' });
  box.append(drawn('circle', { cx: 7, cy: 7, r: 5.5, fill, stroke: edge, 'stroke-width': 1 }));
  return box;
}

function lineDrawing(colour, width, dashed) {
  const box = drawn('svg', { viewBox: '0 0 22 14', width: 22, height: 14, 'aria-hidden': 'true' });
  const line = { x1: 1, y1: 7, x2: 21, y2: 7, stroke: colour, 'stroke-width': width };
  box.append(drawn('line', dashed ? { ...line, 'stroke-dasharray': dashed } : line));
  return box;
}

function patchDrawing(colours, edge) {
  const box = drawn('svg', { viewBox: '0 0 22 14', width: 22, height: 14, 'aria-hidden': 'true' });
  colours.forEach((fill, place) => {
    const width = 20 / colours.length;
    box.append(drawn('rect', { x: 1 + place * width, y: 2, width, height: 10, fill, stroke: edge, 'stroke-width': 0.8 }));
  });
  return box;
}
