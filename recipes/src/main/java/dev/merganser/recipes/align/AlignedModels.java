package dev.merganser.recipes.align;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.mergekit.ShapeFit;
import dev.merganser.recipes.mergekit.ShapeNotes;
import dev.merganser.recipes.mergekit.ShapeRule;
import dev.merganser.recipes.model.ConfigCheck;
import dev.merganser.recipes.model.ModelConfig;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tokenizer.TokenConflicts;
import dev.merganser.recipes.tokenizer.TokenizerPlan;
import dev.merganser.recipes.tokenizer.VocabularyTensors;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The tensors of several models side by side: all that recipes over these models share, checked
 * once. Refers to checkpoints and does not own them.
 */
public final class AlignedModels {

    private static final Set<String> PACKED_ENDINGS =
            Set.of(".qweight", ".qzeros", ".weight_packed", ".weight_quantized", ".weight");

    private final Source like;
    private final List<LayerChange> changes;
    private final List<AlignedTensor> tensors = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final ShapeRule rule;
    private final ShapeNotes shapes = new ShapeNotes();

    private final MergeVocabulary vocabulary;

    /** The name of the embedding where its rows are merged as they are; empty otherwise. */
    private final String embedding;

    private AlignedModels(
            Source like, List<LayerChange> changes, MergeVocabulary vocabulary, ShapeRule rule) {
        this.like = like;
        this.changes = changes;
        this.vocabulary = vocabulary;
        this.rule = rule;
        this.embedding =
                vocabulary.tokenizer().isPresent()
                        ? ""
                        : VocabularyTensors.embedding(like.checkpoint().tensors())
                                .map(TensorInfo::name)
                                .orElse("");
    }

    /**
     * Puts models side by side.
     *
     * @param sources the models by what the recipe calls them
     * @param like gives the merged model its configuration
     * @param parts which layers of which models are merged
     * @param vocabulary in whose order the models' embeddings already are
     * @param rule what happens where shapes differ
     * @throws dev.merganser.recipes.error.WrongUseException where modules are not those of the
     *     model
     */
    public static AlignedModels of(
            Function<String, Source> sources,
            Source like,
            List<MergePart> parts,
            MergeVocabulary vocabulary,
            ShapeRule rule) {
        TensorRows rows = TensorRows.of(sources, like, parts);
        var aligned = new AlignedModels(like, rows.changes(), vocabulary, rule);
        aligned.addAll(rows.rows(), rows.findings());
        return aligned;
    }

    /**
     * Puts the parts of a layer path one after the other: a stem, layers, a head, each of one
     * model.
     *
     * @param sources the models by what the path calls them
     * @param like gives the merged model its configuration
     * @param vocabulary that of the stem
     */
    public static AlignedModels ofPath(
            Function<String, Source> sources,
            Source like,
            List<MergePart> parts,
            MergeVocabulary vocabulary) {
        PathRows rows = PathRows.of(sources, like, parts);
        var aligned = new AlignedModels(like, rows.changes(), vocabulary, ShapeRule.ONE_SHAPE);
        aligned.addAll(rows.rows(), rows.findings());
        parts.stream()
                .map(part -> sources.apply(part.like().model()))
                .distinct()
                .forEach(aligned::compareConfiguration);
        aligned.compareEnds(
                model(sources.apply(parts.getFirst().like().model())),
                model(sources.apply(parts.getLast().like().model())));
        return aligned;
    }

    private void compareConfiguration(Source source) {
        List<String> differences = ModelConfig.differences(source.checkpoint(), like.checkpoint());
        if (!differences.isEmpty()) {
            findings.add(
                    Finding.warning(
                            "By config.json of %s, layers of %s compute otherwise than they were trained to: %s. An .onnx file keeps what each layer computes."
                                    .formatted(
                                            like.quoted(),
                                            source.quoted(),
                                            String.join(", ", differences))));
        }
    }

