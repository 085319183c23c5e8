package dev.ringback.calls.lawful.places;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files of public npm packages, installed into one folder with the versions that the generators are made for. */
record PublicPackages(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the text of a file of a package; throws if the package has another version. */
    String text(String name, String version, String file) {
        try {
            Path home = folder.resolve(name);
            String installed = JSON.readTree(home.resolve("package.json").toFile())
                    .get("version")
                    .asText();
            if (!installed.equals(version)) {
                throw new IllegalStateException(name + " is " + installed + " and not " + version);
            }
            return Files.readString(home.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a JSON file of a package. */
    JsonNode json(String name, String version, String file) {
        try {
            return JSON.readTree(text(name, version, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
