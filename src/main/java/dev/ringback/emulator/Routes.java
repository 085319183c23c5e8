package dev.ringback.emulator;

import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the route of a request. The same operations exist below three base paths (Hub contract, section 1). */
final class Routes {
    private static final List<String> BASES = List.of("/hub-api/api/v1", "/api/v1", "/v1");

    private record Pattern(Route route, List<String> segments) {}

    private final Map<Integer, List<Pattern>> byLength = new HashMap<>();

    /** The result of matching a request's method and path. */
    sealed interface Match {
        record Found(Route route, Map<String, String> path) implements Match {}

        record WrongMethod() implements Match {}

        record NoSuchPath() implements Match {}
    }

    Routes() {
        Arrays.stream(Route.values()).filter(Route::isOperation).forEach(route -> {
            var segments = segments(route.template);
            byLength.computeIfAbsent(segments.size(), n -> new ArrayList<>()).add(new Pattern(route, segments));
        });
    }

    Match match(HttpMethod method, String path) {
        var base = BASES.stream().filter(b -> path.startsWith(b + "/")).findFirst();
        if (base.isEmpty()) {
            return new Match.NoSuchPath();
        }
        var segments = segments(path.substring(base.get().length()));
        var known = false;
        for (var pattern : byLength.getOrDefault(segments.size(), List.of())) {
            if (fits(pattern.segments, segments)) {
                if (pattern.route.method.equals(method)) {
                    return found(pattern, segments);
                }
                known = true;
            }
        }
        return known ? new Match.WrongMethod() : new Match.NoSuchPath();
    }

    private static Match found(Pattern pattern, List<String> segments) {
        try {
            return new Match.Found(pattern.route, variables(pattern.segments, segments));
        } catch (IllegalArgumentException e) { // an invalid percent escape
            return new Match.NoSuchPath();
        }
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    private static boolean fits(List<String> pattern, List<String> segments) {
        for (int i = 0; i < pattern.size(); i++) {
            var wanted = pattern.get(i);
            if (isVariable(wanted) ? segments.get(i).isEmpty() : !wanted.equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, String> variables(List<String> pattern, List<String> segments) {
        var found = new HashMap<String, String>();
        for (int i = 0; i < pattern.size(); i++) {
            if (isVariable(pattern.get(i))) {
                var name = pattern.get(i).substring(1, pattern.get(i).length() - 1);
                // A plus in a path is a literal plus; only query strings encode spaces as plus.
                var segment = segments.get(i).replace("+", "%2B");
                found.put(name, URLDecoder.decode(segment, StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }
}
