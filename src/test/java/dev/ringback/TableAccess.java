package dev.ringback;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Finds the tables that the sources of the service touch: by SQL and HQL in string literals and text blocks, by entities, and
 * by repositories of Panache. The parser of the JDK reads the sources, so a concatenation is one text.
 *
 * <p>It knows the tables by their names, and SQL by its keywords in capitals. It does not see a table whose name a program puts
 * together, or the tables that a function of the database reads.
 */
final class TableAccess {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path ROOT = SOURCES.resolve("dev/ringback");

    /** Stands for a part of a text that only the running program knows. */
    private static final String UNKNOWN_PART = "\uFFFC";

    private static final Pattern NOT_SQL = Pattern.compile("--[^\n]*|'(?:[^']|'')*'");
    private static final Pattern INNERMOST = Pattern.compile("\\(([^()]*)\\)");
    private static final Pattern WRITTEN = Pattern.compile(
            "\\b(?:INSERT\\s+INTO|DELETE\\s+FROM|UPDATE|MERGE\\s+INTO|TRUNCATE)\\s+(?:ONLY\\s+)?(\\w+)");
    private static final Pattern COPIED = Pattern.compile("^(\\w+) \\([\\w\\s,]+\\)$");
    private static final Pattern READ = Pattern.compile("(?<!DELETE )\\b(?:FROM|JOIN|USING)\\s+(.*?)"
            + "(?=\\b(?:WHERE|GROUP|ORDER|LIMIT|UNION|EXCEPT|FOR|RETURNING|ON|JOIN|FROM|SET|OFFSET)\\b|[;)]|$)");
    private static final Pattern LIST_ITEM = Pattern.compile("^\\s*(?:ONLY\\s+|LATERAL\\s+)?(\\w+)");
    private static final Pattern HQL =
            Pattern.compile("\\b(?i:(from|join)|(update|delete from|delete|insert into))\\s+([A-Z]\\w+)\\b");
    private static final Pattern LOWER_CASE =
            Pattern.compile("\\b(?:insert into|update|delete from|from|join)\\s+([a-z_]+)\\b");

    enum Kind {
        READS,
        WRITES,
        /** The statement has its keywords in small letters, so this class may overlook other statements like it. */
        UNSURE
    }

    /** @param touchedBy the package that holds the source, relative to {@code dev.ringback} */
    record Access(String touchedBy, Kind kind, String table, String place) {}

    private record Source(CompilationUnitTree unit, Path file) {
        String relativePackage() {
            Path folder = ROOT.relativize(file.getParent());
            return folder.toString().replace('/', '.');
        }

        String packageName() {
            return unit.getPackageName().toString();
        }
    }

    private final Set<String> tables;
    private final Map<String, String> tableOfEntity = new HashMap<>(); // by the entity's qualified name
    private final List<Access> found = new ArrayList<>();
    private Trees trees;

    private TableAccess(Set<String> tables) {
        this.tables = tables;
    }

    /** Lists each place that touches one of the tables. */
    static List<Access> to(Set<String> tables) {
        TableAccess access = new TableAccess(tables);
        access.scan();
        return access.found;
    }

