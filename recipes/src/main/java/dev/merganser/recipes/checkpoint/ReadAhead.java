package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A large float tensor, read by position into windows that stay in the processor's cache: a whole
 * window where reading goes on where it ended, else just what is asked for. What the file does not
 * give (an interrupt closes it for all threads) comes from the mapping.
 */
final class ReadAhead implements FloatTensor {
    /** Bytes; smaller tensors are as fast through their mapping. */
    static final long PAYS_FROM = 1 << 20;

    private static final int WINDOW = 1 << 17;
    private static final AtomicLong NEXT_ID = new AtomicLong();
    private static final ThreadLocal<Windows> OF_THREAD = ThreadLocal.withInitial(Windows::new);

    private final long id = NEXT_ID.getAndIncrement();
    private final Tensor tensor;
    private final FileChannel channel;
    private final long position;

    ReadAhead(Tensor tensor, FileChannel channel, long position) {
        this.tensor = tensor;
        this.channel = channel;
        this.position = position;
    }

    /** Windows of one thread, one for each of the tensors that it read last. */
    private static final class Windows {
        private static final int TENSORS = 16;

        private final Window[] windows = new Window[TENSORS];
        private int oldest;

        Windows() {
            for (int i = 0; i < TENSORS; i++) {
                windows[i] = new Window();
            }
        }

        Window of(long tensor) {
            for (Window window : windows) {
                if (window.tensor == tensor) {
                    return window;
                }
            }
            Window window = windows[oldest];
            oldest = (oldest + 1) % TENSORS;
            window.tensor = tensor;
            window.begin = 0;
            window.end = 0;
            return window;
        }
    }

    /** Bytes of one tensor, from {@code begin} to before {@code end}. */
    private static final class Window {
        private long tensor = -1;
        private long begin;
        private long end;
        private ByteBuffer buffer = ByteBuffer.allocate(0);
        private MemorySegment bytes = MemorySegment.NULL;

        boolean holds(long from, long length) {
            return begin <= from && from + length <= end;
        }

        /** The answer is whether it holds them now. */
        boolean fill(FileChannel channel, long fileOffset, long from, int length) {
            if (buffer.capacity() == 0) {
                buffer = ByteBuffer.allocateDirect(WINDOW);
                bytes = MemorySegment.ofBuffer(buffer);
            }
            begin = from;
            end = from;
            buffer.clear().limit(length);
            try {
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer, fileOffset + from + buffer.position()) < 0) {
                        return false;
                    }
                }
            } catch (IOException _) {
                return false;
            }
            end = from + length;
            return true;
        }
    }

    @Override
    public TensorInfo info() {
        return tensor.info();
    }

    @Override
    public void read(long from, float[] into, int count) {
        readChecked(from, into, count);
    }

    @Override
    public boolean readChecked(long from, float[] into, int count) {
        int size = tensor.dtype().bytes();
        Window window = OF_THREAD.get().of(id);
        if (holds(window, from * size, (long) count * size)) {
            long first = from - window.begin / size;
            return Floats.decodeChecked(tensor.dtype(), window.bytes, first, into, 0, count);
        }
        return Floats.decodeChecked(tensor.dtype(), tensor.data(), from, into, 0, count);
    }

    /** Fills the window where it does not hold what is asked for, if it can. */
    private boolean holds(Window window, long from, long length) {
        if (window.holds(from, length)) {
            return true;
        }
        long rest = tensor.info().bytes() - from;
        long wanted = from == window.end ? Math.min(WINDOW, rest) : length;
        return length <= wanted
                && wanted <= WINDOW
                && window.fill(channel, position, from, (int) wanted);
    }

    @Override
    public Optional<Tensor> stored() {
        return Optional.of(tensor);
    }
}
