package dev.merganser.recipes.checkpoint;

/** How to turn formats that are refused into safetensors, as the end of a message. */
final class Conversion {

    private Conversion() {}

    /** A pickle can run any code when it is read, so it is converted where its maker is trusted. */
    static String ofPickle(String file) {
        return "Convert it where you trust it: python3 -c \"import torch, safetensors.torch as s;"
                + " s.save_file({k: v.contiguous().clone() for k, v in torch.load('%s',"
                        .formatted(file)
                + " map_location='cpu', weights_only=True).items()}, 'model.safetensors')\"";
    }
}
