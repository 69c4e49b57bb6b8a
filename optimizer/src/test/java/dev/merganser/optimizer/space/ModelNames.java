package dev.merganser.optimizer.space;

import java.util.ArrayList;
import java.util.List;

/** Tensor names as usual models have them. */
final class ModelNames {

    private ModelNames() {}

    private static List<String> names(
            int layers, List<String> outside, String stack, String... in) {
        List<String> names = new ArrayList<>(outside);
        for (int layer = 0; layer < layers; layer++) {
            for (String tensor : in) {
                names.add(stack + layer + "." + tensor);
            }
        }
        return names;
    }

    /** The bundled vision transformer. */
    static List<String> bundled(int layers) {
        List<String> parts = new ArrayList<>();
        for (String part : List.of("attention.norm", "attention.query", "attention.output")) {
            parts.add(part + ".weight");
            parts.add(part + ".bias");
        }
        for (String part : List.of("mlp.norm", "mlp.up", "mlp.down")) {
            parts.add(part + ".weight");
            parts.add(part + ".bias");
        }
        List<String> outside =
                List.of("patch.weight", "patch.bias", "position", "norm.weight", "norm.bias");
        return names(layers, outside, "layers.", parts.toArray(String[]::new));
    }

    static List<String> llama(int layers) {
        return names(
                layers,
                List.of("model.embed_tokens.weight", "model.norm.weight", "lm_head.weight"),
                "model.layers.",
                "input_layernorm.weight",
                "self_attn.q_proj.weight",
                "self_attn.k_proj.weight",
                "self_attn.v_proj.weight",
                "self_attn.o_proj.weight",
                "post_attention_layernorm.weight",
                "mlp.gate_proj.weight",
                "mlp.up_proj.weight",
                "mlp.down_proj.weight");
    }

    static List<String> bert(int layers) {
        return names(
                layers,
                List.of(
                        "embeddings.word_embeddings.weight",
                        "embeddings.position_embeddings.weight",
                        "embeddings.LayerNorm.weight",
                        "pooler.dense.weight"),
                "encoder.layer.",
                "attention.self.query.weight",
                "attention.output.dense.weight",
                "attention.output.LayerNorm.weight",
                "intermediate.dense.weight",
                "output.dense.weight",
                "output.LayerNorm.weight");
    }

    static List<String> vit(int layers) {
        return names(
                layers,
                List.of(
                        "vit.embeddings.cls_token",
                        "vit.embeddings.position_embeddings",
                        "vit.embeddings.patch_embeddings.projection.weight",
                        "vit.layernorm.weight",
                        "classifier.weight"),
                "vit.encoder.layer.",
                "layernorm_before.weight",
                "attention.attention.query.weight",
                "attention.output.dense.weight",
                "layernorm_after.weight",
                "intermediate.dense.weight",
                "output.dense.weight");
    }

    static List<String> gpt2(int layers) {
        return names(
                layers,
                List.of("wte.weight", "wpe.weight", "ln_f.weight", "ln_f.bias"),
                "h.",
                "ln_1.weight",
                "attn.c_attn.weight",
                "attn.c_proj.weight",
                "ln_2.weight",
                "mlp.c_fc.weight",
                "mlp.c_proj.weight");
    }

    static List<String> clip(int layers) {
        return names(
                layers,
                List.of(
                        "vision_model.embeddings.patch_embedding.weight",
                        "vision_model.pre_layrnorm.weight",
                        "vision_model.post_layernorm.weight",
                        "visual_projection.weight"),
                "vision_model.encoder.layers.",
                "layer_norm1.weight",
                "self_attn.q_proj.weight",
                "layer_norm2.weight",
                "mlp.fc1.weight");
    }

    static List<String> t5(int layers) {
        List<String> names =
                names(
                        layers,
                        List.of("shared.weight", "encoder.final_layer_norm.weight"),
                        "encoder.block.",
                        "layer.0.SelfAttention.q.weight",
                        "layer.0.layer_norm.weight",
                        "layer.1.DenseReluDense.wi.weight",
                        "layer.1.layer_norm.weight");
        names.addAll(
                names(
                        layers,
                        List.of("decoder.final_layer_norm.weight"),
                        "decoder.block.",
                        "layer.0.SelfAttention.q.weight",
                        "layer.0.layer_norm.weight",
                        "layer.1.EncDecAttention.q.weight",
                        "layer.1.layer_norm.weight",
                        "layer.2.DenseReluDense.wi.weight",
                        "layer.2.layer_norm.weight"));
        return names;
    }

    static List<List<String>> all() {
        return List.of(
                bundled(12),
                llama(13),
                bert(12),
                vit(12),
                gpt2(12),
                clip(11),
                t5(12),
                List.of("conv1.weight", "conv1.bias", "fc.weight"));
    }
}
