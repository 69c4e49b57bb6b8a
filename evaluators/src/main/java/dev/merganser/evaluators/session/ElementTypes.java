package dev.merganser.evaluators.session;

import ai.onnxruntime.OnnxJavaType;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.TensorInfo;

/** ONNX Runtime's element types as ours, both ways; what one side lacks is bad data. */
final class ElementTypes {

    private ElementTypes() {}

    /** The type of a tensor that is to be fed. */
    static OnnxJavaType toOrt(TensorInfo tensor) {
        return switch (tensor.dtype()) {
            case F32 -> OnnxJavaType.FLOAT;
            case F64 -> OnnxJavaType.DOUBLE;
            case F16 -> OnnxJavaType.FLOAT16;
            case BF16 -> OnnxJavaType.BFLOAT16;
            case I64 -> OnnxJavaType.INT64;
            case I32 -> OnnxJavaType.INT32;
            case I16 -> OnnxJavaType.INT16;
            case I8 -> OnnxJavaType.INT8;
            case U8 -> OnnxJavaType.UINT8;
            case BOOL -> OnnxJavaType.BOOL;
            case U64, U32, U16 ->
                    throw new BadDataException(
                            "Tensor '%s' of %s %s must have a type that ONNX Runtime takes from Java to be fed, which U16, U32 and U64 are not."
                                    .formatted(tensor.name(), tensor.dtype(), tensor.shape()));
        };
    }

    static DType fromOrt(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> DType.F32;
            case DOUBLE -> DType.F64;
            case FLOAT16 -> DType.F16;
            case BFLOAT16 -> DType.BF16;
            case INT64 -> DType.I64;
            case INT32 -> DType.I32;
            case INT16 -> DType.I16;
            case INT8 -> DType.I8;
            case UINT8 -> DType.U8;
            case BOOL -> DType.BOOL;
            case STRING, UNKNOWN ->
                    throw new BadDataException("A value of type " + type + " cannot be handled.");
        };
    }
}
