package dev.merganser.recipes.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

import dev.merganser.recipes.tensor.DType;

import java.util.Optional;

/** ONNX's element types as ours, both ways. */
final class ElementTypes {

    private ElementTypes() {}

    static DataType toOnnx(DType dtype) {
        return switch (dtype) {
            case F64 -> DataType.DOUBLE;
            case F32 -> DataType.FLOAT;
            case F16 -> DataType.FLOAT16;
            case BF16 -> DataType.BFLOAT16;
            case I64 -> DataType.INT64;
            case I32 -> DataType.INT32;
            case I16 -> DataType.INT16;
            case I8 -> DataType.INT8;
            case U64 -> DataType.UINT64;
            case U32 -> DataType.UINT32;
            case U16 -> DataType.UINT16;
            case U8 -> DataType.UINT8;
            case BOOL -> DataType.BOOL;
        };
    }

    /** Empty for texts, complex numbers and numbers of 8 bits or less that are not whole bytes. */
    static Optional<DType> fromOnnx(int number) {
        for (DType dtype : DType.values()) {
            if (toOnnx(dtype).getNumber() == number) {
                return Optional.of(dtype);
            }
        }
        return Optional.empty();
    }

    /** ONNX's name of a type, for messages. */
    static String name(int number) {
        DataType type = DataType.forNumber(number);
        return type == null ? "number " + number : type.name();
    }
}
