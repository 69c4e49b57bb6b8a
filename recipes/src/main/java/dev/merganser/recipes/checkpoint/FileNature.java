package dev.merganser.recipes.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Guesses what a file with a wrong beginning really is, for the "Maybe" of a message. */
final class FileNature {
    private static final int LOOK_AT = 64;

    private FileNature() {}

    /** {@code " Maybe …"} for a file that is no safetensors file. */
    static String hint(Path file, MemorySegment bytes) {
        String start = start(bytes);
        if (start.startsWith("version https://git-lfs")) {
            return " Maybe it is a Git LFS pointer: run 'git lfs pull'.";
        }
        if (start.startsWith("<")) {
            return " Maybe it is a web page saved in place of the file.";
        }
        if (start.startsWith("GGUF")) {
            return " Maybe it is a GGUF file. " + Conversion.ofGguf();
        }
        if (start.startsWith("PK\u0003\u0004") || start.startsWith("\u0080")) {
            return " Maybe it is a PyTorch pickle. " + Conversion.ofPickle(file.toString());
        }
        return " Maybe the download was cut short, or it is no safetensors file.";
    }

    private static String start(MemorySegment bytes) {
        long length = Math.min(LOOK_AT, bytes.byteSize());
        byte[] first = bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(first, StandardCharsets.ISO_8859_1);
    }
}
