const DAY_MS = 86_400_000;

/** Day 0 of the two calendars (ECMA-376 part 1, 18.17.4.1). The first has a 29 February 1900 that never was. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const FALSE_LEAP_DAY = 60;
/** 31 December 9999. */
const LAST_DAY = 2_958_465;

/**
 * A serial number as an ISO date, time or both, as much as its format shows; `[h]` counts hours beyond 24. Numbers
 * outside Excel's calendar are shown as they are.
 */
export function formatDate(serial: number, pattern: string, date1904: boolean): string {
  if (serial < 0 || serial > LAST_DAY + 1) return String(serial);
  const seconds = Math.round((serial % 1) * 86_400);
  const elapsed = /\[[hms]+\]/.test(pattern);
  const showsTime = /[hs]/.test(pattern);
  // `m` means minutes next to hours or seconds, else months.
  const showsDate = !elapsed && (/[yd]/.test(pattern) || (pattern.includes('m') && !showsTime));
  if (!showsDate) return clock(elapsed ? Math.floor(serial) * 86_400 + seconds : seconds, pattern);

  const days = Math.floor(serial) + (!date1904 && serial < FALSE_LEAP_DAY ? 1 : 0);
  const date = new Date((date1904 ? EPOCH_1904 : EPOCH_1900) + days * DAY_MS).toISOString().slice(0, 10);
  return showsTime ? `${date} ${clock(seconds, pattern)}` : date;
}

function clock(seconds: number, pattern: string): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`;
  return pattern.includes('s') || seconds % 60 !== 0 ? `${time}:${two(seconds % 60)}` : time;
}
