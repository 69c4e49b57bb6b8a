package dev.merganser.recipes.checkpoint;

import java.util.List;
import java.util.Locale;

/** How to turn formats that are refused into safetensors, for the end of a message. */
final class Conversion {
    private static final List<String> PICKLES =
            List.of(".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle");

    private Conversion() {}

    /** Whether a file name is one that PyTorch gives its pickles. */
    static boolean isPickle(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return PICKLES.stream().anyMatch(lower::endsWith);
    }

    /** A pickle can run any code when it is read, so it is converted where its maker is trusted. */
    static String ofPickle(String file) {
        String quoted = file.replace("\\", "\\\\").replace("'", "\\'");
        return "Convert it where you trust its maker: python3 -c \"import torch; from"
                + " safetensors.torch import save_file; save_file({k: v.clone().contiguous() for k,"
                + " v in torch.load('%s', map_location='cpu', weights_only=True).items()},"
                        .formatted(quoted)
                + " 'model.safetensors')\"";
    }

    /** GGUF is made from safetensors and mostly quantized, which cannot be merged. */
    static String ofGguf() {
        return "Merge the safetensors that it was made from, then convert the merged model with"
                + " llama.cpp's convert_hf_to_gguf.py.";
    }
}
