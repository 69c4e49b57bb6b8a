package dev.merganser.optimizer.command;

import dev.merganser.recipes.check.CheckReport;
import dev.merganser.recipes.check.MergeEstimate;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.kinship.Disguise;
import dev.merganser.recipes.kinship.Kinship;
import dev.merganser.results.file.JsonText;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a check found, as JSON for scripts. */
record CheckJson(CheckPrinter printer) {

    String text() {
        CheckReport report = printer.report();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", printer.file().toString());
        fields.put("errors", printer.count("error"));
        fields.put("warnings", printer.count("warning"));
        fields.put("findings", report.findings().stream().map(CheckJson::fields).toList());
        fields.put("models", report.models().stream().map(CheckJson::fields).toList());
        fields.put("kinship", report.relations().stream().map(CheckJson::fields).toList());
        report.estimate().ifPresent(estimate -> fields.put("merge", fields(estimate)));
        return JsonText.pretty(fields);
    }

    private static Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", finding.label());
        fields.put("code", CheckPrinter.exitCode(finding.kind()));
        fields.put("message", finding.message());
        return fields;
    }

    private static Map<String, Object> fields(CheckReport.Model model) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("reference", model.reference());
        fields.put("path", model.path().toString());
        fields.put("tensors", model.tensors());
        fields.put("parameters", model.parameters());
        fields.put("bytes", model.bytes());
        Map<String, Long> types = new LinkedHashMap<>();
        model.types().forEach((type, count) -> types.put(type.name(), count));
        fields.put("types", types);
        return fields;
    }

    private static Map<String, Object> fields(CheckReport.Relation relation) {
        Kinship kinship = relation.kinship();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("base", relation.base());
        fields.put("model", relation.model());
        fields.put("verdict", kinship.verdict().name().toLowerCase(Locale.ROOT));
        fields.put("matrices", kinship.cosines().size());
        kinship.cosine()
                .ifPresent(
                        cosine -> {
                            fields.put("cosine", cosine);
                            fields.put("scale", kinship.scale());
                        });
        fields.put("byLayer", kinship.byLayer());
        fields.put("byKind", kinship.byKind());
        fields.put("disguises", kinship.disguises().stream().map(CheckJson::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(Disguise disguise) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("weights", disguise.pairing().words());
        fields.put("layers", disguise.layers());
        fields.put("cosine", disguise.direct());
        fields.put("productCosine", disguise.product());
        return fields;
    }

    private static Map<String, Object> fields(MergeEstimate estimate) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("tensors", estimate.tensors());
        fields.put("parameters", estimate.parameters());
        fields.put("inputBytes", estimate.inputBytes());
        fields.put("passes", estimate.passes());
        fields.put("outputBytes", estimate.outputBytes());
        fields.put("memoryBytes", estimate.memoryBytes());
        fields.put("seconds", estimate.seconds());
        return fields;
    }
}
