package dev.merganser.optimizer.command;

import static dev.merganser.optimizer.command.Refusals.DATA;
import static dev.merganser.optimizer.command.Refusals.USE;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Models that are damaged, missing or do not fit are told in one line. */
class WrongModelsTest {

    private static final String QUERY = "layers.0.attention.query.weight";

    @RegisterExtension static final Refusals REFUSED = Refusals.make();
    private static final SmallFamily FAMILY = REFUSED.family();

    @Test
    void aTruncatedCheckpoint() {
        Path expert =
                Damaged.truncated(Bundled.expert("digits"), REFUSED.file("cut.safetensors"), 100);
        String complaint =
                "cut.safetensors: tensor 'norm.weight' of F16 [48] needs bytes 195936 to 196032 of the"
                        + " data, but the data has 196028 bytes. Maybe the download was cut short.";
        REFUSED.search(searchWithExpert(expert), DATA, complaint);
        REFUSED.command(
                DATA, complaint, "merge", REFUSED.recipeWithExpert(expert), REFUSED.file("out"));
        REFUSED.command(DATA, complaint, "inspect", expert);
        assertThat(REFUSED.file("out")).doesNotExist();
    }

    private static Path searchWithExpert(Path expert) {
        return FAMILY.searchWith(
                "expert.yml", Bundled.expert("digits").toString(), expert.toString());
    }

    @Test
    void aTensorThatOneExpertLacks() {
        Path expert =
                Damaged.without(
                        Bundled.expert("digits"), REFUSED.file("less.safetensors"), "norm.bias");
        REFUSED.search(
                searchWithExpert(expert),
                DATA,
                "Tensor 'norm.bias' must be in every model, but 'digits' (less.safetensors) has none of that name; 'base' (%s) has."
                        .formatted(Bundled.base()));
        REFUSED.command(
                DATA,
                "Tensor 'norm.bias' must be in every model, but 'less.safetensors' has none of that name; '%s' has."
                        .formatted(Bundled.base()),
                "merge",
                REFUSED.recipeWithExpert(expert),
                REFUSED.file("out"));
    }

    @Test
    void differingShapes() {
        Path expert =
                Damaged.reshaped(
                        Bundled.expert("digits"),
                        REFUSED.file("other.safetensors"),
                        QUERY,
                        Shape.of(12, 192));
        REFUSED.search(
                searchWithExpert(expert),
                DATA,
                "Tensor '%s' must have one shape in all models, found [48, 48] in 'base' (%s) and [12, 192] in 'digits' (other.safetensors)."
                        .formatted(QUERY, Bundled.base()));
    }

    @Test
    void nanInAWeight() {
        Path expert =
                Damaged.withNan(
                        Bundled.expert("digits"), REFUSED.file("nan.safetensors"), QUERY, 17);
        REFUSED.search(
                searchWithExpert(expert),
                DATA,
                "Tensor '%s' of 'digits' (nan.safetensors) must hold finite numbers, found NaN at element 17."
                        .formatted(QUERY));
        String complaint =
                "Tensor '%s' of 'nan.safetensors' must hold finite numbers, found NaN at element 17."
                        .formatted(QUERY);
        Path recipe = REFUSED.recipeWithExpert(expert);
        REFUSED.command(DATA, complaint, "merge", recipe, REFUSED.file("out"));
        assertThat(REFUSED.file("out")).doesNotExist();
        Program deep = Program.run("check", "--deep", recipe);
        assertThat(deep.out().replace(REFUSED.temp() + "/", "").strip())
                .isEqualTo("error: " + complaint);
        assertThat(deep.code()).isEqualTo(DATA);
    }

    @Test
    void aPickledCheckpointIsRefusedWithHowToConvertIt() throws IOException {
        Path pickle = Files.writeString(REFUSED.file("pytorch_model.bin"), "PK");
        Program search = Program.run("search", searchWithExpert(pickle));
        assertThat(search.code()).isEqualTo(USE);
        assertThat(search.complaintWithout(REFUSED.temp()))
                .startsWith(
                        "A checkpoint must be a .safetensors or .onnx file or a folder; pytorch_model.bin is a PyTorch pickle. Convert it where you trust its maker: python3 -c \"import torch;")
                .contains("safetensors.torch import save_file", "weights_only=True");
    }

