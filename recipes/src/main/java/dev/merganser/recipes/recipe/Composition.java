package dev.merganser.recipes.recipe;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What a merged model is made of: whole models, slices, modules of either, or a layer path. */
public sealed interface Composition {

    /** What a single module can be made of. */
    sealed interface OfModule extends Composition {
        @Override
        OfModule renamed(UnaryOperator<String> rename);

        @Override
        OfModule withParameters(UnaryOperator<Parameters> change);
    }

    /** The models named, in the order of the recipe; maybe some more than once. */
    Stream<String> references();

    /** All parameters below those of the recipe, in its order. */
    Stream<Parameters> parameters();

    /** The same of models that are called otherwise. */
    Composition renamed(UnaryOperator<String> rename);

    /** The same with all parameters below those of the recipe changed. */
    Composition withParameters(UnaryOperator<Parameters> change);

    /** All layers of these models, one to one; no model twice. */
    record WholeModels(List<ModelEntry> models) implements OfModule {
        public WholeModels {
            models = List.copyOf(models);
            if (models.isEmpty()) {
                throw new IllegalArgumentException("A recipe needs at least one model, found 0");
            }
            Set<String> seen = new HashSet<>();
            for (ModelEntry entry : models) {
                if (!seen.add(entry.model())) {
                    throw new IllegalArgumentException(
                            "Each model may be listed once, found '" + entry.model() + "' twice");
                }
            }
        }

        @Override
        public Stream<String> references() {
            return models.stream().map(ModelEntry::model);
        }

        @Override
        public Stream<Parameters> parameters() {
            return models.stream().map(ModelEntry::parameters);
        }

        @Override
        public WholeModels withParameters(UnaryOperator<Parameters> change) {
            return new WholeModels(
                    models.stream()
                            .map(m -> new ModelEntry(m.model(), change.apply(m.parameters())))
                            .toList());
        }

        @Override
        public WholeModels renamed(UnaryOperator<String> rename) {
            return new WholeModels(
                    models.stream()
                            .map(m -> new ModelEntry(rename.apply(m.model()), m.parameters()))
                            .toList());
        }
    }

    /** Layers of these slices, one after the other. */
    record Slices(List<OutputSlice> slices) implements OfModule {
        public Slices {
            slices = List.copyOf(slices);
            if (slices.isEmpty()) {
                throw new IllegalArgumentException("A recipe needs at least one slice, found 0");
            }
        }

        @Override
        public Stream<String> references() {
            return slices.stream()
                    .flatMap(
                            slice ->
                                    Stream.concat(
                                            slice.baseModel().stream(),
                                            slice.sources().stream().map(SliceSource::model)));
        }

        @Override
        public Stream<Parameters> parameters() {
            return slices.stream()
                    .flatMap(
                            slice ->
                                    Stream.concat(
                                            Stream.of(slice.parameters()),
                                            slice.sources().stream().map(SliceSource::parameters)));
        }

        @Override
        public Slices withParameters(UnaryOperator<Parameters> change) {
            return new Slices(slices.stream().map(slice -> changed(slice, change)).toList());
        }

        private static OutputSlice changed(OutputSlice slice, UnaryOperator<Parameters> change) {
            return new OutputSlice(
                    slice.sources().stream()
                            .map(
                                    s ->
                                            new SliceSource(
                                                    s.model(),
                                                    s.from(),
                                                    s.to(),
                                                    change.apply(s.parameters())))
                            .toList(),
                    slice.baseModel(),
                    change.apply(slice.parameters()));
        }

        @Override
        public Slices renamed(UnaryOperator<String> rename) {
            return new Slices(slices.stream().map(slice -> renamed(slice, rename)).toList());
        }

        private static OutputSlice renamed(OutputSlice slice, UnaryOperator<String> rename) {
            return new OutputSlice(
                    slice.sources().stream()
                            .map(
                                    s ->
                                            new SliceSource(
                                                    rename.apply(s.model()),
                                                    s.from(),
                                                    s.to(),
                                                    s.parameters()))
                            .toList(),
                    slice.baseModel().map(rename),
                    slice.parameters());
        }
    }

    /** Modules by name, in the order of the names. */
    record Modules(Map<String, OutputModule> modules) implements Composition {
        public Modules {
            modules = Collections.unmodifiableMap(new TreeMap<>(modules));
            if (modules.isEmpty()) {
                throw new IllegalArgumentException("A recipe needs at least one module, found 0");
            }
        }

        @Override
        public Stream<String> references() {
            return modules.values().stream().flatMap(m -> m.composition().references());
        }

        @Override
        public Stream<Parameters> parameters() {
            return modules.values().stream()
                    .flatMap(
                            m ->
                                    Stream.concat(
                                            Stream.of(m.parameters()),
                                            m.composition().parameters()));
        }

