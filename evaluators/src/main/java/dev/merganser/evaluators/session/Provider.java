package dev.merganser.evaluators.session;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What executes a graph. */
public sealed interface Provider {

    /**
     * CUDA where the loaded ONNX Runtime has it and it works, else the CPU.
     *
     * @param cuda options for CUDA where it comes to that
     */
    record Auto(Map<String, String> cuda) implements Provider {
        public Auto {
            cuda = CudaOptions.checked(cuda);
        }

        public Auto() {
            this(Map.of());
        }
    }

    /** The CPU. */
    record Cpu() implements Provider {}

    /**
     * One CUDA device.
     *
     * @param options of ONNX Runtime's CUDA provider, {@link CudaOptions#KNOWN}
     */
    record Cuda(int device, Map<String, String> options) implements Provider {
        public Cuda {
            options = CudaOptions.checked(options);
        }

        public Cuda(int device) {
            this(device, Map.of());
        }
    }

    /** One CUDA device by way of TensorRT. */
    record TensorRt(int device) implements Provider {}

    /** One device by way of DirectML, on Windows. */
    record DirectMl(int device) implements Provider {}

    /** Apple's Core ML. */
    record CoreMl() implements Provider {}

    /** The providers, as {@link #parse} reads them. */
    List<String> NAMES = List.of("auto", "cpu", "cuda", "tensorrt", "directml", "coreml");

    /**
     * Reads {@code auto}, {@code cpu}, {@code coreml}, and {@code cuda}, {@code tensorrt} or {@code
     * directml} with or without a {@code :N}.
     */
    static Provider parse(String text) {
        Matcher device = Pattern.compile("(cuda|tensorrt|directml)(?::(\\d{1,4}))?").matcher(text);
        if (device.matches()) {
            int number = device.group(2) == null ? 0 : Integer.parseInt(device.group(2));
            return switch (device.group(1)) {
                case "cuda" -> new Cuda(number);
                case "tensorrt" -> new TensorRt(number);
                default -> new DirectMl(number);
            };
        }
        return switch (text) {
            case "auto" -> new Auto();
            case "cpu" -> new Cpu();
            case "coreml" -> new CoreMl();
            default ->
                    throw new WrongUseException(
                            "provider must be auto, cpu, cuda, cuda:N, tensorrt[:N], directml[:N] or coreml, found '%s'.%s"
                                    .formatted(text, Suggestions.didYouMean(text, NAMES)));
        };
    }

    /** This provider with options for CUDA; wrong use where it never runs on CUDA itself. */
    default Provider withCuda(Map<String, String> options) {
        return switch (this) {
            case Auto _ -> new Auto(options);
            case Cuda(int device, _) -> new Cuda(device, options);
            case Cpu _, TensorRt _, DirectMl _, CoreMl _ ->
                    throw new WrongUseException(
                            "cuda holds options for provider cuda or auto, but provider is %s."
                                    .formatted(key()));
        };
    }

    /** As {@link #parse} reads it. */
    default String key() {
        return switch (this) {
            case Auto _ -> "auto";
            case Cpu() -> "cpu";
            case Cuda(int device, _) -> "cuda:" + device;
            case TensorRt(int device) -> "tensorrt:" + device;
            case DirectMl(int device) -> "directml:" + device;
            case CoreMl() -> "coreml";
        };
    }
}
