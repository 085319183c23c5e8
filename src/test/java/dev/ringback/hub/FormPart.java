package dev.ringback.hub;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One part of a multipart form, read by hand (RFC 7578) and so by other code than wrote it. */
record FormPart(String name, String fileName, String contentType, String text) {
    static List<FormPart> read(String contentType, Buffer body) {
        String boundary = "--" + found(contentType, "boundary=\"?([^\";]+)");
        List<FormPart> parts = new ArrayList<>();
        for (String part : body.toString(StandardCharsets.UTF_8).split(Pattern.quote(boundary))) {
            int end = part.indexOf("\r\n\r\n");
            if (end >= 0) {
                String head = part.substring(0, end);
                parts.add(new FormPart(
                        found(head, "; name=\"([^\"]*)\""),
                        found(head, "; filename=\"([^\"]*)\""),
                        found(head, "(?i)content-type: *([^;\\r\\n]+)"),
                        part.substring(end + 4, part.length() - 2)));
            }
        }
        return parts;
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }
}
