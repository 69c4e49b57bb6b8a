package dev.merganser.examples.embeddings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The packages that Maven fetched: jars by their file names, each with the hash it must have. */
final class Packages {

    private final Map<String, Path> jars;

    private Packages(Map<String, Path> jars) {
        this.jars = jars;
    }

    /**
     * Takes the jars that a list of hashes names from a class path and checks them.
     *
     * @param classPath a file that holds one class path, as maven-dependency-plugin writes it
     */
    static Packages open(Path classPath, HashList hashes) throws IOException {
        var jars = new TreeMap<String, Path>();
        for (String path :
                Files.readString(classPath).strip().split(Pattern.quote(File.pathSeparator))) {
            Path jar = Path.of(path);
            jars.put(String.valueOf(jar.getFileName()), jar);
        }
        for (String name : hashes.hashes().keySet()) {
            Path jar = jars.get(name);
            if (jar == null) {
                throw new PrepareException(
                        "%s must be among the packages that Maven fetched.".formatted(name));
            }
            hashes.check(name, jar, "Maybe delete " + jar + " and fetch again.");
        }
        return new Packages(jars);
    }

    /** What is done with the bytes of an entry. */
    interface Use {
        void take(InputStream bytes) throws IOException;
    }

    /** Reads one entry of a jar. */
    void read(String jar, String entry, Use use) throws IOException {
        Path path = jars.get(jar);
        if (path == null) {
            throw new PrepareException("There is no package " + jar + ".");
        }
        try (var zip = new ZipFile(path.toFile())) {
            ZipEntry found = zip.getEntry(entry);
            if (found == null) {
                throw new PrepareException("%s must hold %s.".formatted(jar, entry));
            }
            try (InputStream bytes = zip.getInputStream(found)) {
                use.take(bytes);
            }
        }
    }

    /** Reads the lines of an entry that is text in UTF-8. */
    List<String> lines(String jar, String entry) throws IOException {
        var lines = new ArrayList<String>();
        read(
                jar,
                entry,
                bytes -> new String(bytes.readAllBytes(), UTF_8).lines().forEach(lines::add));
        return List.copyOf(lines);
    }
}
