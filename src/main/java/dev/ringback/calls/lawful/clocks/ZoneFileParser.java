package dev.ringback.calls.lawful.clocks;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses a file of zone data: its lines of rules, zones and links, as the manual zic(8) describes them. */
final class ZoneFileParser {
    private static final Pattern VERSION = Pattern.compile("#\\s*version\\s+(\\d{4}[a-z]\\S*)\\s*");
    private static final Pattern RELEASED = Pattern.compile("#\\s*released\\s+(\\S+)\\s*");
    private static final int RULE_FIELDS = 10;
    private static final int LINK_FIELDS = 3;

    private final Map<String, List<RuleLine>> rules = new HashMap<>();
    private final Map<String, List<Fields>> zones = new HashMap<>();
    private final Map<String, Fields> links = new HashMap<>();
    private Optional<String> version = Optional.empty();
    private Optional<LocalDate> released = Optional.empty();
    /** The lines of the zone that the next line continues; null between zones. */
    private List<Fields> open;

    private ZoneFileParser() {}

    /**
     * Parses a file's text.
     *
     * @throws BadLineException at the first line that cannot be read
     */
    static ZoneFile parse(String text) {
        ZoneFileParser parser = new ZoneFileParser();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            parser.line(i + 1, lines.get(i));
        }
        return parser.finish(lines.size());
    }

    private ZoneFile finish(int lastLine) {
        if (version.isEmpty()) {
            throw new BadLineException(1, "the comment with the release is missing, such as '# version 2026f'");
        }
        if (open != null || zones.isEmpty()) {
            throw new BadLineException(
                    Math.max(1, lastLine), zones.isEmpty() ? "there is no zone" : "the last zone has no end");
        }
        Map<String, List<ZoneLine>> lines = new HashMap<>();
        zones.forEach((id, fields) ->
                lines.put(id, fields.stream().map(this::zoneLine).toList()));
        Map<String, String> targets = new HashMap<>();
        links.forEach((id, fields) -> targets.put(id, target(fields)));
        return new ZoneFile(version.get(), released, lines, targets);
    }

    private void line(int number, String text) {
        if (text.startsWith("#")) {
            comment(number, text);
            return;
        }
        Fields fields = Fields.of(number, text);
        if (fields.size() == 0) {
            return;
        }
        if (open != null) {
            continueZone(fields);
        } else if (fields.isWord(0, "rule")) {
            rule(fields);
        } else if (fields.isWord(0, "zone")) {
            zone(fields);
        } else if (fields.isWord(0, "link") && fields.size() == LINK_FIELDS) {
            links.put(fields.text(2), fields);
        } else {
            throw fields.bad("a rule, a zone or a link of three fields is expected");
        }
    }

    private void comment(int number, String text) {
        Matcher matcher = VERSION.matcher(text);
        if (version.isEmpty() && matcher.matches()) {
            version = Optional.of(matcher.group(1));
        }
        matcher = RELEASED.matcher(text);
        if (matcher.matches()) {
            try {
                released = Optional.of(LocalDate.parse(matcher.group(1)));
            } catch (DateTimeParseException e) {
                throw new BadLineException(number, "a date such as 2026-10-27 is expected");
            }
        }
    }

    private void rule(Fields fields) {
        if (fields.size() != RULE_FIELDS || !fields.text(4).equals("-")) {
            throw fields.bad("a rule has " + RULE_FIELDS + " fields, the fifth of which is '-'");
        }
        int from = fields.year(2);
        int to = fields.lastYear(3, from);
        YearlyTime time = fields.time(7, fields.month(5), fields.day(6));
        if (!time.exists(from) || (to > from && !time.exists(leapless(from)))) {
            throw fields.bad("the month has no such day");
        }
        rules.computeIfAbsent(fields.text(1), _ -> new ArrayList<>())
                .add(new RuleLine(fields.line(), from, to, time, fields.save(8)));
    }

    /** Returns a year without 29 February: a rule of several years cannot be on that day. */
    private static int leapless(int from) {
        return from % 4 == 0 ? from + 1 : from;
    }

    private void zone(Fields fields) {
        if (fields.size() < 2 || zones.containsKey(fields.text(1))) {
            throw fields.bad("an id of a zone that occurs for the first time is expected");
        }
        open = new ArrayList<>();
        zones.put(fields.text(1), open);
        continueZone(fields.from(2));
    }

    private void continueZone(Fields fields) {
        if (fields.size() < 3 || fields.size() > 7) {
            throw fields.bad("a zone's line has an offset, a rule, a format and at most four fields of its end");
        }
        open.add(fields);
        if (fields.size() == 3) {
            open = null;
        }
    }

    /** Reads a zone's line. All rules are known by now: a zone may stand before its rules. */
    private ZoneLine zoneLine(Fields fields) {
        List<RuleLine> named = rules.getOrDefault(fields.text(1), List.of());
        if (named.isEmpty() && Character.isLetter(fields.text(1).charAt(0))) {
            throw fields.bad("the zone's rule is not in the file");
        }
        int save = named.isEmpty() ? fields.save(1) : 0;
        return new ZoneLine(fields.line(), fields.standard(0), save, named, until(fields));
    }

    private static Optional<ZoneLine.Until> until(Fields fields) {
        if (fields.size() == 3) {
            return Optional.empty();
        }
        // Omitted fields mean 1 January 00:00.
        List<String> texts = new ArrayList<>(fields.texts().subList(3, fields.size()));
        texts.addAll(List.of("January", "1", "0").subList(texts.size() - 1, 3));
        Fields end = new Fields(fields.line(), texts);
        int year = end.year(0);
        YearlyTime time = end.time(3, end.month(1), end.day(2));
        if (!time.exists(year)) {
            throw end.bad("the month has no such day");
        }
        return Optional.of(new ZoneLine.Until(year, time));
    }

    /** Returns the zone that a link leads to, through other links where there are. */
    private String target(Fields link) {
        Set<String> seen = new HashSet<>();
        String target = link.text(1);
        while (links.containsKey(target) && seen.add(target)) {
            target = links.get(target).text(1);
        }
        if (links.containsKey(target) || !zones.containsKey(target)) {
            throw link.bad("the link leads to no zone");
        }
        return target;
    }
}