        @Override
        public Modules withParameters(UnaryOperator<Parameters> change) {
            Map<String, OutputModule> changed = new TreeMap<>();
            modules.forEach(
                    (name, module) ->
                            changed.put(
                                    name,
                                    new OutputModule(
                                            module.composition().withParameters(change),
                                            change.apply(module.parameters()))));
            return new Modules(changed);
        }

        @Override
        public Modules renamed(UnaryOperator<String> rename) {
            Map<String, OutputModule> renamed = new TreeMap<>();
            modules.forEach(
                    (name, module) ->
                            renamed.put(
                                    name,
                                    new OutputModule(
                                            module.composition().renamed(rename),
                                            module.parameters())));
            return new Modules(renamed);
        }
    }

    /**
     * Layers of several models, run one after the other between a stem and a head: data-flow space
     * of arXiv:2403.13187.
     *
     * @param stem whose weights before the layers are used; empty: those of the recipe's base
     * @param head whose weights after the layers are used; empty: those of the recipe's base
     * @param scaling what scales multiply; {@link Scaling#BRANCHES} where there are none
     * @param layers 1 to {@value #MOST_LAYERS}, in the order in which they run
     * @param merges models that are merged first, by the names that the path has for them; each is
     *     used by the path
     */
    record LayerPath(
            Optional<String> stem,
            Optional<String> head,
            Scaling scaling,
            List<PathLayer> layers,
            Map<String, Recipe> merges)
            implements Composition {

        /** The name that stands where other recipes have a merge method. */
        public static final String METHOD = "layer_path";

        /** How long a path may be. */
        public static final int MOST_LAYERS = 4096;

        public LayerPath {
            layers = List.copyOf(layers);
            boolean scaled = layers.stream().anyMatch(PathLayer::isScaled);
            scaling = scaled ? scaling : Scaling.BRANCHES;
            merges = Collections.unmodifiableMap(new TreeMap<>(merges));
            if (layers.isEmpty() || layers.size() > MOST_LAYERS) {
                throw new IllegalArgumentException(
                        "A path needs 1 to %d layers, found %d"
                                .formatted(MOST_LAYERS, layers.size()));
            }
            for (Recipe merge : merges.values()) {
                if (merge.composition() instanceof LayerPath) {
                    throw new IllegalArgumentException("A merge of a path must not be a path");
                }
            }
        }

        /** Unscaled layers between the ends of the recipe's base. */
        public static LayerPath of(List<PathLayer> layers) {
            return new LayerPath(
                    Optional.empty(), Optional.empty(), Scaling.BRANCHES, layers, Map.of());
        }

        /** Whether any layer has a scale. */
        public boolean isScaled() {
            return layers.stream().anyMatch(PathLayer::isScaled);
        }

        /** This path with its merges changed. */
        public LayerPath withMerges(UnaryOperator<Recipe> change) {
            return new LayerPath(stem, head, scaling, layers, merged(change));
        }

        /**
         * The model whose tensors, and so whose graph, what goes by a name has: a model itself, of
         * a merge its base model, else its first.
         */
        public String modelOf(String name) {
            Recipe merge = merges.get(name);
            return merge == null ? name : merge.references().getFirst();
        }

        /** The models and merges that the path itself names, maybe some more than once. */
        public Stream<String> named() {
            return Stream.of(stem.stream(), head.stream(), layers.stream().map(PathLayer::model))
                    .flatMap(names -> names);
        }

        @Override
        public Stream<String> references() {
            return Stream.concat(
                    named().filter(name -> !merges.containsKey(name)),
                    merges.values().stream().flatMap(merge -> merge.references().stream()));
        }

        @Override
        public Stream<Parameters> parameters() {
            return merges.values().stream()
                    .flatMap(
                            merge ->
                                    Stream.concat(
                                            Stream.of(merge.parameters()),
                                            merge.composition().parameters()));
        }

        @Override
        public LayerPath renamed(UnaryOperator<String> rename) {
            UnaryOperator<String> outside =
                    name -> merges.containsKey(name) ? name : rename.apply(name);
            return new LayerPath(
                    stem.map(outside),
                    head.map(outside),
                    scaling,
                    layers.stream()
                            .map(l -> new PathLayer(outside.apply(l.model()), l.layer(), l.scale()))
                            .toList(),
                    merged(merge -> merge.withModels(rename)));
        }

        @Override
        public LayerPath withParameters(UnaryOperator<Parameters> change) {
            return new LayerPath(
                    stem, head, scaling, layers, merged(merge -> merge.withAllParameters(change)));
        }

        private Map<String, Recipe> merged(UnaryOperator<Recipe> change) {
            Map<String, Recipe> changed = new TreeMap<>();
            merges.forEach((name, merge) -> changed.put(name, change.apply(merge)));
            return changed;
        }
    }
}
