package dev.merganser.evaluators.text.embedding;

import java.util.Locale;

/** How the vectors of a text's tokens become one; padding has no part in it. */
public enum Pooling {
    /** Their mean, summed in double. */
    MEAN {
        @Override
        void pool(float[] tokens, int count, double[] into) {
            for (int at = 0; at < count * into.length; at += into.length) {
                for (int h = 0; h < into.length; h++) {
                    into[h] += tokens[at + h];
                }
            }
            for (int h = 0; h < into.length; h++) {
                into[h] /= count;
            }
        }
    },
    /** The first one. */
    CLS {
        @Override
        void pool(float[] tokens, int count, double[] into) {
            copy(tokens, 0, into);
        }
    },
    /** The last one. */
    LAST {
        @Override
        void pool(float[] tokens, int count, double[] into) {
            copy(tokens, count - 1, into);
        }
    };

    /**
     * Pools.
     *
     * @param tokens {@code [count, hidden]}, and perhaps more behind
     * @param into {@code [hidden]}, zeros at first
     */
    abstract void pool(float[] tokens, int count, double[] into);

    /** The share that a token has in the vector of a text of so many. */
    final double share(int token, int count) {
        return switch (this) {
            case MEAN -> 1.0 / count;
            case CLS -> token == 0 ? 1 : 0;
            case LAST -> token == count - 1 ? 1 : 0;
        };
    }

    private static void copy(float[] tokens, int token, double[] into) {
        for (int h = 0; h < into.length; h++) {
            into[h] = tokens[token * into.length + h];
        }
    }

    /** As in a task file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
