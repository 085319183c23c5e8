package dev.ringback.rules;

import java.util.List;
import java.util.stream.IntStream;

/**
 * An event pattern in its place.
 *
 * @param path in the {@link FileOutline}
 */
record PlacedPattern(String path, Rule.EventPattern pattern) {
    /** Returns the patterns of a list, without those of another form, which the parser reports. */
    static List<PlacedPattern> of(FileOutline outline, String list) {
        return IntStream.range(0, outline.size(list))
                .mapToObj(i -> list + "/" + i)
                .flatMap(each -> outline
                        .text(each)
                        .filter(text -> RulesParser.EVENT.matcher(text).matches())
                        .map(text -> new PlacedPattern(each, new Rule.EventPattern(text)))
                        .stream())
                .toList();
    }
}
