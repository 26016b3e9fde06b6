export { type Encoder, EncoderError } from './encoder.ts';
export { createEndpointEncoder } from './openai-compatible.ts';
export { createPackagedEncoder } from './packaged/encoder.ts';
