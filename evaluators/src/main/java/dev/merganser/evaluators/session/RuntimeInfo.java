package dev.merganser.evaluators.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;

import java.util.List;
import java.util.Locale;

/**
 * What scoring runs on here, for {@code doctor} and the manifest.
 *
 * @param version of ONNX Runtime
 * @param providers those compiled in, lower case; CUDA being here does not say that it works
 * @param provider what {@code auto} means here: {@code cpu} or {@code cuda:0}
 * @param cores processors that Java may use
 */
public record RuntimeInfo(String version, List<String> providers, String provider, int cores) {

    public RuntimeInfo {
        providers = List.copyOf(providers);
    }

    /** Asks the loaded ONNX Runtime. */
    public static RuntimeInfo here() {
        return new RuntimeInfo(
                Environments.get().getVersion(),
                OrtEnvironment.getAvailableProviders().stream()
                        .map(OrtProvider::name)
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList(),
                SessionFactory.of(new Provider.Auto()).provider().key(),
                Runtime.getRuntime().availableProcessors());
    }
}
