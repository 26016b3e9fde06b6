/**
 * Whether black or white is easier to read on a colour: the one with the higher contrast ratio of WCAG 2.2, which is then at
 * least 4.58:1 on any colour, more than the 4.5:1 that its success criterion 1.4.3 asks for.
 *
 * @param color as #rrggbb
 */
export function colorOn(color: string): '#000000' | '#ffffff' {
  const luminance = relativeLuminance(color);
  return (1 + 0.05) / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? '#ffffff' : '#000000';
}

/** From 0 (black) to 1 (white), as WCAG 2.2 defines it for sRGB. */
export function relativeLuminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
