package dev.ringback.proofs.mutations;

import io.quarkus.logging.Log;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.net.URI;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Classes of the running service with the code of a changed source in their methods, until it is closed. Only what
 * methods do is exchanged: no method, field or lambda may be added or removed.
 */
final class Mutant implements ClassFileTransformer, AutoCloseable {
    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final Instrumentation instrumentation = MutationAgent.instrumentation();
    private final Map<String, byte[]> code;
    private final Class<?>[] classes;
    private RuntimeException failure;

    private Mutant(Map<String, byte[]> code) {
        this.code = code;
        this.classes = code.keySet().stream().map(this::load).toArray(Class<?>[]::new);
    }

    /** Puts a source's code into the running service's classes. */
    static Mutant of(String path, String source) {
        Mutant mutant = new Mutant(compiled(path, source));
        mutant.instrumentation.addTransformer(mutant, true);
        retransform(mutant.classes);
        if (mutant.failure != null) {
            mutant.close();
            throw mutant.failure;
        }
        return mutant;
    }

    /** Lets code that Quarkus has not seen log: it would have to come from a build. Until the JVM ends. */
    static void letLog() {
        Class<?> log = Log.class;
        MutationAgent.instrumentation()
                .addTransformer(
                        new ClassFileTransformer() {
                            @Override
                            public byte[] transform(
                                    ClassLoader from,
                                    String name,
                                    Class<?> type,
                                    ProtectionDomain domain,
                                    byte[] bytes) {
                                return type != log
                                        ? null
                                        : ClassFile.of()
                                                .transformClass(
                                                        ClassFile.of().parse(bytes),
                                                        ClassTransform.transformingMethodBodies(Mutant::neverFail));
                            }
                        },
                        true);
        retransform(log);
    }

    private static void neverFail(CodeBuilder to, CodeElement element) {
        if (element instanceof FieldInstruction field
                && field.opcode() == Opcode.GETSTATIC
                && field.name().equalsString("shouldFail")) {
            to.iconst_0();
        } else {
            to.with(element);
        }
    }

    private Class<?> load(String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a mutation must not add a class", e);
        }
    }

    private static void retransform(Class<?>... classes) {
        try {
            MutationAgent.instrumentation().retransformClasses(classes);
        } catch (UnmodifiableClassException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        instrumentation.removeTransformer(this);
        retransform(classes);
    }

    @Override
    public byte[] transform(ClassLoader from, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
        byte[] mutated = type == null || from != loader ? null : code.get(type.getName());
        try {
            return mutated == null ? null : merged(bytes, mutated);
        } catch (RuntimeException e) { // the JVM would swallow it
            failure = e;
            return null;
        }
    }

    /** The loaded class has members that Quarkus added, which stay. */
    private byte[] merged(byte[] loaded, byte[] mutated) {
        ClassFile files =
                ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofClassLoading(loader)));
        Map<String, MethodModel> methods = byKey(files.parse(mutated));
        ClassModel old = files.parse(loaded);
        if (!byKey(old).keySet().containsAll(methods.keySet())) {
            throw new IllegalStateException("a mutation must not add a method or a lambda to " + old.thisClass());
        }
        return files.transformClass(old, (builder, element) -> {
            if (element instanceof MethodModel method
                    && methods.containsKey(key(method))
                    && method.code().isPresent()
                    && !method.methodName().stringValue().startsWith("<")) {
                CodeModel code = methods.get(key(method)).code().orElseThrow();
                builder.transformMethod(method, (out, part) -> {
                    if (part instanceof CodeModel) {
                        out.withCode(to -> code.forEach(one -> put(to, one)));
                    } else {
                        out.with(part);
                    }
                });
            } else {
                builder.with(element);
            }
        });
    }

    /**
     * Quarkus has the fields of entities read and written by methods of theirs, which notice what has to be stored; and
     * it takes the loggers out of methods.
     */
    private void put(CodeBuilder to, CodeElement element) {
        if (element instanceof FieldInstruction field && field.opcode() != Opcode.GETSTATIC) {
            boolean isWrite = field.opcode() == Opcode.PUTFIELD;
            String accessor = (isWrite ? "$$_hibernate_write_" : "$$_hibernate_read_")
                    + field.name().stringValue();
            ClassDesc type = field.typeSymbol();
            if (has(field.owner().asInternalName().replace('/', '.'), accessor)) {
                to.invokevirtual(
                        field.owner().asSymbol(),
                        accessor,
                        isWrite ? MethodTypeDesc.of(ConstantDescs.CD_void, type) : MethodTypeDesc.of(type));
                return;
            }
        }
        to.with(element);
    }

    private boolean has(String owner, String method) {
        return Arrays.stream(load(owner).getDeclaredMethods())
                .anyMatch(declared -> declared.getName().equals(method));
    }

    private static Map<String, MethodModel> byKey(ClassModel type) {
        return type.methods().stream().collect(Collectors.toMap(Mutant::key, Function.identity()));
    }

    private static String key(MethodModel method) {
        return method.methodName().stringValue() + method.methodType().stringValue();
    }

    // --- javac, from memory to memory

    private static Map<String, byte[]> compiled(String path, String source) {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> out = new HashMap<>();
        StringWriter errors = new StringWriter();
        JavaFileManager files =
                new ForwardingJavaFileManager<JavaFileManager>(javac.getStandardFileManager(null, null, null)) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                        return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/')), kind) {
                            @Override
                            public OutputStream openOutputStream() {
                                return out.computeIfAbsent(name, n -> new ByteArrayOutputStream());
                            }
                        };
                    }
                };
        JavaFileObject file = new SimpleJavaFileObject(URI.create("mem:///" + path), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        List<String> options = List.of("-g", "-parameters", "-proc:none", "-cp", classPath());
        if (!javac.getTask(errors, files, null, options, null, List.of(file)).call()) {
            throw new IllegalStateException("the mutation does not compile: " + errors);
        }
        return out.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().toByteArray()));
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
