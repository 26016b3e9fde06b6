// Before the first paint: the colours that were chosen, or those of the device, so that none flash by. Kept by browsers for good,
// so a change of it takes a new name.
{
  const kept = localStorage.getItem('mantine-color-scheme-value');
  const isDark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.mantineColorScheme = isDark ? 'dark' : 'light';
}
