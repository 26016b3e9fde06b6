/** How passages are found, in the words of the interface. */
export const SEARCH_MODES = [
  { value: 'hybrid', label: 'Hybrid' },
  { value: 'lexical', label: 'Words' },
  { value: 'semantic', label: 'Meaning' },
];
