package dev.merganser.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The launcher's list of inner loops names methods that exist; java passes over others. */
class KernelsFileTest {

    @Test
    void everyKernelExists() throws IOException, ClassNotFoundException {
        List<String> lines = Files.readAllLines(Path.of("../scripts/kernels"));

        assertThat(lines.getFirst()).isEqualTo("quiet");
        for (String line : lines.subList(1, lines.size())) {
            String[] kernel = line.replace("dontinline ", "").split("::");
            Class<?> type = Class.forName(kernel[0]);
            assertThat(Stream.of(type.getDeclaredMethods()).map(Method::getName))
                    .as(line)
                    .contains(kernel[1]);
        }
    }
}
