package dev.merganser.recipes.yaml;

import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.WrongUseException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** YAML text to plain maps, lists, strings, numbers and flags; hostile text is refused. */
final class YamlText {

    private static final long MAX_BYTES = 8L << 20;
    private static final YAMLMapper MAPPER =
            YAMLMapper.builder(
                            YAMLFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .build();

    private YamlText() {}

    static String of(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new WrongUseException(file + ": must be a YAML file, found a folder.");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new WrongUseException(
                        "%s: must be at most %d MB, found %d bytes. Maybe it is not a YAML file."
                                .formatted(file, MAX_BYTES >> 20, Files.size(file)));
            }
            return withoutMark(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new WrongUseException(file + ": no such file.", e);
        } catch (CharacterCodingException e) {
            throw new WrongUseException(file + ": must be UTF-8 text, found other bytes.", e);
        } catch (IOException e) {
            throw new WrongUseException(
                    file + ": cannot be read: " + DiskWords.of(file, e) + ".", e);
        }
    }

    /** Without the byte order mark that some editors put first. */
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    static YamlDocument parse(String text, String source) {
        try (var parser = (YAMLParser) MAPPER.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new WrongUseException(source + ": must hold one YAML document, found none.");
            }
            YamlDocument document = YamlTree.read(parser, text, source);
            if (parser.nextToken() != null) {
                throw new WrongUseException(
                        source + ": must hold one YAML document, found a second.");
            }
            return document;
        } catch (JacksonException e) {
            throw new WrongUseException(source + ": " + YamlProblem.of(e), e);
        }
    }
}
