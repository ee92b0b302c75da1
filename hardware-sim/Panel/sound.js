// The buzzer for those who want to hear it: off until switched on, as browsers and neighbours ask for.

const hertz = 2300;
const loudness = 0.04;
let context = null;
let gain = null;
let isWanted = false;
let sounds = false;

function update() {
  if (gain) gain.gain.setTargetAtTime(isWanted && sounds ? loudness : 0, context.currentTime, 0.003);
}

export const sound = {
  set(on) {
    sounds = on;
    update();
  },
  toggle() {
    isWanted = !isWanted;
    if (!context) {
      context = new AudioContext();
      gain = context.createGain();
      gain.gain.value = 0;
      const tone = context.createOscillator();
      tone.type = "square";
      tone.frequency.value = hertz;
      tone.connect(gain).connect(context.destination);
      tone.start();
    }
    update();
    return isWanted;
  }
};
