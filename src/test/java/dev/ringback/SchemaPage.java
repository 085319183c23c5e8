package dev.ringback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds {@code migrations/SCHEMA.md} from the catalog of a migrated database. The meanings come from a file, since a comment in
 * the database would need a migration for each better word, and would lock each table that it explains.
 */
final class SchemaPage {
    static final Path FILE = Path.of("migrations/SCHEMA.md");
    static final Path MEANINGS = Path.of("src/test/resources/schema/meanings.properties");

    /** The tables of the diagram: the way from an event to the exchange with the Hub. */
    static final List<String> CENTRAL =
            List.of("event", "decision", "call", "person", "campaign", "outbox_entry", "attempt", "draft");

    private static final String OURS = "relnamespace = 'public'::regnamespace AND relname <> 'flyway_schema_history'";
    private static final String HEAD = """
            # Schema

            The tables of Ringback after the last migration. `./ringback schema` writes this page from a migrated database;
            `SchemaDocTest` fails when the page is out of date. Do not edit it: the meanings are in
            `%s`, the owners of tables in `%s`.

            Only the owner, a package below `dev.ringback`, writes a table. `TableOwnersTest` holds this and lists the exceptions.
            Times without another word are by the service clock, which is the function `ringback_now`.
            An `id` of type `uuid` is a UUIDv7, which is ordered by time, unless its meaning says otherwise.
            Defaults and conditions are shown without their casts to `text`.

            """;

    record Column(String table, String name, String type, boolean isNullable, String standard) {}

    /** @param kind the letter of {@code pg_constraint.contype} */
    private record Constraint(
            String table, String name, char kind, String definition, List<String> columns, String to) {}

    private record Named(String table, String name, String definition) {}

    private record Function(String name, String signature, String manner) {}

    private final Map<String, String> owners = TableOwners.byTable();
    private final Map<String, String> meanings = TableOwners.entries(MEANINGS);
    private final Map<String, List<Column>> tables = new LinkedHashMap<>();
    private final List<Constraint> constraints;
    private final List<Named> indexes;
    private final List<Named> triggers;
    private final List<Function> functions;
    private final StringBuilder page = new StringBuilder();

