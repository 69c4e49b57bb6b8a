package dev.merganser.evaluators;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What the process has allocated with {@code malloc}, as glibc's {@code mallinfo2} tells. */
final class NativeMemory {

    /** arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost. */
    private static final MemoryLayout INFO =
            MemoryLayout.structLayout(
                    MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG).withName("fields"));

    private static final int MAPPED = 4;
    private static final int IN_USE = 7;

    private NativeMemory() {}

    /** 0 where the C library has no such function. */
    @SuppressWarnings("restricted") // calling C is the point
    static long bytesInUse() {
        var linker = Linker.nativeLinker();
        var function = linker.defaultLookup().find("mallinfo2");
        if (function.isEmpty()) {
            return 0;
        }
        MethodHandle mallinfo = linker.downcallHandle(function.get(), FunctionDescriptor.of(INFO));
        try (Arena arena = Arena.ofConfined()) {
            var info = (MemorySegment) mallinfo.invokeExact((SegmentAllocator) arena);
            return info.getAtIndex(ValueLayout.JAVA_LONG, MAPPED)
                    + info.getAtIndex(ValueLayout.JAVA_LONG, IN_USE);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
