package dev.merganser.optimizer.survey;

/** A merge method that a survey cannot run, and why. */
record Absent(String name, String reason) {}