    SchemaPage(Connection database) throws SQLException {
        query(
                        database,
                        """
                SELECT relname, attname, format_type(atttypid, atttypmod), NOT attnotnull,
                       CASE WHEN attidentity <> '' THEN 'identity' ELSE coalesce(pg_get_expr(adbin, adrelid, true), '') END
                FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
                LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE relkind = 'r' AND %s ORDER BY relname, attnum
                """,
                        row -> new Column(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getBoolean(4),
                                row.getString(5)))
                .forEach(column -> tables.computeIfAbsent(column.table, name -> new ArrayList<>())
                        .add(column));
        constraints = query(
                database,
                """
                SELECT relname, conname, contype, pg_get_constraintdef(pg_constraint.oid, true), array_to_string(ARRAY(
                           SELECT attname FROM unnest(conkey) AS key JOIN pg_attribute ON attrelid = conrelid AND attnum = key
                       ), ' '), coalesce(confrelid::regclass::text, '')
                FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
                WHERE contype IN ('p', 'u', 'f', 'c', 'x') AND %s
                ORDER BY relname, position(contype IN 'pufcx'), conname
                """,
                row -> new Constraint(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3).charAt(0),
                        row.getString(4),
                        List.of(row.getString(5).split(" ")),
                        row.getString(6)));
        indexes = query(database, """
                SELECT relname, i.indexrelid::regclass::text COLLATE "C",
                       CASE WHEN indisunique THEN 'unique ' ELSE '' END
                           || regexp_replace(pg_get_indexdef(i.indexrelid, 0, true), '^.* USING (btree )?', '')
                FROM pg_index i JOIN pg_class ON pg_class.oid = indrelid
                WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u')) AND %s
                ORDER BY 1, 2
                """, SchemaPage::named);
        triggers = query(database, """
                SELECT relname, tgname, regexp_replace(pg_get_triggerdef(pg_trigger.oid, true), '^CREATE TRIGGER \\w+ ', '')
                FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal AND %s ORDER BY 1, 2
                """, SchemaPage::named);
        functions = query(
                database,
                """
                SELECT proname, pg_get_function_identity_arguments(oid), pg_get_function_result(oid),
                       (SELECT lanname FROM pg_language WHERE oid = prolang)
                           || CASE provolatile WHEN 'i' THEN ', immutable' WHEN 's' THEN ', stable' ELSE ', volatile' END
                FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname
                """,
                row -> new Function(
                        row.getString(1),
                        row.getString(1) + "(" + row.getString(2) + ") returns " + row.getString(3),
                        row.getString(4)));
    }

    private static Named named(ResultSet row) throws SQLException {
        return new Named(row.getString(1), row.getString(2), row.getString(3));
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> query(Connection database, String sql, Reader<T> reader) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(sql.replace("%s", OURS))) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(reader.read(rows));
            }
            return all;
        }
    }

    /** The names of what must have a meaning: {@code table}, {@code table.column}, {@code trigger name}, {@code function name}. */
    TreeSet<String> names() {
        TreeSet<String> names = new TreeSet<>(tables.keySet());
        tables.forEach((table, columns) -> columns.forEach(column -> names.add(table + "." + column.name)));
        triggers.forEach(trigger -> names.add("trigger " + trigger.name));
        functions.forEach(function -> names.add("function " + function.name));
        return names;
    }

    TreeSet<String> tables() {
        return new TreeSet<>(tables.keySet());
    }

    /** The whole page. What has no owner or no meaning is left blank. */
    String text() {
        page.setLength(0);
        page.append(HEAD.formatted(MEANINGS, TableOwners.FILE));
        diagram();
        line("## Tables", "", "| table | owner | meaning |", "|---|---|---|");
        tables.keySet()
                .forEach(table -> row("[" + table + "](#" + table + ")", code(owners.get(table)), meaning(table)));
        tables.forEach(this::table);
        line("", "## Functions", "", "| function | language | meaning | defined in |", "|---|---|---|---|");
        functions.forEach(function -> row(
                code(function.signature), function.manner, meaning("function " + function.name), definedIn(function)));
        return page.toString();
    }

    // --- One table

    private void table(String table, List<Column> columns) {
        line("", "### " + table, "", meaning(table), "", "Owner: " + code(owners.get(table)) + ".", "");
        line("| column | type | may be null | default | meaning |", "|---|---|---|---|---|");
        columns.forEach(column -> row(
                code(column.name),
                column.type,
                column.isNullable ? "yes" : "",
                code(column.standard),
                meaning(table + "." + column.name)));
        List<Constraint> its =
                constraints.stream().filter(each -> each.table.equals(table)).toList();
        head(its, "constraint");
        its.forEach(each -> row(code(each.name), code(each.definition)));
        list("index", indexes, table);
        List<Named> itsTriggers =
                triggers.stream().filter(each -> each.table.equals(table)).toList();
        if (!itsTriggers.isEmpty()) {
            line("", "| trigger | definition | meaning |", "|---|---|---|");
            itsTriggers.forEach(each -> row(code(each.name), code(each.definition), meaning("trigger " + each.name)));
        }
    }

    private void list(String what, List<Named> all, String table) {
        List<Named> its = all.stream().filter(each -> each.table.equals(table)).toList();
        head(its, what);
        its.forEach(each -> row(code(each.name), code(each.definition)));
    }

    private void head(List<?> rows, String what) {
        if (!rows.isEmpty()) {
            line("", "| " + what + " | definition |", "|---|---|");
        }
    }

    // --- The diagram

    private void diagram() {
        line("## Central tables", "");
        line(
                "A solid line is a foreign key. A dashed line is a column that names a row without one: the row may go first.");
        line("The boxes show keys and states only.", "", "```mermaid", "erDiagram");
        for (String table : CENTRAL) {
            tables.getOrDefault(table, List.of()).forEach(column -> relation(table, column));
        }
        for (String table : CENTRAL) {
            line("    " + table + " {");
            tables.getOrDefault(table, List.of()).forEach(column -> attribute(table, column));
            line("    }");
        }
        line("```", "");
    }

    private void relation(String table, Column column) {
        String key = keyTo(table, column);
        String to = key != null ? key : column.type.equals("uuid") ? column.name : "";
        if (CENTRAL.contains(to) && !to.equals(table)) {
            String line = key != null ? "--" : "..";
            line("    " + to + " " + (column.isNullable ? "|o" : "||") + line + "o{ " + table + " : " + column.name);
        }
    }

    private void attribute(String table, Column column) {
        boolean isPrimary = constraints.stream()
                .anyMatch(each -> each.table.equals(table) && each.kind == 'p' && each.columns.contains(column.name));
        boolean isForeign = keyTo(table, column) != null;
        String marks = isPrimary && isForeign ? " PK, FK" : isPrimary ? " PK" : isForeign ? " FK" : "";
        if (!marks.isEmpty() || column.name.matches("state|kind|verdict") || CENTRAL.contains(column.name)) {
            line("        " + column.type + " " + column.name + marks);
        }
    }

    /** The table that a foreign key of one column leads to; null if there is none. */
    private String keyTo(String table, Column column) {
        return constraints.stream()
                .filter(each ->
                        each.table.equals(table) && each.kind == 'f' && each.columns.equals(List.of(column.name)))
                .map(Constraint::to)
                .findFirst()
                .orElse(null);
    }

    // --- Words

    private String meaning(String name) {
        return meanings.getOrDefault(name, "");
    }

    /** The last migration that defines the function. */
    private static String definedIn(Function function) {
        Pattern definition = Pattern.compile("CREATE (OR REPLACE )?FUNCTION " + function.name + "\\b");
        try (Stream<Path> files = Files.list(FILE.getParent())) {
            Path last = files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .filter(file -> definition.matcher(text(file)).find())
                    .reduce((one, later) -> later)
                    .orElseThrow();
            return "[" + last.getFileName() + "](" + last.getFileName() + ")";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String code(String text) {
        return text == null || text.isEmpty()
                ? ""
                : "`" + text.replaceAll("::text(?!\\[)", "").replaceAll("\\s+", " ") + "`";
    }

    private void row(String... cells) {
        line("| "
                + String.join(
                        " | ",
                        Stream.of(cells).map(cell -> cell.replace("|", "\\|")).toList()) + " |");
    }

    private void line(String... lines) {
        for (String line : lines) {
            page.append(line).append('\n');
        }
    }
}
