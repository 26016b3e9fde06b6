import bench from '../package.json' with { type: 'json' };

/** A package's name and version as it is installed here: all versions are pinned. */
export const named = (name: keyof typeof bench.dependencies): string => `${name} ${bench.dependencies[name]}`;
