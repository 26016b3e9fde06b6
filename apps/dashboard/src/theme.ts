import { type CSSVariablesResolver, createTheme } from '@mantine/core';

/** The colours and type of the whole dashboard, which are those of the documentation at `/docs` too. */
export const theme = createTheme({
  primaryColor: 'indigo',
  // White text on them has a contrast of at least 4.5 (WCAG 2.2, 1.4.3).
  primaryShade: { light: 7, dark: 8 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontWeight: '650', sizes: { h2: { fontSize: '1.5rem' }, h3: { fontSize: '1.15rem' } } },
  colors: {
    dark: [
      '#dee2e6',
      '#b8bdc3',
      '#a1a7ae',
      '#6b7178',
      '#373a40',
      '#2c2e33',
      '#25262b',
      '#1a1b1e',
      '#141517',
      '#101113',
    ],
  },
  // By name: to import the components would put all of them into the script that every page loads first.
  components: {
    Badge: { defaultProps: { tt: 'none', fw: 600 } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 200 } },
    // Its placeholder is no item, which a menu's children have to be (WAI-ARIA 1.2).
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
      styles: { title: { fontWeight: 650 } },
    },
  },
});

/** Dark enough for white text on them, and as text on their own lightest shade: a contrast of at least 4.5 (WCAG 2.2, 1.4.3). */
const STRONG = {
  red: '#b32424',
  orange: '#a8380a',
  yellow: '#8a4b00',
  lime: '#3f6608',
  green: '#1f6b31',
  teal: '#066649',
  cyan: '#0a6475',
  blue: '#1864ab',
};

const strong = (role: string): Record<string, string> =>
  Object.fromEntries(Object.entries(STRONG).map(([name, color]) => [`--mantine-color-${name}-${role}`, color]));

/** Where the library’s own colours are too light to be read, or too loud. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { ...strong('filled'), ...strong('filled-hover') },
  light: {
    ...strong('light-color'),
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1f2328',
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#6b7178',
    '--mantine-color-error': STRONG.red,
    '--ragkeep-soft': '#f6f7f9',
  },
  dark: {
    '--mantine-color-dimmed': '#a1a7ae',
    '--mantine-color-placeholder': '#8b9198',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-red-light': 'rgb(224 49 49 / 16%)',
    '--mantine-color-red-light-color': '#ffa8a8',
    '--ragkeep-soft': '#202125',
  },
});
