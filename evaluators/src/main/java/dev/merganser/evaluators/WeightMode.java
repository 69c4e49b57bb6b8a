package dev.merganser.evaluators;

/** How weights reach ONNX Runtime. */
public enum WeightMode {
    /** What suits the provider; at present always {@link #FEED}. */
    AUTO,
    /** As inputs of shared sessions: nothing is made per candidate. */
    FEED
}
