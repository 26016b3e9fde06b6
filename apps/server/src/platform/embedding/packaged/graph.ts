import type { EncoderWeights, LayerWeights, Pair } from './layout.ts';
import { createGraph, type GraphBuilder, type Value } from './onnx.ts';
import type { Weight } from './weights.ts';

/** Part of the cached file's name: raise it with every change of this file, `layout.ts` or `onnx.ts`. */
export const GRAPH_VERSION = 1;
/** The model has positions for so many tokens. Longer input is an error of the graph, never cut. */
export const MAX_TOKENS = 128;
export const DIMENSIONS = 512;
const HEADS = 4;

/**
 * Universal Sentence Encoder lite as an ONNX graph: `tokens`, int32 [1…128], to a vector, float [1, 512], not yet of
 * unit length. It computes what the package's TensorFlow.js graph does, without that one's batching and padding,
 * which change nothing for one text at a time: embedding and timing signal, two pre-norm transformer layers, mean,
 * dense, tanh (Cer et al. 2018, "Universal Sentence Encoder"; Vaswani et al. 2017, "Attention Is All You Need").
 */
export function buildGraph({ embeddings, timingRates, layers, hidden }: EncoderWeights): Uint8Array {
  const graph = createGraph();
  const embedded = graph.node('Gather', [graph.constant(embeddings), 'tokens']);
  // The embedding counts twice: the original adds "embedding + signal" to the embedding, and was trained so.
  const positioned = graph.node('Add', [embedded, timingSignal(graph, timingRates)]);
  const input = graph.node('Add', [embedded, positioned]);
  const first = feedForward(graph, layers[0], attention(graph, layers[0], input));
  const mean = feedForward(graph, layers[1], attention(graph, layers[1], first), (rows) =>
    graph.node('ReduceMean', [rows], { axes: [0], keepdims: 1 }),
  );
  return graph.finish('tokens', graph.node('Tanh', [dense(graph, mean, hidden)]), DIMENSIONS);
}

/** Sines, then cosines, of each position times each rate: a table of which a text takes the first rows. */
function timingSignal(graph: GraphBuilder, { bytes }: Weight): Value {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rates = Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  const rows = Array.from({ length: MAX_TOKENS }, (_, position) => {
    const angles = rates.map((rate) => Math.fround(position * rate));
    return [...angles.map(Math.sin), ...angles.map(Math.cos)];
  });
  const table = graph.constant({ shape: [MAX_TOKENS, 2 * rates.length], bytes: float32(rows.flat()) });
  return graph.node('Slice', [table, graph.integers([0]), graph.node('Shape', ['tokens'])]);
}

/** Scaled dot-product self-attention of four heads, normalised before, with the residual added after. */
function attention(graph: GraphBuilder, layer: LayerWeights, input: Value): Value {
  const [, bias] = layer.queriesKeysValues;
  const width = (bias.shape[0] ?? 0) / 3;
  const headWidth = width / HEADS;
  const heads = (rows: Value, perm: number[]): Value =>
    graph.node('Transpose', [graph.node('Reshape', [rows, graph.integers([-1, HEADS, headWidth])])], { perm });
  const projected = dense(graph, normalise(graph, input, layer.attentionNorm), layer.queriesKeysValues);
  const [queries = '', keys = '', values = ''] = graph.nodes('Split', [projected], { axis: 1 }, 3);
  const scale = graph.constant({ shape: [], bytes: float32([1 / Math.sqrt(headWidth)]) });
  const scores = graph.node('MatMul', [heads(queries, [1, 0, 2]), heads(keys, [1, 2, 0])]);
  const weights = graph.node('Softmax', [graph.node('Mul', [scores, scale])], { axis: -1 });
  const attended = graph.node('MatMul', [weights, heads(values, [1, 0, 2])]);
  const joined = graph.node('Transpose', [attended], { perm: [1, 0, 2] });
  const output = dense(graph, graph.node('Reshape', [joined, graph.integers([-1, width])]), layer.attentionOutput);
  const residual = layer.residual === undefined ? input : dense(graph, input, layer.residual);
  return graph.node('Add', [output, residual]);
}

/**
 * Two dense layers, normalised before, with the residual added after. `reduce` comes before the second one: that is
 * linear, so the mean of its rows is its value at their mean, computed once a text instead of once a token. This
 * saves a sixth of all the model's work and moves a component by less than 10⁻⁶.
 */
function feedForward(graph: GraphBuilder, layer: LayerWeights, input: Value, reduce = (rows: Value) => rows): Value {
  const widened = graph.node('Relu', [dense(graph, normalise(graph, input, layer.feedForwardNorm), layer.widen)]);
  return graph.node('Add', [dense(graph, reduce(widened), layer.narrow), reduce(input)]);
}

function normalise(graph: GraphBuilder, rows: Value, [scale, bias]: Pair): Value {
  const inputs = [rows, graph.constant(scale), graph.constant(bias)];
  return graph.node('LayerNormalization', inputs, { axis: -1, epsilon: { float: 1e-6 } });
}

function dense(graph: GraphBuilder, rows: Value, [kernel, bias]: Pair): Value {
  return graph.node('Gemm', [rows, graph.constant(kernel), graph.constant(bias)]);
}

function float32(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return new Uint8Array(view.buffer);
}
