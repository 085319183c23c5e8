package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The Hub's own rows: built-in tools and playbooks, and the integrations available for installation. */
record Catalogue(List<ObjectNode> tools, List<ObjectNode> playbooks, List<ObjectNode> integrations) {
    static Catalogue load() {
        try (var file = Catalogue.class.getResourceAsStream("/emulator/seeds.json")) {
            return Json.read(file.readAllBytes(), Catalogue.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
