package dev.merganser.optimizer.run;

import dev.merganser.optimizer.surrogate.BayesianMapSettings;
import dev.merganser.optimizer.surrogate.BayesianMapSettings.Radius;
import dev.merganser.optimizer.surrogate.FrontSettings;
import dev.merganser.optimizer.surrogate.MapForm;
import dev.merganser.optimizer.surrogate.NestedMapSettings;
import dev.merganser.optimizer.surrogate.Sampling;
import dev.merganser.optimizer.surrogate.Warp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How nested or Bayesian MAP searches, in a manifest: by the keys of search.map. */
final class MapFormManifest {

    private MapFormManifest() {}

    /** The settings of a form. */
    static Map<String, Object> of(MapForm form) {
        return switch (form) {
            case NestedMapSettings nested -> of(nested);
            case BayesianMapSettings bayesian -> of(bayesian);
        };
    }

    private static Map<String, Object> of(NestedMapSettings nested) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        put(resolved, nested.sampling());
        resolved.put("refine", nested.refine());
        resolved.put("choice", nested.choice().key());
        if (!nested.preference().isEmpty()) {
            resolved.put("preference", nested.preference());
        }
        resolved.put("front", nested.span().key());
        put(resolved, nested.front());
        return resolved;
    }

    private static Map<String, Object> of(BayesianMapSettings bayesian) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        put(resolved, bayesian.sampling());
        resolved.put("update", bayesian.update());
        resolved.put("iterations", bayesian.iterations());
        resolved.put("temperature", bayesian.cells().temperature());
        resolved.put("relative", bayesian.cells().relative());
        resolved.put("explore", bayesian.cells().explore());
        Radius radius = bayesian.radius();
        resolved.put("radius", List.of(radius.low(), radius.high()));
        resolved.put("to_edge", radius.relative());
        put(resolved, bayesian.front());
        return resolved;
    }

    private static void put(Map<String, Object> resolved, Sampling sampling) {
        resolved.put("design", sampling.design().key());
        sampling.count().ifPresent(points -> resolved.put("initial", points));
        resolved.put("isotropic", sampling.isotropic());
    }

    /** How the front is searched, in all forms of MAP. */
    static void put(Map<String, Object> resolved, FrontSettings front) {
        resolved.put("warp", front.warp().map(Warp::key).orElse("auto"));
        resolved.put("leverage", front.leverage());
        resolved.put("focus", front.focus());
        resolved.put("batch", front.batch());
        resolved.put("patience", front.patience());
    }
}
