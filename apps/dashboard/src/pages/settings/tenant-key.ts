/** Of the cache. */
export const TENANT = ['tenant'];
