package dev.merganser.optimizer.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which recipes a search is measured against. */
public enum BaselineChoice {
    /** The base and the experts, each by itself. */
    MODELS,
    /** Single models, the average and task arithmetic at its usual setting. */
    USUAL,
    /** These, and the best of scans: some 90 more recipes are scored to find them. */
    TUNED;

    /** The word in search files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<BaselineChoice> named(String key) {
        return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(BaselineChoice::key).toList();
    }
}
