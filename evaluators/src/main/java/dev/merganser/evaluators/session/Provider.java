package dev.merganser.evaluators.session;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What executes a graph. */
public sealed interface Provider {

    /** CUDA where the loaded ONNX Runtime has it and it works, else the CPU. */
    record Auto() implements Provider {}

    /** The CPU. */
    record Cpu() implements Provider {}

    /** One CUDA device. */
    record Cuda(int device) implements Provider {}

    /** Reads {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}. */
    static Provider parse(String text) {
        Matcher cuda = Pattern.compile("cuda(?::(\\d{1,4}))?").matcher(text);
        if (cuda.matches()) {
            return new Cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
        }
        return switch (text) {
            case "auto" -> new Auto();
            case "cpu" -> new Cpu();
            default ->
                    throw new WrongUseException(
                            "provider must be auto, cpu, cuda or cuda:N, found '%s'.%s"
                                    .formatted(
                                            text,
                                            Suggestions.didYouMean(
                                                    text, List.of("auto", "cpu", "cuda"))));
        };
    }

    /** As {@link #parse} reads it. */
    default String key() {
        return switch (this) {
            case Auto() -> "auto";
            case Cpu() -> "cpu";
            case Cuda(int device) -> "cuda:" + device;
        };
    }
}
