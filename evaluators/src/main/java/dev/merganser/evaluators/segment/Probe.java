package dev.merganser.evaluators.segment;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.DType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Made-up inputs that a graph can run on: floats in [0, 1), integers 1, flags true; an open first
 * dimension is 2, other open dimensions are 4.
 */
final class Probe implements AutoCloseable {

    private final Map<String, OnnxTensor> tensors = new HashMap<>();

    private Probe() {}

    static Probe of(OrtEnvironment environment, Graph graph) throws OrtException {
        var probe = new Probe();
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        try {
            for (ValueInfo input : graph.inputs()) {
                probe.tensors.put(input.name(), tensor(environment, input, random));
            }
            return probe;
        } catch (OrtException | RuntimeException e) {
            probe.close();
            throw e;
        }
    }

    private static OnnxTensor tensor(
            OrtEnvironment environment, ValueInfo input, RandomGenerator random)
            throws OrtException {
        long[] shape = shape(input.dims().orElse(List.of(Dim.unknown())));
        DType dtype = input.dtype().orElse(DType.F32);
        long elements = 1;
        for (long size : shape) {
            elements *= size;
        }
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(Math.toIntExact(elements * dtype.bytes()))
                        .order(ByteOrder.nativeOrder());
        while (bytes.hasRemaining()) {
            put(bytes, dtype, random);
        }
        return OnnxTensor.createTensor(environment, bytes.flip(), shape, javaType(dtype));
    }

    private static long[] shape(List<Dim> dims) {
        long[] shape = new long[dims.size()];
        for (int d = 0; d < shape.length; d++) {
            shape[d] = dims.get(d) instanceof Dim.Fixed(long size) ? size : d == 0 ? 2 : 4;
        }
        return shape;
    }

    private static void put(ByteBuffer out, DType dtype, RandomGenerator random) {
        switch (dtype) {
            case F32 -> out.putFloat(random.nextFloat());
            case F64 -> out.putDouble(random.nextDouble());
            case F16 -> out.putShort(Float.floatToFloat16(random.nextFloat()));
            case BF16 -> out.putShort((short) (Float.floatToRawIntBits(random.nextFloat()) >>> 16));
            case I64, U64 -> out.putLong(1);
            case I32, U32 -> out.putInt(1);
            case I16, U16 -> out.putShort((short) 1);
            case I8, U8, BOOL -> out.put((byte) 1);
        }
    }

    private static OnnxJavaType javaType(DType dtype) {
        return switch (dtype) {
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
                    throw new UncuttableException("an input of type " + dtype + " cannot be fed");
        };
    }

    Map<String, OnnxTensor> tensors() {
        return tensors;
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
    }
}
