/** Sides of the page, and what they are called along the lines of its text. */
const SIDES: Readonly<Record<string, string>> = { left: 'inline-start', right: 'inline-end' }
const CORNERS: Readonly<Record<string, string>> = {
  'top-left': 'start-start',
  'top-right': 'start-end',
  'bottom-left': 'end-start',
  'bottom-right': 'end-end',
}

/**
 * The same style sheet with properties that follow the direction of the text: where that is from left to right nothing
 * changes. What is centred by moving it back by half its width keeps its side.
 */
export function toLogical(css: string): string {
  return css
    .replace(
      /\b(margin|padding|border)-(left|right)\b/g,
      (_whole, property, side) => `${property}-${SIDES[side]}`,
    )
    .replace(
      /\bborder-((?:top|bottom)-(?:left|right))-radius\b/g,
      (_whole, corner) => `border-${CORNERS[corner]}-radius`,
    )
    .replace(/\b(text-align|float|clear):\s*(left|right)\b/g, (_whole, property, side) => {
      const value = SIDES[side] as string
      return `${property}:${property === 'text-align' ? value.replace('inline-', '') : value}`
    })
    .replace(/\{[^{}]*\}/g, block =>
      /translate/.test(block)
        ? block
        : block.replace(/([{;\s])(left|right):/g, (_whole, before, side) => `${before}inset-${SIDES[side]}:`),
    )
}
