package dev.merganser.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

class VectorModuleTest {

    /** What runs in a JVM of its own. */
    static final class Program {
        private Program() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws ClassNotFoundException {
            System.out.println(VectorModule.load());
            System.out.println(Class.forName("jdk.incubator.vector.FloatVector").getName());
        }
    }

    @Test
    void loadsTheVectorApiWithoutTheWarningOfIncubatorModules() throws Exception {
        String output = run("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED");

        assertThat(output.lines()).containsExactly("true", "jdk.incubator.vector.FloatVector");
    }

    @Test
    void saysThatItCouldNotLoadItWithoutTheExport() throws Exception {
        assertThat(run().lines()).startsWith("false");
    }

    @Test
    void isContentWhereTheModuleIsThere() throws Exception {
        String output = run("--add-modules=jdk.incubator.vector");

        assertThat(output.lines()).contains("true", "jdk.incubator.vector.FloatVector");
    }

    private static String run(String... options) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> rest =
                List.of("-cp", System.getProperty("java.class.path"), Program.class.getName());
        List<String> command =
                Stream.of(List.of(java), List.of(options), rest).flatMap(List::stream).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