    private void scan() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> all = Files.walk(ROOT)) {
            List<Path> paths =
                    all.filter(file -> file.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, problem -> {}, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(paths));
            trees = Trees.instance(task);
            List<Source> sources = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                sources.add(new Source(unit, Path.of(unit.getSourceFile().getName())));
            }
            sources.forEach(this::findEntities);
            sources.forEach(this::findAccesses);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- Entities

    private void findEntities(Source source) {
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                Matcher table = Pattern.compile("@Table\\(name = \"(\\w+)\"")
                        .matcher(type.getModifiers().toString());
                if (type.getModifiers().toString().contains("@Entity") && table.find()) {
                    tableOfEntity.put(source.packageName() + "." + type.getSimpleName(), table.group(1));
                    add(source, type, Kind.WRITES, table.group(1)); // Hibernate writes what a program changes
                }
                return super.visitClass(type, nothing);
            }
        }.scan(source.unit, null);
    }

    /** The table of an entity that a source calls by its simple name; null if it is none. */
    private String tableOf(Source source, String simpleName) {
        String own = tableOfEntity.get(source.packageName() + "." + simpleName);
        return own != null
                ? own
                : source.unit.getImports().stream()
                        .map(each -> each.getQualifiedIdentifier().toString())
                        .filter(name -> name.endsWith("." + simpleName))
                        .map(tableOfEntity::get)
                        .filter(table -> table != null)
                        .findFirst()
                        .orElse(null);
    }

    /** The table of an entity by the name that HQL has for it; null if it is none. */
    private String tableOfName(String entity) {
        return tableOfEntity.entrySet().stream()
                .filter(each -> each.getKey().endsWith("." + entity))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    // --- Texts

    private void findAccesses(Source source) {
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                type.getImplementsClause().forEach(each -> {
                    Matcher repository = Pattern.compile("^PanacheRepository(?:Base)?<(\\w+)")
                            .matcher(each.toString());
                    if (repository.find()) {
                        add(source, type, Kind.WRITES, tableOf(source, repository.group(1)));
                    }
                });
                return super.visitClass(type, nothing);
            }

            @Override
            public Void visitMemberSelect(MemberSelectTree member, Void nothing) {
                if (member.getIdentifier().contentEquals("class")) {
                    add(
                            source,
                            member,
                            Kind.READS,
                            tableOf(source, member.getExpression().toString()));
                }
                return super.visitMemberSelect(member, nothing);
            }

            @Override
            public Void visitBinary(BinaryTree sum, Void nothing) {
                List<ExpressionTree> parts = new ArrayList<>();
                flatten(sum, parts);
                StringBuilder text = new StringBuilder();
                for (ExpressionTree part : parts) {
                    boolean isText = part instanceof LiteralTree literal && literal.getValue() instanceof String;
                    text.append(isText ? ((LiteralTree) part).getValue() : UNKNOWN_PART);
                    if (!isText) {
                        scan(part, nothing);
                    }
                }
                read(source, sum, text.toString());
                return null;
            }

            @Override
            public Void visitLiteral(LiteralTree literal, Void nothing) {
                if (literal.getValue() instanceof String text) {
                    read(source, literal, text);
                }
                return null;
            }
        }.scan(source.unit, null);
    }

    private static void flatten(ExpressionTree tree, List<ExpressionTree> parts) {
        if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
            flatten(sum.getLeftOperand(), parts);
            flatten(sum.getRightOperand(), parts);
        } else if (tree instanceof BinaryTree other) {
            parts.add(other.getLeftOperand());
            parts.add(other.getRightOperand());
        } else if (tree instanceof ParenthesizedTree inner) {
            flatten(inner.getExpression(), parts);
        } else {
            parts.add(tree);
        }
    }

    private void read(Source source, Tree place, String text) {
        Matcher copied = COPIED.matcher(text.strip());
        if (copied.matches()) {
            add(source, place, Kind.WRITES, copied.group(1));
        }
        HQL.matcher(text)
                .results()
                .forEach(hql ->
                        add(source, place, hql.group(1) != null ? Kind.READS : Kind.WRITES, tableOfName(hql.group(3))));
        String rest = NOT_SQL.matcher(text).replaceAll(" ");
        LOWER_CASE.matcher(rest).results().forEach(found -> add(source, place, Kind.UNSURE, found.group(1)));
        // Innermost parentheses first: in what is left of a level, commas separate the items of one list.
        for (Matcher inner = INNERMOST.matcher(rest); inner.find(); inner = INNERMOST.matcher(rest)) {
            readLevel(source, place, inner.group(1));
            rest = rest.substring(0, inner.start()) + " " + UNKNOWN_PART + " " + rest.substring(inner.end());
        }
        readLevel(source, place, rest);
    }

    private void readLevel(Source source, Tree place, String level) {
        String line = level.replaceAll("\\s+", " ");
        WRITTEN.matcher(line).results().forEach(write -> add(source, place, Kind.WRITES, write.group(1)));
        READ.matcher(line).results().forEach(clause -> {
            for (String item : clause.group(1).split(",")) {
                Matcher name = LIST_ITEM.matcher(item);
                if (name.find()) {
                    add(source, place, Kind.READS, name.group(1));
                }
            }
        });
    }

    private void add(Source source, Tree place, Kind kind, String table) {
        if (table != null && tables.contains(table)) {
            long position = trees.getSourcePositions().getStartPosition(source.unit, place);
            long line = source.unit.getLineMap().getLineNumber(position);
            found.add(new Access(source.relativePackage(), kind, table, source.file.getFileName() + ":" + line));
        }
    }
}
