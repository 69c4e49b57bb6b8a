package dev.merganser.optimizer.surrogate;

/** How another form of MAP than the plain one searches (arXiv:2406.07529, section 4). */
public sealed interface MapForm permits NestedMapSettings, BayesianMapSettings {}
