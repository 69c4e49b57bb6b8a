package dev.merganser.evaluators.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Hugging Face's tokenizers, the library behind the Java classes of the same name: native methods
 * without DJL around them, which would unpack into the home folder, ask for CUDA, log, and on some
 * machines call home. The library is unpacked into the folder for temporary files, loaded and
 * deleted again; where it is in use it cannot be deleted (Windows), and stays.
 */
final class NativeTokenizers {

    private static boolean loaded;

    private NativeTokenizers() {}

    /** The native methods, with the library behind them loaded; safe for use by many threads. */
    static synchronized TokenizersLibrary get() {
        if (!loaded) {
            load(platform(), Path.of(System.getProperty("java.io.tmpdir")));
            loaded = true;
        }
        return TokenizersLibrary.LIB;
    }

    /** The name of this machine in the jar: {@code linux-x86_64}. */
    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String family = os.startsWith("windows") ? "win" : os.startsWith("mac") ? "osx" : os;
        String processor = System.getProperty("os.arch").replace("amd64", "x86_64");
        return family + "-" + processor;
    }

    /** Loads the library of a platform through a folder of temporary files. */
    @SuppressWarnings("restricted") // native access is what this class is for
    static void load(String platform, Path temporary) {
        try {
            Path folder = Files.createTempDirectory(temporary, "merganser-tokenizers");
            try {
                for (String library : libraries(platform)) {
                    unpack(platform, library, folder);
                    System.load(folder.resolve(library).toString());
                }
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw unusable(temporary, DiskWords.of(temporary, e), e);
        } catch (UnsatisfiedLinkError e) {
            throw unusable(temporary, String.valueOf(e.getMessage()), e);
        }
    }

    /** The files of a platform, each after those that it needs. */
    private static List<String> libraries(String platform) {
        String own = System.mapLibraryName("tokenizers");
        return platform.startsWith("win")
                ? List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll", own)
                : List.of(own);
    }

    private static void unpack(String platform, String library, Path folder) throws IOException {
        String resource = "/native/lib/" + platform + "/cpu/" + library;
        try (InputStream in = TokenizersLibrary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new BadDataException(
                        "Text tasks need the native library of ai.djl.huggingface:tokenizers, which has none for %s. It has some for linux-x86_64, linux-aarch64, osx-aarch64 and win-x86_64."
                                .formatted(platform));
            }
            Files.copy(in, folder.resolve(library));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> file.toFile().delete());
        }
        folder.toFile().delete();
    }

    private static BadDataException unusable(Path temporary, String reason, Throwable cause) {
        return new BadDataException(
                "Text tasks must be able to load a native library (14 MB) from the folder for temporary files, %s: %s. Maybe name another one: MERGANSER_JAVA_OPTS=-Djava.io.tmpdir=DIR."
                        .formatted(temporary, reason),
                cause);
    }
}
