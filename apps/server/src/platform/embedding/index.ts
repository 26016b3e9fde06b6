export type { Encoder } from './encoder.ts';
export { createEncoders, type Encoders } from './encoders.ts';
export { createEndpointEncoder } from './openai-compatible.ts';
export { createPackagedEncoder } from './packaged/encoder.ts';
