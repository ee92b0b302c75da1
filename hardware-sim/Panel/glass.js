// Draws the 20×4 glass dot by dot, as character codes of ROM A00 and the eight own characters.

const columns = 20;
const lines = 4;
const dotsAcross = columns * 6 - 1;
const dotsDown = lines * 9 - 1;
const margin = 3;

// Codes 0x20-0x7F, five columns each, lowest bit on top.
const ascii = (
  "0000000000 00005f0000 0007000700 147f147f14 242a7f2a12 2313086462 3649562050 0005030000"
  + " 001c224100 0041221c00 14083e0814 08083e0808 0050300000 0808080808 0060600000 2010080402"
  + " 3e5149453e 00427f4000 4261514946 2141454b31 1814127f10 2745454539 3c4a494930 0171090503"
  + " 3649494936 064949291e 0036360000 0056360000 0814224100 1414141414 0041221408 0201510906"
  + " 324979413e 7e1111117e 7f49494936 3e41414122 7f4141221c 7f49494941 7f09090901 3e4149497a"
  + " 7f0808087f 00417f4100 2040413f01 7f08142241 7f40404040 7f020c027f 7f0408107f 3e4141413e"
  + " 7f09090906 3e4151215e 7f09192946 4649494931 01017f0101 3f4040403f 1f2040201f 3f4038403f"
  + " 6314081463 0708700807 6151494543 007f414100 15167c1615 0041417f00 0402010204 4040404040"
  + " 0001020400 2054545478 7f48444438 3844444420 384444487f 3854545418 087e090102 0c5252523e"
  + " 7f08040478 00447d4000 2040443d00 7f10284400 00417f4000 7c04180478 7c08040478 3844444438"
  + " 7c14141408 081414187c 7c08040408 4854545420 043f444020 3c4040207c 1c2040201c 3c4030403c"
  + " 4428102844 0c5050503c 4464544c44 0008364100 00007f0000 0041360800 08082a1c08 081c2a0808"
).split(" ");

const others = {
  0xa5: "0018180000", 0xdf: "0007050700", 0xe1: "2055545578", 0xe2: "fc4a4a4a34", 0xe4: "f820201038",
  0xef: "3845444538", 0xf5: "3c4140217c", 0xff: "ffffffffff"
};
const unknown = "7f4141417f";

function bytes(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

function isDark(code, own, column, row) {
  if (code < 16) return (own[(code & 7) * 8 + row] >> (4 - column) & 1) === 1;
  const glyph = code >= 0x20 && code < 0x80 ? ascii[code - 0x20] : others[code] ?? (code === 0xa0 ? ascii[0] : unknown);
  return (parseInt(glyph.slice(column * 2, column * 2 + 2), 16) >> row & 1) === 1;
}

/** Draws what the depot's display shows. */
export function drawGlass(canvas, display) {
  // Finer than the screen, so that the dots stay even when the browser fits the picture in.
  const scale = Math.max(4, 2 * Math.ceil(canvas.clientWidth * (devicePixelRatio || 1) / (dotsAcross + 2 * margin)));
  canvas.width = (dotsAcross + 2 * margin) * scale;
  canvas.height = (dotsDown + 2 * margin) * scale;
  const style = getComputedStyle(canvas);
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  const codes = bytes(display.codes);
  const own = bytes(display.ownCharacters);
  const gap = Math.max(1, Math.round(scale / 7));
  const inks = [style.getPropertyValue("--dot-off"), style.getPropertyValue("--dot-on")];
  for (let place = 0; place < codes.length; place++) {
    const left = margin + (place % columns) * 6;
    const top = margin + Math.floor(place / columns) * 9;
    for (let dot = 0; dot < 40; dot++) {
      const [column, row] = [dot % 5, Math.floor(dot / 5)];
      pen.fillStyle = inks[isDark(codes[place], own, column, row) ? 1 : 0];
      pen.fillRect((left + column) * scale, (top + row) * scale, scale - gap, scale - gap);
    }
  }
}