    @Test
    void aGraphOfAnotherModel() {
        REFUSED.search(
                searchOfChanged(
                        "lacks",
                        (from, to) ->
                                Damaged.without(path(from), path(to), "norm.bias").toString()),
                DATA,
                "Graph 'vision' needs a tensor 'norm.bias' [48], but the model has none of that name. Maybe 'inspect GRAPH --checkpoint MODEL' shows why.");
        REFUSED.search(
                searchOfChanged(
                        "shape",
                        (from, to) ->
                                Damaged.reshaped(path(from), path(to), QUERY, Shape.of(12, 192))
                                        .toString()),
                DATA,
                "Tensor '%s' must be floats of [48, 48] to fit graph 'vision', but is F16 [12, 192]."
                        .formatted(QUERY));
        assertThat(
                        Program.run(
                                        "check",
                                        searchOfChanged(
                                                "extra",
                                                (from, to) ->
                                                        Damaged.withExtra(
                                                                        path(from),
                                                                        path(to),
                                                                        new TensorInfo(
                                                                                "classifier.weight",
                                                                                DType.F16,
                                                                                Shape.of(2, 3)))
                                                                .toString()))
                                .code())
                .isZero();
    }

    private static Path path(String text) {
        return Path.of(text);
    }

    /** A search whose models are all changed in the same way. */
    private static Path searchOfChanged(String name, BinaryOperator<String> change) {
        String text = FAMILY.searchText();
        for (String model :
                List.of("base", "experts/digits", "experts/fashion", "experts/doodles")) {
            String from = Bundled.FAMILY.resolve(model + ".safetensors").toString();
            String to =
                    REFUSED.file(name + "-" + model.replace('/', '-') + ".safetensors").toString();
            text = text.replace(from, change.apply(from, to));
        }
        return FAMILY.write(name + ".yml", text);
    }

    @Test
    void modelsAndGraphsThatAreNotThere() {
        REFUSED.search(
                "/base.safetensors",
                "/bas.safetensors",
                USE,
                "family/changed.yml: models.base must name a file or folder, but there is nothing at %s/bas.safetensors. Maybe it should be relative to this file."
                        .formatted(Bundled.FAMILY));
        REFUSED.search(
                "/graph.onnx",
                "/base.safetensors",
                USE,
                "family/changed.yml: graph must be an .onnx file, found " + Bundled.base());
        REFUSED.search(
                FAMILY.write("nograph.yml", FAMILY.searchText().replaceAll("graph: .*\n", "")),
                USE,
                "family/nograph.yml: 'graph' is missing: it must name the inference graph (an .onnx file), as models.base is none");
    }

    @Test
    void noExperts() {
        String text = FAMILY.searchText();
        REFUSED.search(
                FAMILY.write(
                        "none.yml", text.replaceAll("  experts:\n(    .*\n)+", "  experts: {}\n")),
                USE,
                "family/none.yml: models.experts must name at least one expert, found none");
        REFUSED.search(
                FAMILY.write(
                        "none.yml", text.replaceAll("  experts:\n(    .*\n)+", "  experts:\n")),
                USE,
                "family/none.yml: models.experts must be a mapping, found nothing");
    }

    @Test
    void aChoiceOfExpertsThatIsNone() {
        keepRefused(
                "keep: 3",
                text -> text,
                "models.keep must be below the number of experts, which is 3, found 3. Maybe leave it out: then all are merged.");
        keepRefused(
                "keep: 0",
                text -> text,
                "models.keep must be a whole number from 1 to 2147483647, found the number 0");
    }

    @Test
    void aChoiceOfExpertsWhereOthersAreNamed() {
        keepRefused(
                "keep: 2",
                text -> text.replaceAll("space: .*", "space: {kind: data-flow}"),
                "models.keep is for a space of kind parameter; the pool of other spaces is space.models");
        keepRefused(
                "keep: 2",
                text -> text.replace("granularity: layer", "granularity: auto(2)"),
                "models.keep needs groups that are known before the experts are, found granularity auto(2)");
        keepRefused(
                "keep: 2",
                text -> text.replaceAll("search: .*", "search: {algorithm: atlas}"),
                "models.keep is for algorithms that propose recipes, but search.algorithm atlas learns the weights of all experts");
        keepRefused(
                "keep: 2",
                text -> text + "start: [mine.yml]\n",
                "start must be left out where models.keep is set: which experts recipes may merge is known only when all are scored");
    }

    private static void keepRefused(String keep, UnaryOperator<String> change, String complaint) {
        String text = FAMILY.searchText().replace("models:", "models:\n  " + keep);
        REFUSED.search(
                FAMILY.write("keep.yml", change.apply(text)), USE, "family/keep.yml: " + complaint);
    }
}
