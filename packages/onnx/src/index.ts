export { OnnxError } from './onnx-error.ts';
export { externalFields, externalPlace, type ExternalPlace, type ReadExternal } from './file/external-data.ts';
export type {
  AttributeProto,
  GraphProto,
  Message,
  ModelProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
  Written,
} from './file/messages.ts';
export { readModel } from './file/read-model.ts';
export { elementCount, floatsOf, integersOf } from './file/tensor-values.ts';
export { tensorTypeName, tensorTypes, type TensorTypeName } from './file/tensor-types.ts';
export { importOnnx, type Imported, type ImportOptions } from './import/import-onnx.ts';
export { writeModel } from './file/write-model.ts';
export { exportGraph, exportOnnx, withOutputs, type ExportOptions, type OnnxFile } from './export/export-onnx.ts';
export { opsets } from './export/operators.ts';