    /** An output head goes by the tokens of the embedding that it was trained with. */
    private void compareEnds(TokenizerPlan.Model stem, TokenizerPlan.Model head) {
        List<TensorInfo> tensors = head.checkpoint().tensors();
        boolean tied = ModelConfig.tiesEmbeddings(like.checkpoint()).orElse(false);
        if (tied && !stem.reference().equals(head.reference())) {
            findings.add(
                    Finding.warning(
                            "config.json of %s says tie_word_embeddings, so programs that load the merged model will read it out with the embedding of the stem %s, whatever the head %s has."
                                    .formatted(
                                            like.quoted(),
                                            Quoted.text(stem.reference()),
                                            Quoted.text(head.reference()))));
        }
        VocabularyTensors.embedding(tensors)
                .flatMap(rows -> VocabularyTensors.head(tensors, rows))
                .flatMap(_ -> TokenConflicts.warning(stem, head))
                .ifPresent(each -> findings.add(Finding.warning(each)));
    }

    private static TokenizerPlan.Model model(Source source) {
        return new TokenizerPlan.Model(source.reference(), source.checkpoint());
    }

    private void addAll(List<TensorRow> rows, List<Finding> found) {
        findings.addAll(vocabulary.findings());
        findings.addAll(found);
        findings.addAll(ConfigCheck.ofCopied(like, !changes.isEmpty()));
        for (TensorRow row : rows) {
            row.like().info().ifPresent(info -> add(row, info));
        }
        findings.addAll(shapes.findings());
    }

    private void add(TensorRow row, TensorInfo info) {
        ShapeFit fit = ShapeFit.of(rule, info, row.inputs());
        if (fits(row, info, fit)) {
            if (row.name().equals(embedding)) {
                compareTokens(row);
            }
            shapes.add(rule, row.name(), fit);
            tensors.add(
                    tensor(
                            row,
                            new TensorInfo(row.name(), rule.type(info, row.inputs()), fit.shape()),
                            fit));
        }
    }

    /** Rows of embeddings are merged by their numbers, so these should mean the same. */
    private void compareTokens(TensorRow row) {
        List<TokenizerPlan.Model> models =
                Stream.concat(Stream.of(row.like()), row.others().stream())
                        .map(Located::source)
                        .distinct()
                        .map(AlignedModels::model)
                        .toList();
        TokenConflicts.warnings(models).forEach(each -> findings.add(Finding.warning(each)));
    }

    private static AlignedTensor tensor(TensorRow row, TensorInfo info, ShapeFit fit) {
        if (!info.dtype().isFloat()) {
            Tensor copied = row.like().source().checkpoint().tensor(row.like().name());
            return new AlignedTensor.Copied(new Tensor(info, copied.data()));
        }
        return new AlignedTensor.Merged(
                info,
                row.position(),
                row.part(),
                row.models().stream().map(model -> model.source().reference()).toList(),
                models(row, fit),
                row.base().map(base -> base.input(fit)),
                fit.leftOut());
    }

    /** The base takes the place of a model that is left out. */
    private static List<AlignedTensor.Input> models(TensorRow row, ShapeFit fit) {
        List<AlignedTensor.Input> models = new ArrayList<>();
        for (int i = 0; i < row.models().size(); i++) {
            boolean leftOut = fit.leftOut().contains(i);
            Located model = leftOut ? row.base().orElseThrow() : row.models().get(i);
            models.add(model.input(fit));
        }
        return models;
    }

    private boolean fits(TensorRow row, TensorInfo info, ShapeFit fit) {
        if (isPacked(info)) {
            findings.add(
                    Finding.badData(
                            "Tensor '%s' of %s must be of a float type, found %s: quantised weights cannot be merged. Maybe there is an unquantised checkpoint of this model."
                                    .formatted(info.name(), row.like().source(), info.dtype())));
            return false;
        }
        boolean fits = true;
        for (Located other : row.others()) {
            Optional<Finding> problem = problem(row, info, other, fit);
            problem.ifPresent(findings::add);
            fits &= problem.filter(Finding::isError).isEmpty();
        }
        return fits;
    }

    private static boolean isPacked(TensorInfo info) {
        return !info.dtype().isFloat()
                && PACKED_ENDINGS.stream().anyMatch(ending -> info.name().endsWith(ending));
    }

