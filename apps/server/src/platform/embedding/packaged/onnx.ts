/**
 * Just enough of the ONNX format to write a graph. A file is one protocol buffer message; field and type numbers are
 * those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
 */
import type { Weight } from './weights.ts';

const TENSOR_FLOAT = 1;
const TENSOR_INT32 = 6;
const TENSOR_INT64 = 7;
const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;
const IR_VERSION = 8;
const OPSET = 17; // the first with LayerNormalization

/** Integers are written as ONNX's INT and INTS; a real number has to say that it is one. */
export type Attributes = Record<string, number | readonly number[] | { readonly float: number }>;

/** The name of a value in the graph: an input, a constant or what a node computes. */
export type Value = string;

export interface GraphBuilder {
  constant(weight: Weight): Value;
  integers(values: readonly number[]): Value;
  node(operator: string, inputs: readonly Value[], attributes?: Attributes): Value;
  /** As `node`, for operators with several results. */
  nodes(operator: string, inputs: readonly Value[], attributes: Attributes, count: number): Value[];
  /** The bytes of a `.onnx` file that computes `output`, float [1, columns], from `input`, int32 [any length]. */
  finish(input: Value, output: Value, columns: number): Uint8Array;
}

export function createGraph(): GraphBuilder {
  const nodes: Uint8Array[] = [];
  const constants: Uint8Array[] = [];
  let values = 0;
  const addConstant = (type: number, shape: readonly number[], bytes: Uint8Array): Value => {
    const name = `c${values++}`;
    constants.push(message(...shape.map((size) => int(1, size)), int(2, type), text(8, name), blob(9, bytes)));
    return name;
  };
  const addNode: GraphBuilder['nodes'] = (operator, inputs, attributes, count) => {
    const outputs = Array.from({ length: count }, () => `v${values++}`);
    nodes.push(
      message(
        ...inputs.map((name) => text(1, name)),
        ...outputs.map((name) => text(2, name)),
        text(4, operator),
        ...Object.entries(attributes).map(([name, value]) => blob(5, attribute(name, value))),
      ),
    );
    return outputs;
  };
  return {
    constant: ({ shape, bytes }) => addConstant(TENSOR_FLOAT, shape, bytes),
    integers: (list) =>
      addConstant(TENSOR_INT64, [list.length], new Uint8Array(BigInt64Array.from(list, BigInt).buffer)),
    nodes: addNode,
    node: (operator, inputs, attributes = {}) => addNode(operator, inputs, attributes, 1).join(),
    finish: (input, output, columns) => {
      const graph = message(
        ...nodes.map((bytes) => blob(1, bytes)),
        text(2, 'encoder'),
        ...constants.map((bytes) => blob(5, bytes)),
        blob(11, tensorInfo(input, TENSOR_INT32, [text(2, 'length')])),
        blob(12, tensorInfo(output, TENSOR_FLOAT, [int(1, 1), int(1, columns)])),
      );
      return message(int(1, IR_VERSION), blob(7, graph), blob(8, int(2, OPSET)));
    },
  };
}

function attribute(name: string, value: Attributes[string]): Uint8Array {
  if (typeof value === 'number') return message(text(1, name), int(3, value), int(20, ATTRIBUTE_INT));
  if ('float' in value) return message(text(1, name), float(2, value.float), int(20, ATTRIBUTE_FLOAT));
  return message(text(1, name), ...value.map((item) => int(8, item)), int(20, ATTRIBUTE_INTS));
}

/** ValueInfoProto: a tensor's name, element type and dimensions, each given as a value (field 1) or a name (field 2). */
function tensorInfo(name: string, elementType: number, dimensions: readonly Uint8Array[]): Uint8Array {
  const shape = message(...dimensions.map((dimension) => blob(1, dimension)));
  return message(text(1, name), blob(2, blob(1, message(int(1, elementType), blob(2, shape)))));
}

function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

function int(field: number, value: number): Uint8Array {
  return Buffer.from([...varint(field << 3), ...varint(value)]);
}

function float(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([Buffer.from(varint((field << 3) | 5)), bytes]);
}

function blob(field: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(bytes.length)]), bytes]);
}

function text(field: number, value: string): Uint8Array {
  return blob(field, Buffer.from(value, 'utf8'));
}

/** Seven bits a byte, lowest first; a negative number as its 64-bit two's complement. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return bytes;
}
