package dev.merganser.evaluators.text;

import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.DType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a graph takes of a text, each {@code [batch, tokens]} of int64 or int32: tokens, and as far
 * as it has them the mask, types and positions.
 *
 * @param graph the graph's name
 * @param ids the input that takes the tokens
 * @param all every input of the graph
 */
record TokenInputs(String graph, String ids, List<TokenInput> all) {

    private static final String IDS = "input_ids";

    TokenInputs {
        all = List.copyOf(all);
    }

    /** What an input holds for each token. */
    enum Content {
        /** The token. */
        IDS("input_ids"),
        /** 1 for a token, 0 for padding. */
        MASK("attention_mask"),
        /** Which part of the text it is in. */
        TYPES("token_type_ids"),
        /** Where it stands, from 0. */
        POSITIONS("position_ids");

        private final String usual;

        Content(String usual) {
            this.usual = usual;
        }
    }

    /** One input of the graph. */
    record TokenInput(String name, Content content, DType dtype) {}

    /**
     * The inputs of a graph. One that text cannot fill is bad data.
     *
     * @param name the input that takes the tokens; empty: {@code input_ids}, or the only input
     */
    static TokenInputs of(ModelPorts ports, Optional<String> name) {
        String ids = ids(ports, name);
        List<TokenInput> inputs = new ArrayList<>();
        for (ValueInfo input : ports.inputs()) {
            Content content = input.name().equals(ids) ? Content.IDS : content(ports, input);
            inputs.add(new TokenInput(input.name(), content, dtype(ports, input)));
        }
        return new TokenInputs(ports.graph(), ids, inputs);
    }

    private static String ids(ModelPorts ports, Optional<String> name) {
        boolean usual = ports.inputs().stream().anyMatch(input -> input.name().equals(IDS));
        return ports.input(name.isEmpty() && usual ? Optional.of(IDS) : name).name();
    }

    private static Content content(ModelPorts ports, ValueInfo input) {
        for (Content content : List.of(Content.MASK, Content.TYPES, Content.POSITIONS)) {
            if (content.usual.equals(input.name())) {
                return content;
            }
        }
        if (input.name().equals(IDS)) {
            throw new WrongUseException(
                    "Task '%s': graph '%s' takes tokens at '%s', so leave out 'input'."
                            .formatted(ports.task(), ports.graph(), IDS));
        }
        throw new BadDataException(
                "Task '%s': graph '%s' must take nothing but input_ids, attention_mask, token_type_ids and position_ids, but has an input '%s'.%s"
                        .formatted(ports.task(), ports.graph(), input.name(), hint(input.name())));
    }

    private static String hint(String input) {
        return input.startsWith("past") ? " Maybe export it without key/value caches." : "";
    }

    private static DType dtype(ModelPorts ports, ValueInfo input) {
        DType dtype = input.dtype().orElse(DType.I64);
        boolean integers = dtype == DType.I64 || dtype == DType.I32;
        List<Dim> dims = input.dims().orElse(List.of(Dim.unknown(), Dim.unknown()));
        boolean open = dims.size() == 2 && dims.stream().noneMatch(Dim.Fixed.class::isInstance);
        if (!integers || !open) {
            throw new BadDataException(
                    "Task '%s': input '%s' of graph '%s' must be int64 or int32 [batch, tokens] with both open, but is %s %s."
                            .formatted(ports.task(), input.name(), ports.graph(), dtype, dims));
        }
        return dtype;
    }

    /** Whether the graph can tell tokens from padding. */
    boolean hasMask() {
        return all.stream().anyMatch(input -> input.content() == Content.MASK);
    }
}
