// Reads one PDF and prints the most memory the process ever held, in MB. Started by main.ts.
//
// usage: node bench/pdf/memory.ts file.pdf
import { readFileSync } from 'node:fs';
import { readers } from './readers.ts';

await readers.ours(readFileSync(process.argv[2] ?? ''));
console.log((process.resourceUsage().maxRSS / 1024).toFixed(0));
