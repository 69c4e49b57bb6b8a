package dev.merganser.recipes.recipe;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What a merged model is made of: whole models, slices of layers, or modules of either. */
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
}
