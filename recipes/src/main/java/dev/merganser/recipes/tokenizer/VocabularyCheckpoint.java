package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.OriginKey;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tokenizer.VocabularyTensors.Found;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model whose tensors with a row for each token have the rows of the merged vocabulary; all else
 * is the model's own. Owns nothing.
 */
final class VocabularyCheckpoint implements Checkpoint {

    private static final int BLOCK = 1 << 14;

    private final List<EmbeddedModel> models;
    private final int model;
    private final RowTable table;
    private final Map<String, View> views = new LinkedHashMap<>();
    private final Object identity = new Object();

    /** A tensor in the merged vocabulary: its info, and the elements of each of its rows. */
    private record View(TensorInfo info, long columns) {}

    /**
     * @param models the models of the table, this one among them
     * @param heads matrices of output heads, of which a model that lacks them gives its embedding
     */
    VocabularyCheckpoint(
            List<EmbeddedModel> models, int model, RowTable table, List<String> heads) {
        this.models = models;
        this.model = model;
        this.table = table;
        EmbeddedModel own = models.get(model);
        own.tensors().forEach((name, found) -> views.put(name, view(name, found)));
        for (String head : heads) {
            if (own.checkpoint().info(head).isEmpty()) {
                own.tied(head).ifPresent(found -> views.put(head, view(head, found)));
            }
        }
    }

    private View view(String name, Found found) {
        List<Long> dims = new ArrayList<>(found.info().shape().dims());
        dims.set(
                found.role() == VocabularyTensors.Role.BIAS ? dims.size() - 1 : 0,
                (long) table.rows());
        return new View(
                new TensorInfo(name, found.info().dtype(), new Shape(dims)), found.columns());
    }

    private Checkpoint own() {
        return models.get(model).checkpoint();
    }

    @Override
    public Path path() {
        return own().path();
    }

    @Override
    public List<TensorInfo> tensors() {
        List<TensorInfo> infos = new ArrayList<>();
        for (TensorInfo info : own().tensors()) {
            View view = views.get(info.name());
            infos.add(view == null ? info : view.info());
        }
        views.values().stream()
                .map(View::info)
                .filter(info -> own().info(info.name()).isEmpty())
                .forEach(infos::add);
        return infos;
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        View view = views.get(name);
        return view == null ? own().info(name) : Optional.of(view.info());
    }

    /** A tensor as it is stored; there is none where its rows are looked up. */
    @Override
    public Tensor tensor(String name) {
        return views.containsKey(name)
                ? values(name)
                        .stored()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "Tensor '%s' of %s is computed while it is read"
                                                        .formatted(name, path())))
                : own().tensor(name);
    }

    @Override
    public FloatTensor values(String name) {
        View view = views.get(name);
        if (view == null) {
            return own().values(name);
        }
        return firstRows(view).orElseGet(() -> rows(view));
    }

    /** The stored tensor or its beginning, where its rows are already in order. */
    private Optional<FloatTensor> firstRows(View view) {
        if (!table.keepsOrder(model)) {
            return Optional.empty();
        }
        FloatTensor all = donor(models.get(model), view);
        if (all.info().equals(view.info())) {
            return Optional.of(all);
        }
        return all.stored()
                .map(tensor -> tensor.data().asSlice(0, view.info().bytes()))
                .map(data -> FloatTensor.of(new Tensor(view.info(), data)));
    }

    private FloatTensor rows(View view) {
        List<Optional<FloatTensor>> tensors = new ArrayList<>();
        for (int other = 0; other < models.size(); other++) {
            tensors.add(
                    other == model || table.reads(model, other)
                            ? Optional.of(donor(models.get(other), view))
                            : Optional.empty());
        }
        return new VocabularyRows(
                view.info(), Math.toIntExact(view.columns()), table, model, tensors);
    }

    private FloatTensor donor(EmbeddedModel donor, View view) {
        String name = view.info().name();
        Found found = donor.found(name).orElseThrow(() -> missing(name, donor));
        if (found.columns() != view.columns()) {
            throw differ(found, donor, view);
        }
        return donor.values(found);
    }

    private BadDataException missing(String name, EmbeddedModel donor) {
        return new BadDataException(
                "Tensor '%s' must be in %s too, which gives rows for tokens that %s does not have."
                        .formatted(name, donor, models.get(model)));
    }

    private BadDataException differ(Found theirs, EmbeddedModel donor, View view) {
        return new BadDataException(
                "Rows of tensor '%s' must have one length in all models, found %d in %s and %d in %s."
                        .formatted(
                                view.info().name(),
                                view.columns(),
                                models.get(model),
                                theirs.columns(),
                                donor));
    }

    @Override
    public void read(String name, MemorySegment out) {
        if (!views.containsKey(name)) {
            own().read(name, out);
            return;
        }
        FloatTensor values = values(name);
        long elements = values.info().shape().elements();
        float[] block = new float[(int) Math.min(BLOCK, elements)];
        for (long from = 0; from < elements; from += BLOCK) {
            int count = (int) Math.min(BLOCK, elements - from);
            values.read(from, block, count);
            MemorySegment.copy(
                    block, 0, out, ValueLayout.JAVA_FLOAT_UNALIGNED, from * Float.BYTES, count);
        }
    }

    /** The model's for what has no rows of tokens. */
    @Override
    public Optional<Object> key(String name) {
        return views.containsKey(name)
                ? Optional.of(new OriginKey(identity, name))
                : own().key(name);
    }

    @Override
    public Map<String, String> metadata() {
        return own().metadata();
    }

    /** Does nothing: the model stays open. */
    @Override
    public void close() {}
}
