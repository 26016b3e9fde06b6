import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { createGraph } from './onnx.ts';

function float32(...values: number[]) {
  return new Uint8Array(Float32Array.from(values).buffer);
}

test('a written graph is read and computed by the runtime', async () => {
  const graph = createGraph();
  const table = graph.constant({ shape: [3, 2], bytes: float32(1, 2, 3, 4, 5, 6) });
  const rows = graph.node('Gather', [table, 'places']);
  const [left = '', right = ''] = graph.nodes('Split', [rows], { axis: 1 }, 2);
  const swapped = graph.node('Concat', [right, left], { axis: -1 });
  const active = graph.node('LeakyRelu', [swapped], { alpha: { float: 0.5 } });
  const sum = graph.node('ReduceSum', [active, graph.integers([0])], { keepdims: 1 });
  const session = await InferenceSession.create(graph.finish('places', sum, 2));
  const result = await session.run({ places: new Tensor('int32', Int32Array.of(0, 2, 2), [3]) });
  expect(result[sum]?.data).toEqual(Float32Array.of(14, 11));
  await session.release();
});
