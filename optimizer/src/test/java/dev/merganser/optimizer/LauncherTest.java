package dev.merganser.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The launcher in a tree of few files, with a Maven that only notes its call, and such a java. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final List<String> SOURCES =
            List.of(
                    "pom.xml",
                    "recipes/pom.xml",
                    "evaluators/pom.xml",
                    "results/pom.xml",
                    "optimizer/pom.xml",
                    "recipes/src/main/A.java",
                    "evaluators/src/main/A.java",
                    "results/src/main/A.java",
                    "optimizer/src/main/A.java",
                    "docs/schema/a.json");

    private static final String JAR = "optimizer/target/merganser.jar";
    private static final String LOCK = "optimizer/target/merganser.building";

    /** Builds when another start waits for it, or builds as well; in a minute at the latest. */
    private static final String MAVEN =
            """
            #!/bin/sh
            echo built >>builds
            tries=0
            until [ -e alone ] || grep -q Waiting ./*.log || [ "$(wc -l <builds)" -gt 1 ] ||
                [ "$tries" -ge 1200 ]; do
                tries=$((tries + 1))
                sleep 0.05
            done
            mkdir -p optimizer/target/lib
            : >optimizer/target/merganser.jar
            """;

    /** Makes the cache where it is asked for one. */
    private static final String JAVA =
            """
            #!/bin/sh
            for argument in "$@"; do
                case $argument in
                    -XX:AOTCacheOutput=*) echo cache >"${argument#*=}"; exit ;;
                esac
            done
            echo ran
            """;

    @TempDir private Path root;
    private final List<Process> starts = new ArrayList<>();

    @BeforeEach
    void makeTree() throws IOException {
        for (String source : SOURCES) {
            write(source, "");
        }
        write("merganser", Files.readString(Path.of("../merganser")));
        write("scripts/find-jdk", "#!/bin/sh\necho '%s/jdk'\n".formatted(root));
        write("jdk/bin/java", JAVA);
        write("bin/mvn", MAVEN);
    }

    @AfterEach
    void endStarts() {
        starts.forEach(Process::destroyForcibly);
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private Process start(String log) throws IOException {
        var builder = new ProcessBuilder(root.resolve("merganser").toString(), "methods");
        builder.environment().merge("PATH", root + "/bin:", (path, fake) -> fake + path);
        builder.redirectErrorStream(true).redirectOutput(root.resolve(log).toFile());
        Process start = builder.start();
        starts.add(start);
        return start;
    }

    private void assertRan(Process start, String log) throws Exception {
        assertThat(start.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(said(log)).endsWith("ran\n");
        assertThat(start.exitValue()).isZero();
    }

    private String said(String log) throws IOException {
        return Files.readString(root.resolve(log));
    }

    private void assertTwoBuildOnce() throws Exception {
        Process one = start("one.log");
        Process two = start("two.log");
        assertRan(one, "one.log");
        assertRan(two, "two.log");
        assertThat(root.resolve("builds")).hasContent("built");
        assertThat(said("one.log") + said("two.log"))
                .containsOnlyOnce("Waiting for another start of Merganser (process ")
                .containsOnlyOnce("Preparing quick starts");
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        assertThat(root.resolve("optimizer/target").toFile().list())
                .containsExactlyInAnyOrder(
                        "lib",
                        "merganser.aot",
                        "merganser.build.log",
                        "merganser.built",
                        "merganser.jar");
    }

    @Test
    void ofTwoStartsInATreeThatIsNotBuiltOneBuildsAndTheOtherWaits() throws Exception {
        assertTwoBuildOnce();
    }

    @Test
    void ofTwoStartsAfterASourceChangedOneBuildsAndTheOtherWaits() throws Exception {
        Files.createDirectories(root.resolve("optimizer/target/lib"));
        FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        for (String built : List.of(JAR, "optimizer/target/merganser.built")) {
            Files.setLastModifiedTime(write(built, ""), before);
        }
        assertTwoBuildOnce();
    }

    /** It was killed while it built. */
    @Test
    void ofTwoStartsAfterTheHolderOfTheLockDiedOneTakesItOver() throws Exception {
        Files.createDirectories(root.resolve("optimizer/target/lib"));
        write(JAR, "");
        write("optimizer/target/merganser.built.new", "");
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createSymbolicLink(root.resolve(LOCK), Path.of(String.valueOf(dead.pid())));
        assertTwoBuildOnce();
    }

    @Test
    void whatIsBuiltAndRehearsedIsNotBuiltAgain() throws Exception {
        write("alone", "");
        assertRan(start("first.log"), "first.log");
        assertRan(start("second.log"), "second.log");
        assertThat(root.resolve("builds")).hasContent("built");
        assertThat(said("second.log")).isEqualTo("ran\n");
        assertNothingIsLeft();
    }
}
