package dev.ringback.calls.campaigns;

import dev.ringback.platform.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the header of a contacts file: the place of the number, and the columns that are variables. */
record ContactsColumns(List<String> names) {
    static final String NUMBER = "phone_number";
    static final String REGION = "region";
    static final String PLACE = "place";
    static final String ZONE = "zone";
    static final String POSTAL = "postal";
    static final String CONSENT = "consent";

    /** Columns with a meaning of their own; every other column is a variable. */
    private static final Set<String> OWN = Set.of(NUMBER, REGION, PLACE, POSTAL, ZONE, CONSENT);

    /** The form of a variable's name, as in the rules file. */
    private static final Pattern VARIABLE = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private static final int MOST_VARIABLES = 40;
    private static final int LONGEST_SHOWN = 40;

    /** @throws Problem.Thrown 400 that names the column and the remedy */
    static ContactsColumns of(String[] header) {
        List<String> names = new ArrayList<>();
        Arrays.stream(header).map(String::strip).forEach(names::add);
        while (!names.isEmpty() && names.getLast().isEmpty()) {
            names.removeLast(); // spreadsheets leave trailing commas
        }
        for (String name : names) {
            if (!VARIABLE.matcher(name).matches()) {
                throw bad(
                        "'" + shown(name) + "' is no name of a column; write a lower-case letter, then up to 62 of a-z,"
                                + " 0-9 and _, such as first_name.");
            }
            if (names.indexOf(name) != names.lastIndexOf(name)) {
                throw bad("The column '" + name + "' is there twice; leave one out.");
            }
        }
        if (!names.contains(NUMBER)) {
            throw bad("The first line names the columns, separated by commas, and has no '" + NUMBER + "'; '" + REGION
                    + "', '" + PLACE + "', '" + POSTAL + "', '" + ZONE + "' and '" + CONSENT
                    + "' may be there, others are variables.");
        }
        ContactsColumns columns = new ContactsColumns(List.copyOf(names));
        if (columns.variables().size() > MOST_VARIABLES) {
            throw bad("There are more than " + MOST_VARIABLES + " variables; leave columns out.");
        }
        return columns;
    }

    /** Returns the names of the variables, in the file's order. */
    List<String> variables() {
        return names.stream().filter(name -> !OWN.contains(name)).toList();
    }

    /** Returns the cell of a column; empty if the file has no such column. */
    String cell(String[] row, String name) {
        int column = names.indexOf(name);
        return column < 0 || row[column] == null ? "" : row[column].strip();
    }

    Map<String, String> variables(String[] row) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables().forEach(name -> variables.put(name, oneLine(cell(row, name))));
        return variables;
    }

    /** Replaces line breaks with blanks, as in the rules: a break in an agent's sentence could pass for another row. */
    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().map(point -> isBreak(point) ? ' ' : point).forEach(line::appendCodePoint);
        return line.toString();
    }

    private static boolean isBreak(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }

    /** Shortens a name and masks its digits, because the header may be a contact row by mistake. */
    private static String shown(String name) {
        String start = name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "…" : name;
        return start.replaceAll("[0-9]", "*").replaceAll("\\p{Cntrl}", " ");
    }

    private static Problem.Thrown bad(String detail) {
        return Problem.badRequest("bad-csv", "'contacts': " + detail);
    }
}
