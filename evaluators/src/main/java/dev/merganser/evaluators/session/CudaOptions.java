package dev.merganser.evaluators.session;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The options of ONNX Runtime 1.29's CUDA provider that make sense as plain text. */
public final class CudaOptions {

    /** Those that a user may set; {@code device_id} is the provider's {@code :N}. */
    public static final List<String> KNOWN =
            List.of(
                    "arena_extend_strategy",
                    "cudnn_conv1d_pad_to_nc1d",
                    "cudnn_conv_algo_search",
                    "cudnn_conv_use_max_workspace",
                    "do_copy_in_default_stream",
                    "enable_cudnn",
                    "enable_skip_layer_norm_strict_mode",
                    "fuse_conv_bias",
                    "gpu_mem_limit",
                    "prefer_nhwc",
                    "sdpa_kernel",
                    "tunable_op_enable",
                    "tunable_op_max_tuning_duration_ms",
                    "tunable_op_tuning_enable",
                    "use_ep_level_unified_stream",
                    "use_tf32");

    private CudaOptions() {}

    /** The same, in the order of their names; one that is not known is wrong use. */
    static Map<String, String> checked(Map<String, String> options) {
        for (String name : options.keySet()) {
            if (name.equals("device_id")) {
                throw new WrongUseException(
                        "cuda must not set device_id: it is the N of provider: cuda:N.");
            }
            if (!KNOWN.contains(name)) {
                throw new WrongUseException(
                        "cuda has no option '%s'.%s Known: %s"
                                .formatted(
                                        name,
                                        Suggestions.didYouMean(name, KNOWN),
                                        String.join(", ", KNOWN)));
            }
        }
        return Map.copyOf(new TreeMap<>(options));
    }
}
