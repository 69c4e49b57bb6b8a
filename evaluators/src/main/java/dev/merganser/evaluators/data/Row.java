package dev.merganser.evaluators.data;

import java.util.Map;

/** One row of a table: its fields by name, without the empty ones, and where it begins. */
record Row(int line, Map<String, Field> fields) {}
