package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.MergeMethods;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The schema of search files names the parameters of all merge methods. */
class SchemaPageTest {

    private static final Path SCHEMA = Bundled.HOME.resolve("docs/schema/search.schema.json");
    private static final Pattern PARAMETERS =
            Pattern.compile(
                    "(?:        \"\\w+\": \\{\"\\$ref\": \"#/\\$defs/(?:range|parts)\"},?\\n)+");

    /** {@code scripts/write-pages} runs this test so that it writes the schema first. */
    private static final boolean WRITES = Boolean.getBoolean("merganser.write-pages");

    @Test
    void theSchemaIsUpToDate() throws IOException {
        String found = Files.readString(SCHEMA);
        String wanted =
                PARAMETERS.matcher(found).replaceFirst(Matcher.quoteReplacement(parameters()));
        if (WRITES) {
            Files.writeString(SCHEMA, wanted);
        }
        assertThat(Files.readString(SCHEMA))
                .as("its space is made by scripts/write-pages: run it")
                .isEqualTo(wanted);
    }

    private static String parameters() {
        return MergeMethods.all().stream()
                .flatMap(method -> method.descriptor().parameterNames().stream())
                .distinct()
                .sorted()
                .map(SchemaPageTest::parameter)
                .collect(Collectors.joining(",\n", "", "\n"));
    }

    /** How tensors are divided is no range: numbers of parts are no gene. */
    private static String parameter(String name) {
        return "        \"%s\": {\"$ref\": \"#/$defs/%s\"}"
                .formatted(name, name.equals("parts") ? name : "range");
    }
}
