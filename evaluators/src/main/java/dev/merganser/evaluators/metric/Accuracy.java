package dev.merganser.evaluators.metric;

/** 1 where the largest logit is the label's, else 0; of equal logits the first counts. */
public final class Accuracy implements Metric {

    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public float score(float[] logits, int label) {
        int best = 0;
        for (int c = 1; c < logits.length; c++) {
            if (logits[c] > logits[best]) {
                best = c;
            }
        }
        return best == label ? 1f : 0f;
    }
}