    /**
     * A tensor that only another model has. Integers are bookkeeping, such as the positions that
     * some programs store.
     */
    static Finding extra(Located where, Located there) {
        boolean isInteger =
                there.info().filter(info -> !info.dtype().isFloat() && !isPacked(info)).isPresent();
        return isInteger
                ? Finding.note(
                        "Integer tensor '%s' of %s is not in %s and is left out."
                                .formatted(there.name(), there.source(), where.source()))
                : missing(where, there);
    }

    private static Optional<Finding> problem(
            TensorRow row, TensorInfo info, Located other, ShapeFit fit) {
        Optional<TensorInfo> theirs = other.info();
        if (theirs.isEmpty()) {
            return info.dtype().isFloat()
                    ? Optional.of(missing(other, row.like()))
                    : Optional.empty();
        }
        TensorInfo found = theirs.get();
        if (!found.shape().equals(info.shape()) && !fit.allows(found.shape())) {
            return Optional.of(
                    VocabularyTensors.isNamedSo(row.name())
                            ? vocabularies(row, info, other, found)
                            : differ("one shape", row, info.shape(), other, found.shape()));
        }
        boolean bothFloat = info.dtype().isFloat() && found.dtype().isFloat();
        if (!bothFloat && found.dtype() != info.dtype()) {
            return Optional.of(differ("one type", row, info.dtype(), other, found.dtype()));
        }
        return bothFloat ? Optional.empty() : differentIntegers(row, info, other);
    }

    /** That a tensor is missing in one place, since another is to be merged with it. */
    static Finding missing(Located where, Located there) {
        return Finding.badData(
                where.name().equals(there.name())
                        ? "Tensor '%s' must be in every model, but %s has none of that name; %s has."
                                .formatted(where.name(), where.source(), there.source())
                        : "Tensor '%s' must be in %s, to be merged with '%s' of %s; it has none of that name."
                                .formatted(
                                        where.name(),
                                        where.source(),
                                        there.name(),
                                        there.source()));
    }

    private static Finding differ(
            String what, TensorRow row, Object ours, Located other, Object theirs) {
        return Finding.badData(
                "Tensor '%s' must have %s in all models, found %s in %s and %s in %s."
                        .formatted(
                                row.name(),
                                what,
                                ours,
                                row.like().shown(row.name()),
                                theirs,
                                other.shown(row.name())));
    }

    /** Mostly the models have different tokens, and mergekit would cut. */
    private static Finding vocabularies(
            TensorRow row, TensorInfo info, Located other, TensorInfo found) {
        Finding shapes = differ("one shape", row, info.shape(), other, found.shape());
        return Finding.badData(
                shapes.message()
                        + " Maybe their vocabularies differ: set tokenizer_source to base or union.");
    }

    private static Optional<Finding> differentIntegers(
            TensorRow row, TensorInfo info, Located other) {
        return data(row.like()).mismatch(data(other)) == -1
                ? Optional.empty()
                : Optional.of(
                        Finding.warning(
                                "Tensor '%s' of %s differs between %s and %s; it is copied from the first."
                                        .formatted(
                                                row.name(),
                                                info.dtype(),
                                                row.like().shown(row.name()),
                                                other.shown(row.name()))));
    }

    private static MemorySegment data(Located tensor) {
        return tensor.source().checkpoint().tensor(tensor.name()).data();
    }

    /** The checkpoint that gives the merged model its tensors and companion files. */
    public Checkpoint like() {
        return like.checkpoint();
    }

    /** The stacks of layers that the merged model has otherwise than that checkpoint. */
    public List<LayerChange> changes() {
        return changes;
    }

    /** The vocabulary of the merged model. */
    public MergeVocabulary vocabulary() {
        return vocabulary;
    }

    /** The tensors that fit, in the order of the file. */
    public List<AlignedTensor> tensors() {
        return tensors;
    }

    /** All that is wrong or noteworthy, in the order of the file. */
    public List<Finding> findings() {
        return findings;
    }
}
