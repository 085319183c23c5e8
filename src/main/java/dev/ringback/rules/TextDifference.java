package dev.ringback.rules;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares two texts by lines. */
final class TextDifference {
    private static final int CONTEXT = 3;
    /** The lines that name the texts. */
    private static final int HEADER = 2;
    /** Bounds the time, which grows with the product of the lines and the changes. */
    private static final int MOST_LINES = 5_000;

    private TextDifference() {}

    /** A text with the name that the difference shows. */
    record Named(String name, String text) {}

    /** Returns the unified difference; empty text if the texts agree, no result if one is too long to compare. */
    static Optional<String> unified(Named before, Named after) {
        List<String> old = before.text().lines().toList();
        List<String> revised = after.text().lines().toList();
        if (old.size() > MOST_LINES || revised.size() > MOST_LINES) {
            return Optional.empty();
        }
        var patch = DiffUtils.diff(old, revised, new MyersDiffWithLinearSpace<>());
        List<String> lines = UnifiedDiffUtils.generateUnifiedDiff(before.name(), after.name(), old, patch, CONTEXT);
        return Optional.of(lines.isEmpty() ? "" : String.join("\n", oldBeforeNew(lines)) + "\n");
    }

    /** Puts removed lines before the lines added in their place. The library's order of the two varies. */
    private static List<String> oldBeforeNew(List<String> lines) {
        List<String> sorted = new ArrayList<>(lines.subList(0, HEADER));
        List<String> added = new ArrayList<>();
        for (String line : lines.subList(HEADER, lines.size())) {
            if (line.startsWith("+")) {
                added.add(line);
                continue;
            }
            if (!line.startsWith("-")) {
                sorted.addAll(added);
                added.clear();
            }
            sorted.add(line);
        }
        sorted.addAll(added);
        return sorted;
    }
}
