package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads arrays in NumPy's format, versions 1 to 3: little-endian numbers of at most 8 bytes in C
 * order, less than 2 GB. Source: NumPy Enhancement Proposal 1, "A simple file format for NumPy
 * arrays".
 */
final class NpyReader {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER = 1 << 16;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*('([^']*)'|\\[)");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\sL]*)\\)");
    private static final Map<String, DType> TYPES =
            Map.ofEntries(
                    Map.entry("<f8", DType.F64),
                    Map.entry("<f4", DType.F32),
                    Map.entry("<f2", DType.F16),
                    Map.entry("<i8", DType.I64),
                    Map.entry("<i4", DType.I32),
                    Map.entry("<i2", DType.I16),
                    Map.entry("|i1", DType.I8),
                    Map.entry("<u8", DType.U64),
                    Map.entry("<u4", DType.U32),
                    Map.entry("<u2", DType.U16),
                    Map.entry("|u1", DType.U8),
                    Map.entry("|b1", DType.BOOL));

    private final String place;

    private NpyReader(String place) {
        this.place = place;
    }

    /**
     * Reads one array.
     *
     * @param place what messages call it
     */
    static NumberArray read(InputStream in, String place) throws IOException {
        return new NpyReader(place).array(in);
    }

    private NumberArray array(InputStream in) throws IOException {
        byte[] start = in.readNBytes(MAGIC.length + 2);
        if (!Arrays.equals(start, 0, Math.min(start.length, MAGIC.length), MAGIC, 0, MAGIC.length)
                || start.length < MAGIC.length + 2) {
            throw bad("must be a NumPy array (.npy)");
        }
        String header = header(in, start[MAGIC.length]);
        DType type = type(header);
        Shape shape = shape(header);
        requireCOrder(header);
        return new NumberArray(place, type, shape, data(in, type, shape));
    }

    private String header(InputStream in, int version) throws IOException {
        byte[] size = in.readNBytes(version == 1 ? 2 : 4);
        long length = 0;
        for (int i = size.length - 1; i >= 0; i--) {
            length = length << 8 | Byte.toUnsignedInt(size[i]);
        }
        if (version < 1 || version > 3 || length > MAX_HEADER) {
            throw bad("must be of version 1 to 3 with a short header, found version " + version);
        }
        return new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
    }

    private DType type(String header) {
        Matcher matcher = DESCR.matcher(header);
        if (!matcher.find()) {
            throw bad("its header must name a type, found " + Quoted.text(header));
        }
        String name = matcher.group(2) == null ? "fields" : matcher.group(2);
        DType type = TYPES.get(name);
        if (type == null) {
            throw bad(
                    "must hold little-endian numbers, found type %s. Maybe save x.astype('<f4')"
                            .formatted(Quoted.text(name)));
        }
        return type;
    }

    private void requireCOrder(String header) {
        Matcher matcher = ORDER.matcher(header);
        if (!matcher.find() || matcher.group(1).equals("True")) {
            throw bad("must be in C order. Maybe save numpy.ascontiguousarray(x)");
        }
    }

    private Shape shape(String header) {
        Matcher matcher = SHAPE.matcher(header);
        if (!matcher.find()) {
            throw bad("its header must name a shape, found " + Quoted.text(header));
        }
        List<Long> dims = new ArrayList<>();
        for (String dim : matcher.group(1).replace("L", "").split(",")) {
            if (!dim.isBlank()) {
                dims.add(dimension(dim.strip()));
            }
        }
        return new Shape(dims);
    }

    private long dimension(String dim) {
        if (!dim.matches("\\d{1,10}")) {
            throw bad("its shape must be of numbers, found " + Quoted.text(dim));
        }
        return Long.parseLong(dim);
    }

    private MemorySegment data(InputStream in, DType type, Shape shape) throws IOException {
        long bytes = bytes(type, shape);
        byte[] data = in.readNBytes((int) bytes);
        if (data.length < bytes) {
            throw bad(
                    "its header promises %d bytes of data, but it has %d. Maybe the download was cut short"
                            .formatted(bytes, data.length));
        }
        return MemorySegment.ofArray(data);
    }

    private long bytes(DType type, Shape shape) {
        double bytes = type.bytes();
        for (long dim : shape.dims()) {
            bytes *= dim;
        }
        if (bytes > Integer.MAX_VALUE - 8) {
            throw bad("must hold less than 2 GB, but its shape is " + shape);
        }
        return (long) bytes;
    }

    private BadDataException bad(String what) {
        return new BadDataException("%s: %s.".formatted(place, what));
    }
}
