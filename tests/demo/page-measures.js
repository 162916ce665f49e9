/** Measures of the demo's page, taken in the browser. */

/** The texts whose contrast with what is behind them is less than 4.5 to 1. */
globalThis.faintTexts = () => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const pixelOf = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminanceOf = (color) => {
    const [red, green, blue] = pixelOf(color).map((byte) => {
      const part = byte / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const groundOf = (element) => {
    if (element === null) return "white";
    const { backgroundColor } = getComputedStyle(element);
    return pixelOf(backgroundColor)[3] === 255 ? backgroundColor : groundOf(element.parentElement);
  };
  const texts = [...document.querySelectorAll("body *")].filter((element) => {
    return [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.data.trim(),
    );
  });
  return texts.flatMap((element) => {
    const lights = [getComputedStyle(element).color, groundOf(element)].map(luminanceOf);
    const [dark, light] = lights.sort((a, b) => a - b);
    const contrast = (light + 0.05) / (dark + 0.05);
    return contrast < 4.5 ? [`${element.textContent}: ${contrast.toFixed(2)}`] : [];
  });
};

/** By how many pixels something sticks out of the page to the right. */
globalThis.overflow = () => {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth - clientWidth;
};
