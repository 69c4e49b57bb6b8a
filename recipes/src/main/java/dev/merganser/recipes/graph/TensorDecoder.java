package dev.merganser.recipes.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;

import com.google.protobuf.ByteString;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Turns the tensors of one ONNX file into ours; raw and external data stay where they are. */
final class TensorDecoder {
    private final Path file;
    private final ExternalData external;

    TensorDecoder(Path file, ExternalData external) {
        this.file = file;
        this.external = external;
    }

    Tensor decode(TensorProto proto) {
        if (proto.hasSegment()) {
            throw bad(proto, "must be whole, but is a segment of a larger one");
        }
        TensorInfo info = new TensorInfo(proto.getName(), dtype(proto), shape(proto));
        MemorySegment data = data(proto, info);
        if (data.byteSize() != bytes(proto, info)) {
            throw bad(
                    proto,
                    "of %s %s needs %d bytes, but its data has %d"
                            .formatted(
                                    info.dtype(),
                                    Quoted.line(info.shape().toString()),
                                    info.bytes(),
                                    data.byteSize()));
        }
        return new Tensor(info, data);
    }

    private DType dtype(TensorProto proto) {
        int number = proto.getDataType();
        return ElementTypes.fromOnnx(number)
                .orElseThrow(
                        () ->
                                bad(
                                        proto,
                                        "must be of plain numbers; found %s, which cannot be merged"
                                                .formatted(ElementTypes.name(number))));
    }

    private Shape shape(TensorProto proto) {
        for (long dim : proto.getDimsList()) {
            if (dim < 0) {
                throw bad(proto, "must have dimensions from 0; found " + dim);
            }
        }
        return new Shape(proto.getDimsList());
    }

    private long bytes(TensorProto proto, TensorInfo info) {
        try {
            return info.bytes();
        } catch (ArithmeticException e) {
            throw bad(
                    proto,
                    "of %s %s is larger than any file"
                            .formatted(info.dtype(), Quoted.line(info.shape().toString())));
        }
    }

    private MemorySegment data(TensorProto proto, TensorInfo info) {
        boolean isExternal = proto.getDataLocation() == DataLocation.EXTERNAL;
        boolean isRaw = proto.hasRawData();
        int sources = (isExternal ? 1 : 0) + (isRaw ? 1 : 0) + (typedCount(proto) > 0 ? 1 : 0);
        if (sources > 1) {
            throw bad(proto, "must have its data in one place, but has it in " + sources);
        }
        if (isExternal) {
            return external.data(proto, bytes(proto, info));
        }
        return isRaw ? raw(proto.getRawData()) : typed(proto, info);
    }

    private static MemorySegment raw(ByteString bytes) {
        return MemorySegment.ofBuffer(bytes.asReadOnlyByteBuffer());
    }

    private static int typedCount(TensorProto proto) {
        return proto.getFloatDataCount()
                + proto.getInt32DataCount()
                + proto.getInt64DataCount()
                + proto.getDoubleDataCount()
                + proto.getUint64DataCount()
                + proto.getStringDataCount();
    }

    /**
     * The fields that ONNX names for each type; the count is checked with the size by the caller.
     */
    private MemorySegment typed(TensorProto proto, TensorInfo info) {
        int count = countOf(proto, info.dtype());
        if (count != typedCount(proto)) {
            throw bad(proto, "of %s has data of another type".formatted(info.dtype()));
        }
        int width = info.dtype().bytes();
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(count, width));
        out.order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            put(proto, info.dtype(), i, out);
        }
        return MemorySegment.ofArray(out.array());
    }

    private static int countOf(TensorProto proto, DType dtype) {
        return switch (dtype) {
            case F32 -> proto.getFloatDataCount();
            case F64 -> proto.getDoubleDataCount();
            case I64 -> proto.getInt64DataCount();
            case U64, U32 -> proto.getUint64DataCount();
            case F16, BF16, I32, I16, I8, U16, U8, BOOL -> proto.getInt32DataCount();
        };
    }

    private void put(TensorProto proto, DType dtype, int i, ByteBuffer out) {
        switch (dtype) {
            case F32 -> out.putFloat(proto.getFloatData(i));
            case F64 -> out.putDouble(proto.getDoubleData(i));
            case I64 -> out.putLong(proto.getInt64Data(i));
            case U64 -> out.putLong(proto.getUint64Data(i));
            case U32 -> out.putInt((int) within(proto, proto.getUint64Data(i), 0, 0xffff_ffffL));
            case I32 -> out.putInt(proto.getInt32Data(i));
            case F16, BF16, U16 -> out.putShort((short) small(proto, i, 0, 0xffff));
            case I16 -> out.putShort((short) small(proto, i, Short.MIN_VALUE, Short.MAX_VALUE));
            case I8 -> out.put((byte) small(proto, i, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case U8 -> out.put((byte) small(proto, i, 0, 0xff));
            case BOOL -> out.put((byte) small(proto, i, 0, 1));
        }
    }

    private long small(TensorProto proto, int i, long low, long high) {
        return within(proto, proto.getInt32Data(i), low, high);
    }

    private long within(TensorProto proto, long value, long low, long high) {
        if (!(value >= low && value <= high)) {
            throw bad(
                    proto, "must have values from %d to %d; found %d".formatted(low, high, value));
        }
        return value;
    }

    private BadDataException bad(TensorProto proto, String rest) {
        return new BadDataException(
                "%s: tensor %s %s.".formatted(file, Quoted.text(proto.getName()), rest));
    }
}
