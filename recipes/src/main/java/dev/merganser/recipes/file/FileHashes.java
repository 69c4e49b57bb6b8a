package dev.merganser.recipes.file;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * SHA-256 of files, remembered by path, size and times of change, so that a large file is read
 * once. Several processes may share what is remembered; where it cannot be read or written,
 * everything is computed anew. Safe for use by many threads.
 */
public final class FileHashes {

    private static final int LONGEST_WAIT_MILLIS = 50;
    private static final long SMALL = 16L << 20;

    private final HashFile kept;
    private @Nullable Map<String, HashFile.Entry> known;

    private FileHashes(HashFile kept) {
        this.kept = kept;
    }

    /** Remembers in this file, which need not exist. */
    public static FileHashes in(Path file) {
        return new FileHashes(new HashFile(file));
    }

    /** Remembers for this user, in the file {@code hashes} of {@link #cacheFolder()}. */
    public static FileHashes ofUser() {
        return in(cacheFolder().resolve("hashes"));
    }

    /**
     * Where this program keeps what it can make again: the system property {@code merganser.cache},
     * else {@code $XDG_CACHE_HOME/merganser}, else {@code ~/.cache/merganser}.
     */
    public static Path cacheFolder() {
        String own = System.getProperty("merganser.cache");
        return own != null
                ? Path.of(own)
                : absolute(System.getenv("XDG_CACHE_HOME"))
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("merganser");
    }

    private static Optional<Path> absolute(@Nullable String path) {
        try {
            return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    /** The hash of a file, where it is remembered and the file looks as it did then. */
    public Optional<String> find(Path file) {
        try {
            Path real = file.toRealPath();
            return Optional.ofNullable(known().get(real.toString()))
                    .filter(entry -> looksSo(real, entry.stamp()))
                    .map(HashFile.Entry::sha256);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static boolean looksSo(Path file, FileStamp stamp) {
        try {
            return stamp.equals(FileStamp.of(file));
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * The hash of a file, remembered or computed.
     *
     * @throws BadDataException where the file cannot be read
     */
    public String of(Path file) {
        return of(List.of(file), 1).getFirst();
    }

    /**
     * A text that is another one once a file's content is: the SHA-256 of a small file, or path,
     * size and times of a large one, which is not read unless it changed a moment ago.
     */
    public String identity(Path file) {
        try {
            Path real = file.toRealPath();
            if (Files.size(real) > SMALL) {
                Optional<FileStamp> stamp = settled(real);
                if (stamp.isPresent()) {
                    return stamp.get() + " " + real;
                }
            }
            return Sha256.of(real);
        } catch (IOException e) {
            throw new BadDataException(
                    "%s must be readable: %s".formatted(file, DiskWords.of(file, e)), e);
        }
    }

    /** The hashes of files in their order, several of them computed at once. */
    public List<String> of(Collection<Path> files, int threads) {
        Map<Path, String> hashes = new HashMap<>();
        files.forEach(file -> find(file).ifPresent(sha256 -> hashes.put(file, sha256)));
        List<Path> missing =
                files.stream().distinct().filter(file -> !hashes.containsKey(file)).toList();
        compute(missing, threads).forEach(found -> hashes.put(found.file(), found.sha256()));
        return files.stream().map(hashes::get).map(Objects::requireNonNull).toList();
    }

    /** A hash, and how the file looked, unless a later change might not show. */
    private record Hashed(Path file, String sha256, Optional<FileStamp> stamp) {}

    private List<Hashed> compute(List<Path> files, int threads) {
        if (files.isEmpty()) {
            return List.of();
        }
        List<Hashed> computed = new ArrayList<>();
        try (ExecutorService pool =
                Executors.newFixedThreadPool(Math.clamp(threads, 1, files.size()))) {
            List<Future<Hashed>> running =
                    files.stream().map(file -> pool.submit(() -> hashed(file))).toList();
            for (Future<Hashed> each : running) {
                computed.add(result(each));
            }
        }
        remember(computed);
        return computed;
    }

    private static Hashed result(Future<Hashed> running) {
        try {
            return running.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadDataException("Interrupted while files were being hashed", e);
        }
    }

    private static Hashed hashed(Path file) {
        Optional<FileStamp> before = settled(file);
        String sha256 = Sha256.of(file);
        return new Hashed(file, sha256, before.filter(stamp -> looksSo(file, stamp)));
    }

    /** How a file looks, once a change from now on would show; empty where that takes long. */
    private static Optional<FileStamp> settled(Path file) {
        try {
            long wait = FileStamp.of(file).unsettledMillis();
            if (wait > LONGEST_WAIT_MILLIS) {
                return Optional.empty();
            }
            Thread.sleep(wait);
            return Optional.of(FileStamp.of(file));
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void remember(List<Hashed> computed) {
        Map<String, HashFile.Entry> added = new LinkedHashMap<>();
        for (Hashed hashed : computed) {
            Optional<String> name = name(hashed.file());
            if (name.isPresent() && hashed.stamp().isPresent()) {
                added.put(name.get(), new HashFile.Entry(hashed.stamp().get(), hashed.sha256()));
            }
        }
        if (!added.isEmpty()) {
            kept.add(added);
            known().putAll(added);
        }
    }

    /** The real path, unless it would not fit a line. */
    private static Optional<String> name(Path file) {
        try {
            String name = file.toRealPath().toString();
            return Optional.of(name)
                    .filter(text -> text.chars().noneMatch(Character::isISOControl));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private synchronized Map<String, HashFile.Entry> known() {
        Map<String, HashFile.Entry> entries = known;
        if (entries == null) {
            entries = new ConcurrentHashMap<>(kept.read());
            known = entries;
        }
        return entries;
    }
}
